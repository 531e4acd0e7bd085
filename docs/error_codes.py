"""The page about Meta's error codes, made from the table that sending goes by."""

from collections.abc import Iterable, Mapping

from appcare.domain.events.failures import FailureClass
from appcare.whatsapp.failures import FAILURES, PERMISSION, Does, Known
from appcare.whatsapp.refusals import SILENT_ADVICE, UNKNOWN_ADVICE, UNKNOWN_ATTEMPTS

INTRODUCTION = """\
# Error codes

What AppCare does when Meta does not take or deliver a message, and what the agent reads. Meta tells a code
as the answer to the call, later as the status `failed`, or both ways; the event is `message.failed` either
way, with `data.status.failure`: its `reason` is for programs, its `advice` for the agent, its `code` is
Meta's. AppCare goes by the code alone, never by Meta's titles or the HTTP status.

The headings say what AppCare does about a code that answers a call. A status `failed` is always told to
the agent: Meta took the message, so AppCare does not send it again by itself.

"""

CLASSES: Mapping[FailureClass, str] = {
    FailureClass.WINDOW_CLOSED: "Send a template; `templates` names some that could serve.",
    FailureClass.OPTED_OUT: "Nobody: the customer does not want it.",
    FailureClass.NO_CONSENT: "Ask the customer first.",
    FailureClass.UNREACHABLE: "Reach the customer another way, or when they write.",
    FailureClass.TRY_TOMORROW: "Send it again, a day later at the earliest.",
    FailureClass.TEMPLATE: "Choose another template, or fill it otherwise.",
    FailureClass.CONTENT: "Change the message. The same again fails again.",
    FailureClass.FILE: "Change the file, its link or its type.",
    FailureClass.LIMIT: "Wait until the company's own limit has room.",
    FailureClass.ACCOUNT: "Whoever runs the WhatsApp account or AppCare.",
    FailureClass.EXPIRED: "See why it waited for a day, and write again if it still matters.",
    FailureClass.TRY_AGAIN: "Send the same again.",
    FailureClass.UNCLEAR: "Find out whether it arrived before sending it again.",
}
"""What each reason asks for."""

NO_ANSWER = f"""\
## Without a code

| what comes back | AppCare |
|---|---|
| no connection, no such host, no TLS, no time left before the request | tries again later: nothing was sent |
| the connection breaks off or stays silent behind the request; an answer that cannot be read to its end | \
unclear: never sent again by itself; a status settles it, else `message.unclear` follows |
| 200 without a message id; 408; 5xx other than 503 | unclear, the same |
| 429, 503 | tries again later |
| 3xx, 401, 403, 404, 405, 410 | {Does.CLOSE} |
| other 4xx | {Does.FAIL}: "{SILENT_ADVICE}" |

A code that stands in no table above is final (`{FailureClass.CONTENT}`: "{UNKNOWN_ADVICE}"), unless the
HTTP status is 401 (as credentials), 429 (slows the number down), or 5xx, or Meta calls it transient:
then it is tried {UNKNOWN_ATTEMPTS} times. Code 100 with sub-code 33 says that the number's id or the
token is wrong, and closes the number.
"""


def error_codes_page() -> str:
    """Return `docs/error-codes.md`."""
    reasons = _table(("`reason`", "who can do what"), ((f"`{one}`", said) for one, said in CLASSES.items()))
    return "\n".join([INTRODUCTION + reasons, *(_section(does) for does in Does), NO_ANSWER])


def _section(does: Does) -> str:
    codes = [(str(code), one) for code, one in FAILURES.items() if one.does is does]
    codes += [("200 to 299", PERMISSION)] if PERMISSION.does is does else []
    columns = ("code", "Meta says", "`reason`", "the agent reads")
    return f"## AppCare {does}\n\n" + _table(columns, (_row(code, one) for code, one in codes))


def _row(code: str, one: Known) -> tuple[str, ...]:
    return code + _limits(one), one.meaning, f"`{one.reason}`", one.advice


def _limits(one: Known) -> str:
    if one.attempts is not None:
        return f" (at most {one.attempts} attempts)"
    return "" if one.after is None else f" (for {one.after:g} s at least)"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
