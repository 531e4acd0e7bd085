"""Consents as facts in the log: kept for as long as somebody may ask for the proof."""

import json
from dataclasses import dataclass

from appcare.domain.consent import Statement
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord

GIVEN = "consent.given"
WITHDRAWN = "consent.withdrawn"

KINDS = (GIVEN, WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A statement as it was told.

    Attributes:
        phone: digits without plus, where the customer was named by it; empty: by the partition alone.
    """

    statement: Statement
    phone: str = ""


def consent_recorded(partition: str, recorded: Recorded) -> LogRecord:
    """Return the fact that a customer agreed, or took it back: the same for the same content.

    It has no end: who relies on a consent has to prove it.
    """
    said = recorded.statement
    kind = GIVEN if said.given else WITHDRAWN
    sk = f"{said.at:013d}#{said.wording}#{kind}"
    content = {"words": said.words, "source": said.source, "phone": recorded.phone}
    body = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return LogRecord(LogKey(partition, sk), kind, body)


def recorded_in(record: LogRecord) -> Recorded:
    """Return what a record says.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    moment = record.key.sk.partition("#")[0]
    try:
        said = json.loads(record.body)
        statement = Statement(
            given=record.kind == GIVEN, at=int(moment), words=str(said["words"]), source=str(said["source"])
        )
        return Recorded(statement=statement, phone=str(said["phone"]))
    except (ValueError, TypeError, KeyError) as error:
        message = "a consent cannot be read"
        raise UndigestibleError(message) from error
