"""What every store of links does."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from appcare.application.adapter_ports import LinkStore
from appcare.aws.state.links import DynamoLinks
from appcare.domain.links import FOUND_BY_BOTH, Linked, LinkKey, LinkKind

CONTACT = LinkKey(LinkKind.CONTACT, "ctc_1")
TALK = LinkKey(LinkKind.CONVERSATION, "cnv_1")
MESSAGE = LinkKey(LinkKind.MESSAGE, "wamid.1")
FILE = LinkKey(LinkKind.ATTACHMENT, "media-1")
ALL = {CONTACT: "7", TALK: "T-9", MESSAGE: "m/1", FILE: "f 1"}


def test_what_is_not_linked_is_left_out(links: LinkStore) -> None:
    """Reading tells only of what was kept, and asking for nothing is fine."""
    links.keep("crm", "ctc_1", {CONTACT: "7"})
    assert links.read("crm", "ctc_1", [CONTACT, TALK]) == {CONTACT: "7"}
    assert links.read("crm", "ctc_1", []) == {}


def test_one_read_brings_all_kinds(links: LinkStore) -> None:
    """Links of every kind come back as they were kept, those kept one after another too."""
    links.keep("crm", "ctc_1", {CONTACT: "7", TALK: "T-9"})
    links.keep("crm", "ctc_1", {MESSAGE: "m/1", FILE: "f 1"})
    links.keep("crm", "ctc_1", {})
    assert links.read("crm", "ctc_1", ALL) == ALL


def test_contacts_and_conversations_are_found_by_both_ids(links: LinkStore) -> None:
    """The CRM's id leads back to ours; for messages and files nobody asks."""
    links.keep("crm", "ctc_1", ALL)
    for key, external_id in ALL.items():
        wanted = Linked("ctc_1", key) if key.kind in FOUND_BY_BOTH else None
        assert links.find("crm", key.kind, external_id) == wanted


def test_ids_of_one_kind_say_nothing_of_another(links: LinkStore) -> None:
    """A contact 7 is no conversation 7."""
    links.keep("crm", "ctc_1", {CONTACT: "7"})
    assert links.find("crm", LinkKind.CONVERSATION, "7") is None


def test_destinations_and_contacts_have_links_of_their_own(links: LinkStore) -> None:
    """Neither another CRM nor another customer sees them."""
    links.keep("crm", "ctc_1", {TALK: "T-9"})
    links.keep("desk", "ctc_1", {TALK: "44"})
    assert links.read("crm", "ctc_1", [TALK]) == {TALK: "T-9"}
    assert links.read("desk", "ctc_1", [TALK]) == {TALK: "44"}
    assert links.read("crm", "ctc_12", [TALK]) == {}
    assert links.find("desk", LinkKind.CONVERSATION, "T-9") is None


def test_a_link_is_replaced_and_the_former_id_still_leads_back(links: LinkStore) -> None:
    """The ticket that was closed is no longer written to, but an answer in it finds its customer."""
    links.keep("crm", "ctc_1", {TALK: "T-9"})
    links.keep("crm", "ctc_1", {TALK: "T-10"})
    assert links.read("crm", "ctc_1", [TALK]) == {TALK: "T-10"}
    for ticket in ("T-9", "T-10"):
        assert links.find("crm", LinkKind.CONVERSATION, ticket) == Linked("ctc_1", TALK)


def test_of_two_customers_with_one_record_the_latter_counts(links: LinkStore) -> None:
    """Two contacts of ours that the CRM knows as one lead to it, and it to the one that came last."""
    other = LinkKey(LinkKind.CONTACT, "ctc_2")
    links.keep("crm", "ctc_1", {CONTACT: "7"})
    links.keep("crm", "ctc_2", {other: "7"})
    assert links.find("crm", LinkKind.CONTACT, "7") == Linked("ctc_2", other)
    assert links.read("crm", "ctc_1", [CONTACT]) == {CONTACT: "7"}


@pytest.mark.parametrize("strange", ["a#b", "#", "é😀", "w" * 3000, "Link(1) / x?y=z"])
def test_ids_may_be_anything(links: LinkStore, strange: str) -> None:
    """Separators, other scripts and length do no harm, on either side."""
    key = LinkKey(LinkKind.CONVERSATION, strange)
    links.keep("crm", "ctc_1", {key: strange, LinkKey(LinkKind.MESSAGE, strange): strange})
    assert links.read("crm", "ctc_1", [key]) == {key: strange}
    assert links.find("crm", LinkKind.CONVERSATION, strange) == Linked("ctc_1", key)


def test_many_links_at_once(links: LinkStore) -> None:
    """More links than one call of the database takes are read none the less."""
    many = {LinkKey(LinkKind.MESSAGE, f"wamid.{turn}"): str(turn) for turn in range(120)}
    links.keep("crm", "ctc_1", many)
    assert links.read("crm", "ctc_1", many) == many


def test_both_directions_agree_whoever_was_last(links: LinkStore, at_once: ThreadPoolExecutor) -> None:
    """Of many writers of one link one is last, and every one's id leads back."""
    tickets = [f"T-{turn}" for turn in range(12)]
    list(at_once.map(lambda ticket: links.keep("crm", "ctc_1", {TALK: ticket}), tickets))
    assert links.read("crm", "ctc_1", [TALK])[TALK] in tickets
    assert {links.find("crm", LinkKind.CONVERSATION, ticket) for ticket in tickets} == {Linked("ctc_1", TALK)}


def test_links_of_messages_end_with_the_log(state: tuple[DynamoDBClient, str] | None) -> None:
    """What a message became is forgotten with the message; whom a contact is, never."""
    if state is None:
        pytest.skip("memory forgets nothing")
    client, table = state
    DynamoLinks(client, table, messages_days=30, now=lambda: 5_000).keep("crm", "ctc_1", ALL)
    items = client.scan(TableName=table, ConsistentRead=True)["Items"]
    ends = {item["sk"]["S"].partition("#")[0]: item.get("expires_at") for item in items}
    assert ends == {
        "contact": None,
        "conversation": None,
        "link": None,
        "message": {"N": str(5 + 30 * 86_400)},
        "attachment": {"N": str(5 + 30 * 86_400)},
    }
