"""Which contact each customer is, given which names are known already.

A wrong merge shows one person another one's messages and cannot be undone; a missing one can be made
up for by the next proof. Hence the rules, tried from the top for each customer:

| the update's name    | leads to a contact                | then                                       |
|----------------------|-----------------------------------|--------------------------------------------|
| BSUID                | any                               | it is this person                          |
| a name it had before | any; not a phone number that this | it is this person, whatever its BSUID      |
|                      | person has given up               |                                            |
| phone                | without a BSUID of today, or with | it is this person                          |
|                      | the one that the update has       |                                            |
| phone                | with another BSUID, and the       | it is this person: the other BSUID is of   |
|                      | parent id leads there as well     | another portfolio                          |
| phone                | with another BSUID, in a contact  | it is this person: a former name comes     |
|                      | that is younger than a day        | without the id that came with the new one  |
| phone                | with another BSUID, or of one who | the number changed hands: it leads to this |
|                      | since has another number          | person now, and the other one gave it up   |
| phone                | with another BSUID, and this      | an old update: the number stays with whom  |
|                      | person has given it up            | it leads to                                |
| parent id            | any, and nothing above was found  | it is this person                          |
| username (only where | any                               | it is this person                          |
| no id is known)      |                                   |                                            |
| partition            | without another BSUID, and        | it is this person                          |
|                      | nothing above was found           |                                            |
| none of them         |                                   | a new contact; its id is a hash of the     |
|                      |                                   | first name                                 |

Where more than one contact is this person they become one: the oldest survives (the smallest id among
equals), all names of the others lead to it, and `merged_into` of the others says so. Names that led
nowhere lead to the survivor. A BSUID that the customer had before, or beside a former number, has
ended: it still leads to its contact and contradicts nothing. Parent ids, usernames and partitions stay
with whom they led to first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from appcare.domain.contact_changes import Change, Redirect, Rewrite
from appcare.domain.identity import Alias, AliasKind, Contact, ContactRecord, Customer, Merge, new_contact_id

NEWCOMER_MS = 86_400_000
"""Who came this lately under a new number may be the person whose change of number is told only now;
somebody known for longer is not."""

NAMES_MOVED_AT_ONCE = 90
"""All of a change is stored in one transaction, and that takes 100 items."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What follows from the names: each customer's contact, and what has to be stored, in this order."""

    contacts: Mapping[Customer, Contact]
    changes: Sequence[Change] = ()


def settled(customers: Iterable[Customer], leads_to: Mapping[Alias, str]) -> dict[Customer, Contact]:
    """Return the contact of each customer whose names are known, do not disagree, and end no other name."""
    found: dict[Customer, Contact] = {}
    for customer in customers:
        aliases = customer.aliases()
        proven = {leads_to.get(alias) for alias in customer.proofs()}
        if not customer.was and len(proven) <= 1 and all(alias in leads_to for alias in aliases):
            found[customer] = Contact(leads_to[aliases[0]])
    return found


def candidates(customers: Iterable[Customer], leads_to: Mapping[Alias, str]) -> set[str]:
    """Return the ids of all contacts that must be known in full to recognise these customers."""
    ids: set[str] = set()
    for customer in customers:
        aliases = customer.aliases()
        ids |= {leads_to[alias] for alias in aliases if alias in leads_to}
        ids.add(new_contact_id(aliases[0]))
    return ids


def recognise(
    customers: Sequence[Customer],
    leads_to: Mapping[Alias, str],
    records: Mapping[str, ContactRecord],
    now: int,
) -> Recognition:
    """Decide by the rules above; what one customer teaches holds for those behind it.

    Args:
        customers: whom to recognise.
        leads_to: known name -> id of its contact.
        records: the contacts of `candidates` that exist, none of them merged.
        now: Unix milliseconds, the age of new contacts.
    """
    book = _Book(leads_to, records, now)
    ids = {customer: book.recognise(customer) for customer in dict.fromkeys(customers)}
    contacts = {customer: Contact(book.followed(id_)) for customer, id_ in ids.items()}
    return Recognition(contacts, book.changes)


