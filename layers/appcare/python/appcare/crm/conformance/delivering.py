"""Checks of what arrives: once, in order, at the right customer, whatever was forgotten in between."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from appcare.application.adapter_ports import Capabilities
from appcare.crm.conformance.bench import Bench
from appcare.crm.conformance.checks import check, must
from appcare.crm.conformance.customers import Customer, message_in
from appcare.crm.conformance.worker import Worker
from appcare.domain.delivery import Delivered, Rejected
from appcare.domain.events import ContactRef
from appcare.domain.links import LinkKey, LinkKind

SIDE_BY_SIDE = 8
PLAIN = "Where is my parcel? It was to come on Monday."
MARKED = "1 < 2 & 3 > 2 <b>not bold</b> 'quoted' \"so\" 👍 é"


def with_contacts(able: Capabilities) -> str:
    """Concern adapters that make contacts."""
    return "" if LinkKind.CONTACT in able.links else "the adapter links no contacts"


def with_conversations(able: Capabilities) -> str:
    """Concern adapters that open conversations."""
    return "" if LinkKind.CONVERSATION in able.links else "the adapter links no conversations"


def count_texts(bench: Bench, contact: ContactRef, *texts: str) -> list[int]:
    """Return how many messages in a customer's conversations hold each of the texts."""
    seen = bench.messages(contact)
    return [sum(text in one.text for one in seen) for text in texts]


def must_be_once(bench: Bench, contact: ContactRef, able: Capabilities, *texts: str) -> None:
    """Fail unless a customer has one contact, one conversation, and each text in one message."""
    if LinkKind.CONTACT in able.links:
        held = len(set(bench.contacts(contact)))
        must(held == 1, f"the CRM holds {held} contacts of one customer")
    if LinkKind.CONVERSATION in able.links:
        held = len(bench.conversations(contact))
        must(held == 1, f"the CRM holds {held} conversations of one")
    found = count_texts(bench, contact, *texts)
    must(found == [1] * len(texts), f"messages that are to be there once are there {found} times")


@check()
def a_message_arrives(bench: Bench) -> None:
    """A customer's first message makes one contact and one conversation, and can be read in it."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(PLAIN))
    must_be_once(bench, customer.contact, worker.capabilities, PLAIN)


@check()
def text_is_shown_as_it_was_written(bench: Bench) -> None:
    """Markup is shown and not obeyed, other scripts and emoji arrive."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(MARKED))
    must_be_once(bench, customer.contact, worker.capabilities, MARKED)


@check()
def messages_arrive_in_order(bench: Bench) -> None:
    """What is delivered one after another stands in the CRM one after another, in one conversation."""
    customer, worker = Customer(), Worker(bench)
    said = [f"message number {turn} of four" for turn in range(4)]
    worker.deliver(*(customer.writes(text) for text in said))
    must_be_once(bench, customer.contact, worker.capabilities, *said)
    seen = [one.text for one in bench.messages(customer.contact)]
    places = [next(place for place, text in enumerate(seen) if wanted in text) for wanted in said]
    must(places == sorted(places), f"delivered in order, they stand at the places {places}")


@check()
def redelivery_with_links_adds_nothing(bench: Bench) -> None:
    """An event that is delivered again with its links known changes nothing."""
    customer, worker = Customer(), Worker(bench)
    first = customer.writes(PLAIN)
    worker.deliver(first, first, customer.writes("and then"), first)
    must_be_once(bench, customer.contact, worker.capabilities, PLAIN, "and then")


@check()
def redelivery_without_links_adds_nothing(bench: Bench) -> None:
    """An event that comes again with all links lost makes no second contact, conversation or message."""
    customer, worker = Customer(), Worker(bench)
    first, then = customer.writes(PLAIN), customer.writes("and then")
    worker.deliver(first, then)
    known = dict(worker.links)
    for event in (first, then):
        worker.forget()
        worker.deliver(event)
    must_be_once(bench, customer.contact, worker.capabilities, PLAIN, "and then")
    for key, external_id in worker.links.items():
        must(known.get(key, external_id) == external_id, f"found again, the {key.kind} has another id")


@check()
def whoever_is_new_is_told_apart(bench: Bench) -> None:
    """Two customers with one name are two, each with what they wrote and nothing else."""
    one, other = Customer(), Customer()
    able = Worker(bench).capabilities
    Worker(bench).deliver(one.writes("from the one"))
    Worker(bench).deliver(other.writes("from the other"))
    must_be_once(bench, one.contact, able, "from the one")
    must_be_once(bench, other.contact, able, "from the other")
    crossed = count_texts(bench, one.contact, "from the other") + count_texts(
        bench, other.contact, "from the one"
    )
    must(crossed == [0, 0], "a message stands with the wrong customer")


