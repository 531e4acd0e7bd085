"""What holds of recognised customers whatever comes in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.identity import Alias, AliasKind, Customer
from tests.unit.domain.counting_contacts import Counting

bsuids = st.sampled_from(("NL.1", "NL.2", "NL.3"))
phones = st.sampled_from(("316", "317"))
former = st.lists(
    st.builds(Alias, st.just(AliasKind.BSUID), bsuids) | st.builds(Alias, st.just(AliasKind.PHONE), phones),
    max_size=2,
).map(tuple)
plain = st.builds(
    Customer,
    partition=st.sampled_from(("wa#1#a", "wa#1#b", "wa#2#a", "wa#1#-")),
    bsuid=st.none() | bsuids,
    phone=st.none() | phones,
    username=st.none() | st.just("kees"),
)
anybody = st.builds(
    Customer,
    partition=st.sampled_from(("wa#1#a", "wa#1#b", "wa#2#a", "wa#1#-")),
    bsuid=st.none() | bsuids,
    phone=st.none() | phones,
    username=st.none() | st.just("kees"),
    parent=st.none() | st.sampled_from(("NL.ENT.1", "NL.ENT.2")),
    was=former,
)


@given(st.lists(st.lists(anybody, max_size=4), max_size=6))
def test_merges_end_and_every_name_leads_to_a_live_contact(batches: list[list[Customer]]) -> None:
    """Whatever comes: names and contacts agree, a merged contact leads to an older one."""
    contacts = Counting()
    seen: dict[Customer, str] = {}
    for batch in batches:
        seen |= {customer: contact.id for customer, contact in contacts.resolve(batch).items()}
        for alias, id_ in contacts.aliases.items():
            assert contacts.contacts[id_].names.count(alias) == 1
            assert not contacts.contacts[id_].merged_into
        for one in contacts.contacts.values():
            assert set(one.names) == {alias for alias, id_ in contacts.aliases.items() if id_ == one.id}
            if one.merged_into:
                assert contacts.contacts[one.merged_into].age < one.age
    today = contacts.read(seen.values())
    assert set(today) == set(seen.values())
    assert not any(one.merged_into for one in today.values())


@given(st.lists(anybody, max_size=6))
def test_what_was_told_again_changes_nothing_soon(customers: list[Customer]) -> None:
    """The same customers over and over come to rest: no name is pulled to and fro."""
    contacts = Counting()
    for _ in range(3):
        contacts.resolve(customers)
    contacts.changes.clear()
    contacts.resolve(customers)
    assert not contacts.changes


@given(st.lists(plain, max_size=8))
def test_two_bsuids_are_two_people_unless_something_says_otherwise(customers: list[Customer]) -> None:
    """Without former names and parent ids no contact ever has two of them, and each has one contact."""
    contacts = Counting()
    for customer in customers:
        contacts.resolve([customer])
        assert all(len(one.bsuids) <= 1 for one in contacts.live())


@given(st.lists(anybody, max_size=6))
def test_a_batch_is_its_customers_one_by_one(customers: list[Customer]) -> None:
    """Recognising together stores what recognising one after the other stores."""
    together, apart = Counting(), Counting()
    together.resolve(customers)
    for customer in dict.fromkeys(customers):
        apart.resolve([customer])
    assert together.aliases.keys() == apart.aliases.keys()
    sets = [
        {frozenset(one.names) for one in book.live() if one.names or one.given_up}
        for book in (together, apart)
    ]
    assert sets[0] == sets[1]
