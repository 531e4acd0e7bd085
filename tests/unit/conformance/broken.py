"""Adapters for Desk that each break one promise, and the check that must notice."""

import html
import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from appcare_desk.adapter import DeskAdapter, TroubleError

from appcare.application.adapter_ports import (
    AgentAction,
    AgentReply,
    Attempt,
    CallbackRefusal,
    CallbackRefusedError,
    Capabilities,
    MessageStatus,
    RawRequest,
    Replies,
)
from appcare.crm.http import Answer
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, LinkKind, Links

Found = dict[LinkKey, str]


class NeverLooks(DeskAdapter):
    """Opens a ticket whenever it knows of none."""

    def _ticket(self, event: CrmEvent, found: Found) -> str:
        person = self._person(event, found)
        body = json.dumps({"person": person, "key": event.data.conversation.id}).encode()  # type: ignore[union-attr]
        return str(self._read("POST", "/tickets", body)["id"])


class WritesAnew(DeskAdapter):
    """Gives whatever it adds another key each time."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        super()._add(event, found, kind, key + secrets.token_hex(4), content)


class WritesAnewWithoutLinks(DeskAdapter):
    """Believes that an event without links is new."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver under a new key where nothing is linked."""
        self._suffix = "" if links else secrets.token_hex(4)
        return super().deliver(event, links, attempt)

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        super()._add(event, found, kind, key + self._suffix, content)


class ForgetsLinks(DeskAdapter):
    """Tells of links only where everything went well."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return result if isinstance(result, Delivered) else replace(result, links={})


class LinksAnother(DeskAdapter):
    """Links something, but not what the CRM has."""

    kind: ClassVar[LinkKind] = LinkKind.CONTACT
    external: ClassVar[str] = "somebody"

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver, and tell nonsense."""
        del links
        result = super().deliver(event, {}, attempt)
        wrong = {key: self.external if key.kind is self.kind else id_ for key, id_ in result.links.items()}
        return replace(result, links=wrong)


class LinksAnotherTicket(LinksAnother):
    """The same with tickets."""

    kind = LinkKind.CONVERSATION
    external = "T0"


class LinksNothing(LinksAnother):
    """The same with an empty id."""

    external = ""


class LinksUnasked(DeskAdapter):
    """Links what its capabilities do not name."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, links={**result.links, LinkKey(LinkKind.MESSAGE, "wamid"): "1"})


class WritesAlsoWhereClosed(DeskAdapter):
    """Takes a closed ticket's refusal for success."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        try:
            super()._add(event, found, kind, key, content)
        finally:
            for link in [one for one in found if one.kind is LinkKind.CONVERSATION]:
                found[link] = self._first.setdefault(link, found[link])

    _first: ClassVar[Found] = {}


class FindsClosed(DeskAdapter):
    """Looks tickets up whether open or not, and leaves it at that."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        conversation = LinkKey(LinkKind.CONVERSATION, event.data.conversation.id)  # type: ignore[union-attr]
        ticket = self._seen.get(conversation) or found.get(conversation) or self._ticket(event, found)
        found[conversation] = self._seen[conversation] = ticket
        self._call("PUT", f"/tickets/{ticket}/{kind}/{key}", content, 409)

    _seen: ClassVar[Found] = {}


class OneTicketForAll(DeskAdapter):
    """Keeps every conversation of a customer in the first one's ticket, and links none but it."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        before = dict(found)
        super()._add(event, found, kind, key, content)
        conversation = LinkKey(LinkKind.CONVERSATION, event.data.conversation.id)  # type: ignore[union-attr]
        if conversation not in before and conversation.id.endswith("2"):
            found[conversation] = "T1"


class KnowsByName(DeskAdapter):
    """Takes everybody of one name for one."""

    def _person(self, event: CrmEvent, found: Found) -> str:
        contact = event.data.contact.model_copy(update={"id": event.data.contact.name or "?"})
        named = event.model_copy(update={"data": event.data.model_copy(update={"contact": contact})})
        return super()._person(named, found)


class KnowsByPhone(DeskAdapter):
    """Takes everybody without phone for one."""

    def _person(self, event: CrmEvent, found: Found) -> str:
        contact = event.data.contact
        body = json.dumps({"name": contact.name, "phone": contact.phone}).encode()
        key = LinkKey(LinkKind.CONTACT, contact.id)
        path = f"/people/{contact.id if contact.phone else 'nobody'}"
        found[key] = found.get(key) or str(self._read("PUT", path, body)["id"])
        return found[key]


class MixesWorkers(DeskAdapter):
    """Keeps the customer that it serves where all workers see it."""

    current: ClassVar[list[CrmEvent]] = []

    def _person(self, event: CrmEvent, found: Found) -> str:
        self.current.append(event)
        before = self.current[0]
        return super()._person(
            before if before.data.contact.name != event.data.contact.name else event, found
        )


class Escapes(DeskAdapter):
    """Shows markup escaped."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind == "entries":
            content = json.dumps({"text": html.escape(json.loads(content)["text"])}).encode()
        super()._add(event, found, kind, key, content)


class Swallows(DeskAdapter):
    """Says that all is well, whatever Desk says."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        return Delivered(super().deliver(event, links, attempt).links)


