"""Who understands a log record: the channel that wrote it, or, for facts of our own, ourselves."""

from collections.abc import Mapping

from appcare.application.ports import Channel
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogRecord


class Channels:
    """The channels by the first part of a partition, and who understands our own facts by their kind."""

    def __init__(self, channels: Mapping[str, Channel], own: Mapping[str, Channel] | None = None) -> None:
        """Put them together.

        Args:
            channels: first part of the partition -> channel.
            own: kind of record -> who understands it, whatever its partition.
        """
        self._channels = channels
        self._own = own or {}

    def of(self, record: LogRecord) -> Channel:
        """Return who understands a record.

        Raises:
            UndigestibleError: nobody does.
        """
        found = self._own.get(record.kind) or self._channels.get(record.key.pk.partition("#")[0])
        if found is None:
            message = "Nobody here understands this record."
            raise UndigestibleError(message)
        return found
