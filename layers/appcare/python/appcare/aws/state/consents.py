"""What each contact agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, key_of, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.consent import Consent, MarketingChoice, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoConsents:
    """`Consents` over one item for each contact; a statement and a choice each bring their rank."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def learn(self, contact_id: str, heard: Consent) -> None:
        """Join what was heard with what is known."""
        if (said := heard.statement) is not None:
            self._table.update(
                _key(contact_id),
                "SET #said_rank = :said_rank, #given = :given, #said_at = :said_at, "
                "#words = :words, #source = :source",
                {
                    "said_rank": text(said.rank),
                    "given": {"BOOL": said.given},
                    "said_at": number(said.at),
                    "words": text(said.words),
                    "source": text(said.source),
                },
                only_if="attribute_not_exists(#said_rank) OR #said_rank < :said_rank",
            )
        if (chosen := heard.marketing) is not None:
            self._table.update(
                _key(contact_id),
                "SET #chosen_rank = :chosen_rank, #stopped = :stopped, #chosen_at = :chosen_at",
                {
                    "chosen_rank": text(chosen.rank),
                    "stopped": {"BOOL": chosen.stopped},
                    "chosen_at": number(chosen.at),
                },
                only_if="attribute_not_exists(#chosen_rank) OR #chosen_rank < :chosen_rank",
            )

    def read(self, contact_ids: Iterable[str]) -> Mapping[str, Consent]:
        """Return what is known, strongly consistent."""
        items = self._table.read(_key(contact_id) for contact_id in contact_ids)
        return {key_of(item)[0].partition("#")[2]: _consent(item) for item in items.values()}


def _key(contact_id: str) -> Key:
    return f"consent#{contact_id}", "consent"


def _consent(item: Item) -> Consent:
    said_at, chosen_at = read_number(item, "said_at"), read_number(item, "chosen_at")
    return Consent(
        statement=None
        if said_at is None
        else Statement(
            given=item["given"]["BOOL"],
            at=said_at,
            words=read_text(item, "words"),
            source=read_text(item, "source"),
        ),
        marketing=None
        if chosen_at is None
        else MarketingChoice(stopped=item["stopped"]["BOOL"], at=chosen_at),
    )