class Reverses(DeskAdapter):
    """Writes the last message where the first one was."""

    texts: ClassVar[dict[str, list[tuple[str, bytes]]]] = {}

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if b"of four" not in content:
            super()._add(event, found, kind, key, content)
            return
        waiting = self.texts.setdefault(event.subject, [])
        waiting.append((key, content))
        if len(waiting) > 3:
            for each, text in reversed(waiting):
                super()._add(event, found, kind, each, text)


class WaitsAlone(DeskAdapter):
    """Throttled, it makes only this customer wait."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, scope=Scope.LANE) if isinstance(result, RetryLater) else result


class WaitsAsItLikes(DeskAdapter):
    """Throttled, it does not listen for how long."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, after=None) if isinstance(result, RetryLater) else result


class GivesUp(DeskAdapter):
    """Refuses for good what might have gone well later."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        lost = isinstance(result, RetryLater) and result.scope is Scope.LANE
        return Rejected(Refusal.INVALID, result.reason, result.links) if lost else result  # type: ignore[union-attr]


class Raises(DeskAdapter):
    """Raises where Desk does not answer."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        if isinstance(result, RetryLater) and result.said is None:
            raise TimeoutError(result.reason)
        return result


class BlamesTheEvent(DeskAdapter):
    """Locked out, it parks the event."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, code=Refusal.INVALID) if isinstance(result, Rejected) else result


class StumblesOverNews(DeskAdapter):
    """Knows messages only."""

    def _push(self, event: CrmEvent, found: Found) -> None:
        if event.type in ("unknown", "media.lost"):
            raise TroubleError(RetryLater("what is this?"))
        super()._push(event, found)


class MangleFiles(DeskAdapter):
    """Treats files as text."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        text = content.decode("utf-8", "replace").encode() if kind == "files" else content
        super()._add(event, found, kind, key, text)


class FilesAnew(DeskAdapter):
    """Adds a file again and again."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        suffix = secrets.token_hex(4) if kind == "files" else ""
        super()._add(event, found, kind, key + suffix, content)


class HidesFiles(DeskAdapter):
    """Says nothing of files that it cannot hand on."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if b"cannot take" not in content:
            super()._add(event, found, kind, key, content)


class SendsAnything(DeskAdapter):
    """Does not look how large a file is."""

    def _push(self, event: CrmEvent, found: Found) -> None:
        data: Any = event.data
        if event.type == "media.stored" and data.media.size > 1_000_000:
            self._add(event, found, "files", data.media.id, b"the beginning of it")
        else:
            super()._push(event, found)


class ForgetsStatuses(DeskAdapter):
    """Shows the first status only."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind != "statuses" or b"sent" in content:
            super()._add(event, found, kind, key, content)


class FailedOnly(DeskAdapter):
    """Right: tells failures by a note."""

    capabilities: ClassVar[Capabilities] = replace(
        DeskAdapter.capabilities, message_status=MessageStatus.FAILED_ONLY
    )

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind == "statuses":
            kind, key, content = "entries", f"failed-{key}", b'{"text": "could not be delivered"}'
        super()._add(event, found, kind, key, content)


class TellsFailuresAgain(FailedOnly):
    """Tells a failure as often as it hears of it."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        super()._add(event, found, kind, key + secrets.token_hex(2) if kind == "statuses" else key, content)


class HidesFailures(FailedOnly):
    """Tells no failure."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind != "statuses":
            super()._add(event, found, kind, key, content)


class BelievesAnybody(DeskAdapter):
    """Asks for no signature."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return self.read(json.loads(request.body))

    def read(self, entry: dict[str, str]) -> list[AgentReply]:
        """Return the answer in an entry."""
        if entry.get("author") == "appcare":
            return []
        return [AgentReply(id=entry["id"], conversation=entry["ticket"], text=entry["text"])]


class ReadsFirst(BelievesAnybody):
    """Looks at the body before the signature, and says what it thinks of it."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        try:
            json.loads(request.body)
        except ValueError as error:
            raise CallbackRefusedError(CallbackRefusal.UNREADABLE, "No JSON.") from error
        return super(BelievesAnybody, self).parse_callback(request)


class ChecksHeaderOnly(BelievesAnybody):
    """Is content with any signature."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        if "webhook-signature" not in request.headers:
            raise CallbackRefusedError(CallbackRefusal.UNSIGNED, "Sign it.")
        return super().parse_callback(request)


class KnowsNoTime(DeskAdapter):
    """Takes a callback however old."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it as if it had just been signed."""
        signed_at = request.headers.get("webhook-timestamp", "0")
        return super().parse_callback(replace(request, at=int(signed_at) * 1000))


