"""Appends an agent's answer to the log, once, whoever brought it and however often."""

from appcare.application.ports import EventLog
from appcare.domain.events.agents import Reply
from appcare.domain.log import LogKey
from appcare.domain.replies import Receipt, agent_replied


class AppendReply:
    """Puts answers where their receipts say."""

    def __init__(self, log: EventLog, retention_days: int) -> None:
        """Args: retention_days: how long the log keeps what happened."""
        self._log = log
        self._retention_s = retention_days * 86_400

    def append(self, reply: Reply, receipt: Receipt, now: int) -> tuple[LogKey, bool]:
        """Append an answer unless that was done; return its key, and whether it is new.

        An answer that the log may have forgotten since its receipt was written is not new: appended
        once more it would be sent once more.

        Args:
            reply: what was answered.
            receipt: where it went when it first came in.
            now: Unix milliseconds.

        Raises:
            StorageError: it is not known whether it was appended; the same again does no harm.
        """
        record = agent_replied(reply, receipt, self._retention_s)
        may_be_gone = record.expires_at is not None and now >= record.expires_at * 1000
        if may_be_gone or self._log.read([record.key]):
            return record.key, False
        self._log.append([record])
        return record.key, True