class _Book:
    """What is known while customers are recognised one after another."""

    def __init__(self, leads_to: Mapping[Alias, str], records: Mapping[str, ContactRecord], now: int) -> None:
        self._leads_to = dict(leads_to)
        self._records = dict(records)
        self._now = now
        self.changes: list[Change] = []

    def followed(self, id_: str) -> str:
        """Return the contact that a contact is known as by now."""
        while id_ in self._records and self._records[id_].merged_into:
            id_ = self._records[id_].merged_into
        return id_

    def recognise(self, customer: Customer) -> str:
        same = self._same_person(customer)
        id_ = min(same, key=lambda one: one.age).id if same else new_contact_id(customer.aliases()[0])
        for other in same:
            if other.id != id_:
                self._merge(customer, other.id, id_)
        self._learn(customer, id_)
        return id_

    def _same_person(self, customer: Customer) -> list[ContactRecord]:
        """Return the contacts that are this customer, none if nobody is."""
        aliases, before = customer.aliases(), customer.before()
        today = [alias for alias in aliases if alias.kind is AliasKind.BSUID and alias not in before]
        same: dict[str, ContactRecord] = {}
        self._find(same, today)
        self._find(same, (alias for alias in before if alias.kind is not AliasKind.PHONE))
        self._find(same, before - _given_up(same))
        # Who has another name now and no BSUID in this update may have got another one with it.
        renamed = bool(before and not today)
        had = () if renamed else (one.bsuids for one in same.values())
        ids = frozenset(today).union(*had) - before
        parents = {self._leads_to.get(alias) for alias in aliases if alias.kind is AliasKind.PARENT}
        for alias in aliases:
            found = self._record(alias)
            if found and alias.kind is not AliasKind.BSUID and alias not in before:
                agrees = not ids or not found.bsuids or bool(ids & found.bsuids)
                if alias.kind is AliasKind.PHONE and found.id not in same:
                    agrees = agrees and not (renamed and found.bsuids and self._is_old(found))
                    agrees = agrees and not (today and alias in found.ended)
                if alias.kind is AliasKind.PHONE:
                    fits = (agrees and alias not in _given_up(same)) or found.id in parents
                else:
                    fits = not same and (agrees or alias.kind is AliasKind.PARENT)
                if fits:
                    same[found.id] = found
        return list(same.values())

    def _is_old(self, contact: ContactRecord) -> bool:
        return contact.created_at <= self._now - NEWCOMER_MS

    def _find(self, same: dict[str, ContactRecord], aliases: Iterable[Alias]) -> None:
        for alias in aliases:
            found = self._record(alias)
            if found:
                same[found.id] = found

    def _record(self, alias: Alias) -> ContactRecord | None:
        id_ = self._leads_to.get(alias)
        return None if id_ is None else self._records.get(id_)

    def _merge(self, customer: Customer, merged: str, survivor: str) -> None:
        """Let every name of one contact lead to the other; the last step says that they are merged."""
        rest = self._records[merged].names
        while True:
            names, rest = rest[:NAMES_MOVED_AT_ONCE], rest[NAMES_MOVED_AT_ONCE:]
            loses, wins = self._records[merged], self._records[survivor]
            both = wins if rest else _with_past_of(wins, loses)
            after = (
                replace(loses, names=rest, merged_into="" if rest else survivor),
                replace(both, names=(*wins.names, *names)),
            )
            redirects = [Redirect(name, merged, survivor) for name in names]
            self._store(customer, after, redirects, None if rest else Merge(merged, survivor))
            if not rest:
                return

    def _learn(self, customer: Customer, id_: str) -> None:
        """Let the names that lead nowhere lead here, and a phone number that changed hands."""
        mine = replace(self._records.get(id_, ContactRecord(id_, self._now)), merged_into="")
        redirects = [
            Redirect(alias, self._leads_to.get(alias), id_)
            for alias in customer.aliases()
            if self._is_to_lead_to(mine, alias)
        ]
        learnt = tuple(one.alias for one in redirects)
        kept = tuple(alias for alias in mine.given_up if alias not in learnt)
        ended = _ended(customer, mine, learnt)
        if not redirects and ended == mine.ended:
            return
        robbed = [self._without(one.before, one.alias) for one in redirects if one.before]
        mine = replace(mine, names=(*mine.names, *learnt), given_up=kept, ended=ended)
        self._store(customer, (mine, *robbed), redirects, None)

    def _is_to_lead_to(self, contact: ContactRecord, alias: Alias) -> bool:
        led_to = self._leads_to.get(alias)
        changes_hands = alias.kind is AliasKind.PHONE and alias not in contact.given_up
        return led_to is None or (led_to != contact.id and changes_hands)

    def _without(self, id_: str, alias: Alias) -> ContactRecord:
        loses = self._records[id_]
        names = tuple(name for name in loses.names if name != alias)
        return replace(loses, names=names, given_up=(*loses.given_up, alias))

    def _store(
        self,
        customer: Customer,
        after: Iterable[ContactRecord],
        redirects: Sequence[Redirect],
        merge: Merge | None,
    ) -> None:
        rewrites: list[Rewrite] = []
        for record in after:
            before = self._records.get(record.id)
            self._records[record.id] = replace(record, version=record.version + 1)
            rewrites.append(Rewrite(before, self._records[record.id]))
        self._leads_to.update({one.alias: one.after for one in redirects})
        self.changes.append(Change(customer, tuple(rewrites), tuple(redirects), merge))


def _given_up(same: Mapping[str, ContactRecord]) -> frozenset[Alias]:
    return frozenset(alias for one in same.values() for alias in one.given_up)


def _with_past_of(wins: ContactRecord, loses: ContactRecord) -> ContactRecord:
    return replace(
        wins,
        given_up=(*wins.given_up, *loses.given_up),
        ended=(*wins.ended, *loses.ended),
        absorbed=(*wins.absorbed, *loses.absorbed, loses.id),
    )


def _ended(customer: Customer, contact: ContactRecord, learnt: Sequence[Alias]) -> tuple[Alias, ...]:
    """Return the contact's ended names: those that it had before, and with a new number the id it had."""
    before = customer.before()
    ends = {alias for alias in before if alias.kind in (AliasKind.BSUID, AliasKind.PHONE)}
    if before and any(alias.kind is AliasKind.PHONE and alias not in before for alias in learnt):
        ends |= contact.bsuids
    has = {alias for alias in customer.aliases() if alias not in before}
    return (*contact.ended, *sorted(ends - has - {*contact.ended}))
