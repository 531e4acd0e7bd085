"""Why Meta does not take or deliver a message: each code, what AppCare does, and what the agent reads.

Source: Meta, "Error codes" (15 May 2026). One table for both ways a code comes: as the answer to a call,
and later as the status `failed`. docs/error-codes.md is made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from appcare.domain.events.failures import FailureClass


class Does(StrEnum):
    """What AppCare does about a code that answers a call."""

    RETRY = "tries the message again later; the customer's others wait behind it"
    THROTTLE = "slows the number down"
    PAIR = "waits with this customer's messages, each time four times as long"
    CLOSE = "closes the number, and tries one message now and then until it works"
    PAUSE = "pauses the number until a person enables it"
    FAIL = "tells the agent; never tried again"


@dataclass(frozen=True, slots=True)
class Known:
    """A code that Meta documents.

    Attributes:
        meaning: what Meta says with it.
        does: what AppCare does where it answers a call.
        reason: whose business it is once the message has failed.
        advice: what the agent reads then.
        after: seconds to wait, at least; None: as the schedule has it.
        attempts: calls that are worth making; then the message fails. None: as the schedule has it.
    """

    meaning: str
    does: Does
    reason: FailureClass
    advice: str
    after: float | None = None
    attempts: int | None = None


SERVER = "WhatsApp had trouble of its own: send the message again."
TOO_FAST = "Too much went out from this number at once: send the message again in a minute."
TOKEN = "Tell whoever runs AppCare: WhatsApp no longer accepts its access token or its permissions."  # noqa: S105 - a sentence about one
STOPPED = "Tell whoever runs the WhatsApp account: Meta has stopped it, and says why in WhatsApp Manager."
UNREGISTERED = "Tell whoever runs the WhatsApp account: this number is not registered for sending."
CONTENT = "WhatsApp cannot send this message as it is: change what it says or holds, then send it."
DEFECT = "WhatsApp does not understand this message: tell whoever runs AppCare, and give the code."
OTHER_FILE = "WhatsApp could not use the file: check its type and size, then send it again."
WITHDRAWN = "Meta has switched this template off: choose another one."
FILLING = "What fills this template does not fit it: check how many values it needs, and which."


def _retry(meaning: str, attempts: int | None = None) -> Known:
    return Known(meaning, Does.RETRY, FailureClass.TRY_AGAIN, SERVER, attempts=attempts)


def _slow(meaning: str, after: float, advice: str = TOO_FAST) -> Known:
    return Known(meaning, Does.THROTTLE, FailureClass.TRY_AGAIN, advice, after=after)


def _close(meaning: str) -> Known:
    return Known(meaning, Does.CLOSE, FailureClass.ACCOUNT, TOKEN)


def _pause(meaning: str, advice: str = STOPPED) -> Known:
    return Known(meaning, Does.PAUSE, FailureClass.ACCOUNT, advice)


def _fail(meaning: str, reason: FailureClass, advice: str) -> Known:
    return Known(meaning, Does.FAIL, reason, advice)


PERMISSION = _close("a permission is missing or was withdrawn")
"""Codes 200 to 299."""

FAILURES: Mapping[int, Known] = {
    # Meta's servers.
    1: _retry("the API is in trouble, or does not know the request"),
    2: _retry("the service is down or overloaded"),
    131000: _retry("something went wrong", attempts=5),
    131016: _retry("the service is overloaded or under maintenance"),
    133004: _retry("the server is not available"),
    # Too fast.
    4: _slow("the app made too many calls", 60),
    80007: _slow("the account reached its rate limit", 60),
    130429: _slow("the number reached its throughput", 1),
    131057: _slow(
        "the number is being upgraded or otherwise maintained",
        60,
        "WhatsApp was working on this number: send the message again in some minutes.",
    ),
    133016: _slow(
        "the number was registered or deregistered too often",
        3600,
        "This number cannot send just now: send the message again in some hours.",
    ),
    131056: Known(
        "too many messages from this number to this customer",
        Does.PAIR,
        FailureClass.TRY_AGAIN,
        "Too many messages went to this customer at once: wait a little, then send it again.",
    ),
    # Credentials.
    0: _close("the app's user cannot be authenticated"),
    3: _close("the app lacks a capability or permission"),
    10: _close("the permission was not granted or was withdrawn"),
    190: _close("the access token has expired"),
    131005: _close("access is denied"),
    # The account or the number.
    33: _pause("the business number was deleted", UNREGISTERED),
    368: _pause("the account is blocked for a while for violating a policy"),
    130497: _fail(
        "the account may not write to customers in this country",
        FailureClass.ACCOUNT,
        "Meta lets this account write to nobody in this customer's country: answer another way.",
    ),
    131031: _pause("the account is locked"),
    131042: _pause(
        "there is a problem with the payment method",
        "Tell whoever runs the WhatsApp account: Meta does not get its payment.",
    ),
    131045: _pause("the number's certificate or registration is not right", UNREGISTERED),
    131048: _pause("too many messages of this number were blocked or reported as spam"),
    131064: _pause("the account may send no more for now"),
    133010: _pause("the number is not registered", UNREGISTERED),
    # This customer.
    131047: _fail(
        "more than 24 hours have gone by since the customer wrote",
        FailureClass.WINDOW_CLOSED,
        "The customer last wrote over 24 hours ago: send a template.",
    ),
    131050: _fail(
        "the customer has opted out of marketing messages",
        FailureClass.OPTED_OUT,
        "The customer wants no marketing messages: write only when they ask for something.",
    ),
    131049: _fail(
        "Meta limits marketing messages to this customer",
        FailureClass.TRY_TOMORROW,
        "The customer has had enough marketing messages for now: try tomorrow at the earliest.",
    ),
    131026: _fail(
        "the message cannot be delivered",
        FailureClass.UNREACHABLE,
        "This number may have no WhatsApp, or an old version of it: reach the customer another way.",
    ),
    131021: _fail(
        "sender and recipient are the same number",
        FailureClass.UNREACHABLE,
        "This is our own number: choose a customer's.",
    ),
    130403: _fail(
        "the company has blocked this customer",
        FailureClass.UNREACHABLE,
        "The company has blocked this customer: lift the block first.",
    ),
    130472: _fail(
        "the customer takes part in an experiment of Meta's",
        FailureClass.UNREACHABLE,
        "Meta sends this customer no marketing messages for now: wait until they write.",
    ),
    131062: _fail(
        "this kind of message cannot go to a user id",
        FailureClass.UNREACHABLE,
        "This kind of message needs the customer's phone number: ask for it first.",
    ),
    131030: _fail(
        "a test number may write only to the numbers on its list",
        FailureClass.UNREACHABLE,
        "This is a test number: put the customer on its list in the app's dashboard first.",
    ),
    # What the message holds.
    100: _fail("a parameter is wrong or not known", FailureClass.CONTENT, DEFECT),
    131008: _fail("a parameter is missing", FailureClass.CONTENT, DEFECT),
    131009: _fail("a parameter's value is not valid", FailureClass.CONTENT, CONTENT),
    131051: _fail("the type of message is not supported", FailureClass.CONTENT, CONTENT),
    135000: _fail("the message could not be sent for a reason not told", FailureClass.CONTENT, DEFECT),
    131052: _fail(
        "the file cannot be fetched",
        FailureClass.FILE,
        "WhatsApp could not fetch the file: check its link, or upload it.",
    ),
    131053: Known("the file cannot be taken", Does.RETRY, FailureClass.FILE, OTHER_FILE, attempts=3),
    # Templates.
    132000: _fail("the number of values is not the template's", FailureClass.TEMPLATE, FILLING),
    132001: _fail(
        "there is no such approved template in this language",
        FailureClass.TEMPLATE,
        "There is no such template in this language: choose another one.",
    ),
    132005: _fail(
        "the filled template is too long",
        FailureClass.TEMPLATE,
        "The template becomes too long with these values: shorten them.",
    ),
    132007: _fail(
        "the template violates a policy",
        FailureClass.TEMPLATE,
        "This template is against Meta's rules: choose another one.",
    ),
    132012: _fail("the values are not formatted as the template needs", FailureClass.TEMPLATE, FILLING),
    132018: _fail("the template's parameters have a mistake", FailureClass.TEMPLATE, FILLING),
    132015: _fail(
        "the template is paused for its low quality",
        FailureClass.TEMPLATE,
        "Meta has paused this template: choose another one.",
    ),
    132016: _fail("the template was paused too often and is disabled", FailureClass.TEMPLATE, WITHDRAWN),
    132068: _fail("the template's form is blocked", FailureClass.TEMPLATE, WITHDRAWN),
    132069: _fail(
        "the template's form was sent too often in the last hour",
        FailureClass.TEMPLATE,
        "This template's form was sent too often: send it again in an hour.",
    ),
    131063: _fail(
        "marketing templates are disabled for the account",
        FailureClass.TEMPLATE,
        "The company may send no marketing templates: choose another kind.",
    ),
}
"""By Meta's code. Titles are not looked at: Meta rewords them."""


def known(code: int | None) -> Known | None:
    """Return what is known of a code; None: nothing."""
    if code is None:
        return None
    return PERMISSION if 200 <= code <= 299 else FAILURES.get(code)  # noqa: PLR2004 - Meta, "Error codes"
