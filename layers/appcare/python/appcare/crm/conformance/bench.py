"""What the kit needs to know of a CRM: written once for each adapter, in its own tests."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from appcare.application.adapter_ports import CrmAdapter, RawRequest
from appcare.crm.http import Answer
from appcare.crm.setup import AdapterSetup
from appcare.domain.events import ContactRef


class Proof(StrEnum):
    """What a CRM's callback proves about itself.

    `none`: a secret came with it. `body`: it was signed. `body_and_time`: so was the moment.
    """

    NONE = "none"
    BODY = "body"
    BODY_AND_TIME = "body_and_time"


@dataclass(frozen=True, slots=True)
class SeenConversation:
    """A conversation, ticket or case, as the CRM holds it."""

    id: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """Something in a conversation that an agent can read, notes and notices as well.

    Attributes:
        id: the CRM's id of it.
        conversation: the CRM's id of the conversation it stands in; empty where there are none.
        text: as an agent reads it: not escaped, no markup.
    """

    id: str
    conversation: str
    text: str


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that an agent can open."""

    name: str
    content: bytes


class BlindBenchError(Exception):
    """A check needs to see or do something that the bench does not offer; the text names the method."""

    def __init__(self, method: str) -> None:
        super().__init__(f"the adapter's capabilities need {method}: override it in your bench")


class Bench(ABC):
    """An adapter at its CRM, real or fake. The kit makes a new one for each check.

    What a CRM holds is asked from its own side, never through the adapter. Everything is asked for
    one customer, whom no other check uses, so a CRM that cannot be emptied serves as well.
    """

    proof: Proof = Proof.BODY_AND_TIME

    @abstractmethod
    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from; the kit puts itself between its `http` and the CRM."""

    @abstractmethod
    def adapter(self, setup: AdapterSetup) -> CrmAdapter:
        """Return the adapter, made anew, as another process would have it."""

    def contacts(self, contact: ContactRef) -> Sequence[str]:
        """Return the CRM's ids of all its records of a customer; for links of contacts."""
        del contact
        raise BlindBenchError("contacts")

    def conversations(self, contact: ContactRef) -> Sequence[SeenConversation]:
        """Return a customer's conversations, the oldest first; for links of conversations."""
        del contact
        raise BlindBenchError("conversations")

    @abstractmethod
    def messages(self, contact: ContactRef) -> Sequence[SeenMessage]:
        """Return what can be read in a customer's conversations, the oldest first."""

    def attachments(self, contact: ContactRef) -> Sequence[SeenFile]:
        """Return the files in a customer's conversations; for CRMs that take files."""
        del contact
        raise BlindBenchError("attachments")

    def statuses(self, contact: ContactRef) -> Mapping[str, str] | None:
        """Return the status shown for each message of ours, by wamid: `read`.

        None: they cannot be seen from outside. For CRMs that show statuses.
        """
        del contact
        return None

    def close(self, conversation: str) -> None:
        """Close a conversation, as an agent does; for links of conversations."""
        del conversation
        raise BlindBenchError("close")

    def throttled(self) -> Answer:
        """Return what the CRM answers to one call too many."""
        return Answer(429, 7.0, b"", {"retry-after": "7"})

    def locked_out(self) -> Answer:
        """Return what the CRM answers to wrong credentials."""
        return Answer(401, None, b"")

    def reply(self, conversation: str, text: str, at: int) -> RawRequest:
        """Return the callback by which the CRM tells that an agent answered; for callbacks.

        Args:
            conversation: the CRM's id of it; what the adapter linked.
            text: what the agent wrote.
            at: Unix milliseconds at which it is signed and comes in.
        """
        del conversation, text, at
        raise BlindBenchError("reply")

    def own_writing(self, conversation: str, text: str, at: int) -> RawRequest | None:
        """Return the callback by which it tells what the adapter itself wrote; None: it tells nothing."""
        del conversation, text, at
        raise BlindBenchError("own_writing")
