"""What is learnt from records beside telling them: consents, limits, templates, prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from appcare.domain.lanes import EventRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from appcare.application.channels import Channels
    from appcare.application.ports import Translated
    from appcare.domain.events import EventData
    from appcare.domain.log import LogRecord


@dataclass(frozen=True, slots=True)
class Heard:
    """One record as the router understood it.

    Attributes:
        record: as it lies in the log.
        said: what it means.
        contact_id: whom it concerns, as we know them now.
    """

    record: LogRecord
    said: Translated
    contact_id: str


class Learner(Protocol):
    """Keeps something of what happens in State."""

    def learn(self, heard: Sequence[Heard]) -> None:
        """Take what a batch says, before anybody is told of it; called for every batch.

        Learning the same again changes nothing, and what is older than what is known does not
        replace it: the stream repeats itself, and records come late. Records that say nothing to
        this learner, which most do, cost nothing.

        Raises:
            StorageError: not everything is known to be kept; the batch will come again.
            UndigestibleError: a record cannot be read; it will come alone, and be parked.
        """
        ...


def data_of(heard: Sequence[Heard], type_: str, channels: Channels) -> Iterator[tuple[Heard, EventData]]:
    """Yield the records that stand for an event of this type, each with the event's data.

    Raises:
        UndigestibleError: a record does not hold the event that it stands for.
    """
    for one in heard:
        if type_ in one.said.types:
            ref = EventRef(one.record.key, type_, one.contact_id)
            yield one, channels.of(one.record).event(one.record, ref, raw=False).data
