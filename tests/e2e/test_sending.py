"""What agents answer reaches their customers: once, in order, and every step is told under our id."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from playground.graph_view import our_id_of, words_of
from playground.inbox_view import event_of
from playground.waiting import within
from tests.e2e.agents import answer, call_back, customer, send, unique
from tests.e2e.world import SENDERS, World, empty
from tests.meta_specification import in_words_of_v23, specification_is_here, validator

CUSTOMERS, EACH = 20, 10
AGENTS = 2
"""How many answer at the same time. Ten answers to one customer at once are within Meta's burst; spread
over more than 6 seconds they would have to wait for it to be paid back.
"""
TOLD_S = 60.0
BUSY_S = 150.0
LOOK_EVERY_S = 0.3
ALWAYS_TOLD = ("message.delivered", "message.sent")


def told(world: World) -> dict[str, list[str]]:
    """Return what the CRM was told of our messages: our id -> types of events, sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for attempt in world.inbox.accepted():
        event = event_of(attempt)
        our_id = (event["data"].get("status") or {}).get("our_id")
        if our_id:
            found[our_id].append(event["type"])
    return {our_id: sorted(types) for our_id, types in found.items()}


def all_told(world: World, ids: Iterable[str], seconds: float = TOLD_S) -> bool:
    """Wait until the CRM knows of each message that it was sent and delivered, and of each just once."""
    wanted = set(ids)

    def are_told() -> bool:
        found = told(world)
        return all(found.get(our_id) == list(ALWAYS_TOLD) for our_id in wanted)

    return within(seconds, are_told, every=LOOK_EVERY_S)


def test_answers_by_api_and_by_callback(world: World) -> None:
    """Each goes out as one call that Meta's specification takes, and its statuses come under our id."""
    phone = "31680000101"
    contact_id, conversation_id = customer(world, phone)
    key = unique()
    first, again = (send(world, contact_id, "By API", key=key) for _ in range(2))
    assert (first.status_code, again.json()) == (202, first.json())
    by_callback = answer(contact_id, conversation_id, answer_id=unique())
    assert call_back(world, by_callback).json()["taken"] == 1

    assert within(TOLD_S, lambda: len(world.graph.sent()) == 2, every=LOOK_EVERY_S)
    sent = world.graph.sent()
    assert sorted(words_of(one) for one in sent) == ["By API", "It comes tomorrow."]
    assert {one["body"]["to"] for one in sent} == {phone}
    assert first.json()["id"] in {our_id_of(one) for one in sent}
    if specification_is_here():
        for one in sent:
            validator().validate(in_words_of_v23(one["body"]))
    assert all_told(world, [our_id_of(one) for one in sent])
    wamids = {our_id_of(one): one["id"] for one in sent}
    for event in map(event_of, world.inbox.accepted()):
        if event["type"] in ALWAYS_TOLD:
            data = event["data"]
            assert data["message"]["wamid"] == wamids[data["status"]["our_id"]]
            assert data["contact"]["id"] == contact_id


def test_statuses_before_the_answer(world: World) -> None:
    """Statuses that come before the call that sends is answered find their message, and are told once."""
    contact_id, _ = customer(world, "31680000102")
    world.graph.tell(before_answer=True, delay=0)
    our_id = send(world, contact_id, "Faster than its own answer").json()["id"]
    assert all_told(world, [our_id])
    assert [our_id_of(one) for one in world.graph.sent()] == [our_id]


def test_what_cannot_be_sent_is_refused_at_once(world: World) -> None:
    """A closed window, a long text, nobody, a key used twice: refused with a reason, and nothing goes out."""
    late, _ = customer(world, "31680000103", written_s_ago=25 * 3600)
    here, _ = customer(world, "31680000104")
    closed = send(world, late, "Too late")
    assert (closed.status_code, closed.json()["reason"]) == (422, "window_closed")
    assert send(world, here, "x" * 4097).status_code == 400
    assert send(world, "ctc_" + "a" * 26, "To nobody").status_code == 404
    key = unique()
    our_id = send(world, here, "This one", key=key).json()["id"]
    assert send(world, here, "Another one", key=key).status_code == 409

    assert all_told(world, [our_id])
    assert [words_of(one) for one in world.graph.sent()] == ["This one"]


def test_meta_asks_for_time(world: World) -> None:
    """A number that sends too fast is told so a few times: later all messages are there, once, in order."""
    contacts = {phone: customer(world, phone)[0] for phone in ("31680000105", "31680000106")}
    error = {"code": 130429, "message": "(#130429) Rate limit hit", "type": "OAuthException"}
    world.graph.behave(error=error, times=3)
    ids = [send(world, contacts[p], f"{turn}").json()["id"] for turn in range(4) for p in contacts]

    assert all_told(world, ids)
    for phone in contacts:
        assert [words_of(one) for one in world.graph.sent_to(phone)] == ["0", "1", "2", "3"]


def test_two_hundred_messages_and_two_lost_answers(world: World) -> None:
    """200 messages go out once each, in order, while nobody knows of two others whether they went out.

    The one that Meta took is known by its statuses, and is not sent again. The one that it never took
    is not either: what is written behind it goes out a minute later.
    """
    lost, behind = "31680000107", "31680000108"
    phones = [f"316801{n:05d}" for n in range(CUSTOMERS)]
    with ThreadPoolExecutor(SENDERS) as pool:
        everybody = [lost, behind, *phones]
        contacts = dict(zip(everybody, pool.map(lambda p: customer(world, p)[0], everybody), strict=True))
    world.graph.behave(drop="after", match="Taken, and nobody knows")
    world.graph.behave(drop="before", match="Never taken")
    taken = send(world, contacts[lost], "Taken, and nobody knows").json()["id"]
    send(world, contacts[behind], "Never taken")
    held = send(world, contacts[behind], "Behind it").json()["id"]

    def ten(phone: str) -> list[str]:
        return [send(world, contacts[phone], f"{turn}").json()["id"] for turn in range(EACH)]

    with ThreadPoolExecutor(AGENTS) as pool:
        ids = [our_id for several in pool.map(ten, phones) for our_id in several]

    assert all_told(world, [taken, held, *ids], BUSY_S)
    sent = world.graph.sent()
    assert max(Counter(our_id_of(one) for one in sent).values()) == 1
    words: dict[str, list[str]] = defaultdict(list)
    for one in sent:
        words[one["body"]["to"]].append(words_of(one))
    assert words == {
        lost: ["Taken, and nobody knows"],
        behind: ["Behind it"],
        **{phone: [f"{turn}" for turn in range(EACH)] for phone in phones},
    }
    dead_letters = world.dead_letters()
    assert dead_letters == empty(dead_letters)