@check()
def a_customer_without_phone(bench: Bench) -> None:
    """Somebody whose phone and name Meta does not tell is one contact, too, and nobody else's."""
    hidden, also = Customer(phone=None, name=None), Customer(phone=None, name=None)
    able = Worker(bench).capabilities
    for customer, text in ((hidden, "no phone"), (also, "no phone either")):
        worker = Worker(bench)
        event = customer.writes(text)
        worker.deliver(event)
        worker.forget()
        worker.deliver(event)
    must_be_once(bench, hidden.contact, able, "no phone")
    must_be_once(bench, also.contact, able, "no phone either")


@check(with_contacts)
def a_contact_is_linked(bench: Bench) -> None:
    """The link of a contact is the id under which the CRM holds it."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(PLAIN))
    linked = worker.links.get(LinkKey(LinkKind.CONTACT, customer.id))
    held = list(bench.contacts(customer.contact))
    must(linked in held, f"the CRM holds {held}, linked is {linked!r}")


@check(with_conversations)
def a_conversation_is_linked(bench: Bench) -> None:
    """The link of a conversation is the id under which the CRM holds it."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(PLAIN))
    linked = worker.links.get(LinkKey(LinkKind.CONVERSATION, customer.conversation_id))
    held = [one.id for one in bench.conversations(customer.contact)]
    must(linked in held, f"the CRM holds {held}, linked is {linked!r}")


@check(with_conversations)
def a_closed_conversation_is_followed_by_a_new_one(bench: Bench) -> None:
    """After an agent closed it, the next message opens another, and its link replaces the former one."""
    _after_closing(bench, links_lost=False)


@check(with_conversations)
def a_closed_conversation_is_not_found_again(bench: Bench) -> None:
    """The same with all links lost: what is looked up is an open one."""
    _after_closing(bench, links_lost=True)


def _after_closing(bench: Bench, *, links_lost: bool) -> None:
    customer, worker = Customer(), Worker(bench)
    key = LinkKey(LinkKind.CONVERSATION, customer.conversation_id)
    worker.deliver(customer.writes(PLAIN))
    former = worker.links[key]
    bench.close(former)
    if links_lost:
        worker.forget()
    worker.deliver(customer.writes("after closing"), customer.writes("and one more"))
    must(worker.links.get(key) != former, "the link still leads to the closed conversation")
    places = {
        text: {one.conversation for one in bench.messages(customer.contact) if text in one.text}
        for text in (PLAIN, "after closing", "and one more")
    }
    now = {worker.links[key]}
    must(places == {PLAIN: {former}, "after closing": now, "and one more": now}, f"messages stand {places}")
    held = Counter(one.is_open for one in bench.conversations(customer.contact))
    must(held == {True: 1, False: 1}, f"open and closed conversations: {dict(held)}")


@check(with_conversations)
def a_new_conversation_of_ours_is_one_of_theirs(bench: Bench) -> None:
    """A conversation that AppCare begins after a silence is linked, and what is said goes on in order."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(PLAIN))
    customer.conversation_id += "2"
    worker.deliver(customer.writes("long after"))
    linked = worker.links.get(LinkKey(LinkKind.CONVERSATION, customer.conversation_id))
    places = [one.conversation for one in bench.messages(customer.contact) if "long after" in one.text]
    must(places == [linked], f"the message stands in {places}, linked is {linked!r}")


@check()
def customers_side_by_side(bench: Bench) -> None:
    """Eight customers whose messages are delivered at the same time have one contact each."""
    customers = [Customer(name=f"Customer {turn}") for turn in range(SIDE_BY_SIDE)]

    def serve(customer: Customer) -> None:
        Worker(bench).deliver(customer.writes("first"), customer.writes("second"))

    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        list(threads.map(serve, customers))
    able = Worker(bench).capabilities
    for customer in customers:
        must_be_once(bench, customer.contact, able, "first", "second")


@check()
def what_it_has_no_place_for_is_no_trouble(bench: Bench) -> None:
    """Reactions, edits, echoes, failures and news are delivered or refused, never tried again."""
    customer, worker = Customer(), Worker(bench)
    first = customer.writes(PLAIN)
    worker.deliver(first)
    for event in (*customer.does_other_things(message_in(first).wamid), customer.company_writes("we wrote")):
        result = worker.attempt(event)
        must(isinstance(result, Delivered | Rejected), f"{event.type} ends in {result!r}")
    able = worker.capabilities
    held = len(set(bench.contacts(customer.contact))) if LinkKind.CONTACT in able.links else 1
    must(held == 1, f"the CRM holds {held} contacts of one customer")