class HearsItself(BelievesAnybody):
    """Sends customers what it wrote itself."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return super(BelievesAnybody, self).parse_callback(request) or self.read(
            {**json.loads(request.body), "author": "agent"}
        )


class Answers(DeskAdapter):
    """Reads answers, but changes them."""

    changes: ClassVar[dict[str, str]] = {"text": "…"}

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return [replace(one, **self.changes) for one in super().parse_callback(request)]  # type: ignore[arg-type]


class AnswersElsewhere(Answers):
    """Leads to another conversation."""

    changes: ClassVar[dict[str, str]] = {"conversation": "T0"}


class AnswersNameless(Answers):
    """Gives every answer the same id."""

    changes: ClassVar[dict[str, str]] = {"id": "reply"}


class AnswersTwice(DeskAdapter):
    """Gives an answer another id each time."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return [replace(one, id=secrets.token_hex(4)) for one in super().parse_callback(request)]


class Deaf(DeskAdapter):
    """Right: takes no callbacks, and says so."""

    capabilities: ClassVar[Capabilities] = replace(DeskAdapter.capabilities, replies=Replies.NONE)

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Refuse."""
        del request
        raise CallbackRefusedError(CallbackRefusal.UNSUPPORTED, "Desk does not call.")


class SilentlyDeaf(Deaf):
    """Takes callbacks and throws them away."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Ignore it."""
        del request
        return []


class ServesNobody(DeskAdapter):
    """Takes a person that could not be made for nobody."""

    def _call(self, method: str, path: str, body: bytes, *expected: int) -> Answer:
        try:
            return super()._call(method, path, body, *expected)
        except TroubleError:
            if path.startswith("/people"):
                return Answer(200, None, b'{"id": "P0"}')
            raise


class BelievesAnything(DeskAdapter):
    """Reads an answer without looking whether it is one."""

    def _read(self, method: str, path: str, body: bytes = b"") -> Any:
        return json.loads(self._call(method, path, body).body)


BROKEN: dict[type[DeskAdapter], tuple[str, ...]] = {
    NeverLooks: ("redelivery_without_links_adds_nothing", "a_lost_answer_makes_nothing_twice"),
    WritesAnew: ("redelivery_with_links_adds_nothing", "redelivery_without_links_adds_nothing"),
    WritesAnewWithoutLinks: ("redelivery_without_links_adds_nothing", "a_lost_answer_and_lost_links"),
    ForgetsLinks: ("a_failure_keeps_the_links_found",),
    LinksAnother: ("a_contact_is_linked",),
    LinksAnotherTicket: ("a_conversation_is_linked",),
    LinksNothing: ("a_message_arrives",),
    LinksUnasked: ("a_message_arrives",),
    WritesAlsoWhereClosed: ("a_closed_conversation_is_followed_by_a_new_one",),
    FindsClosed: ("a_closed_conversation_is_not_found_again",),
    OneTicketForAll: ("a_new_conversation_of_ours_is_one_of_theirs",),
    KnowsByName: ("whoever_is_new_is_told_apart",),
    KnowsByPhone: ("a_customer_without_phone",),
    MixesWorkers: ("customers_side_by_side",),
    Escapes: ("text_is_shown_as_it_was_written",),
    Swallows: ("throttling_makes_everybody_wait", "a_crm_that_is_down_is_tried_again"),
    Reverses: ("messages_arrive_in_order",),
    WaitsAlone: ("throttling_makes_everybody_wait",),
    WaitsAsItLikes: ("throttling_makes_everybody_wait",),
    GivesUp: ("a_crm_that_is_down_is_tried_again", "a_lost_answer_makes_nothing_twice"),
    Raises: ("a_crm_that_is_down_is_tried_again",),
    BelievesAnything: ("an_answer_that_makes_no_sense",),
    BlamesTheEvent: ("wrong_credentials_concern_the_destination",),
    StumblesOverNews: ("what_it_has_no_place_for_is_no_trouble", "a_lost_file_is_no_trouble"),
    MangleFiles: ("a_file_arrives_as_it_is",),
    FilesAnew: ("a_file_arrives_as_it_is", "a_file_whose_answer_is_lost"),
    HidesFiles: ("a_file_that_is_too_large_is_told", "a_file_that_is_gone_is_told"),
    SendsAnything: ("a_file_that_is_too_large_is_told",),
    ForgetsStatuses: ("a_status_is_shown",),
    TellsFailuresAgain: ("a_failure_is_told_once",),
    HidesFailures: ("a_failure_is_told_once",),
    BelievesAnybody: (
        "an_unsigned_callback_is_refused",
        "a_tampered_callback_is_refused",
        "a_stale_callback_is_refused",
    ),
    ReadsFirst: ("an_unsigned_callback_is_refused",),
    ChecksHeaderOnly: ("a_tampered_callback_is_refused",),
    KnowsNoTime: ("a_stale_callback_is_refused",),
    HearsItself: ("our_own_writing_is_no_answer",),
    Answers: ("an_answer_comes_through",),
    AnswersElsewhere: ("an_answer_comes_through",),
    AnswersNameless: ("an_answer_told_twice_has_one_id",),
    AnswersTwice: ("an_answer_told_twice_has_one_id",),
    SilentlyDeaf: ("a_callback_that_nobody_expects_is_refused",),
    ServesNobody: ("wrong_credentials_concern_the_destination",),
}
"""Adapter -> checks that must fail for it; others may fail as well."""
