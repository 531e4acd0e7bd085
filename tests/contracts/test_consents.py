"""What every memory of consents does."""

import random
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.consent_ports import Consents
from appcare.domain.consent import Consent, MarketingChoice, Statement, all_known

YES = Consent(statement=Statement(given=True, at=1_000, words="Ja, graag \U0001f600", source="form"))
NO = Consent(statement=Statement(given=False, at=2_000, words="no more", source="phone"))
STOP = Consent(marketing=MarketingChoice(stopped=True, at=1_500))

STATEMENTS = st.builds(
    Statement,
    given=st.booleans(),
    at=st.integers(0, 3),
    words=st.sampled_from(["yes", "no"]),
    source=st.sampled_from(["form", "phone"]),
)
CHOICES = st.builds(MarketingChoice, stopped=st.booleans(), at=st.integers(0, 3))
HEARD = st.lists(
    st.builds(Consent, statement=st.none() | STATEMENTS, marketing=st.none() | CHOICES), max_size=6
)


def test_nothing_is_known_of_a_stranger(consents: Consents) -> None:
    """Who said nothing is left out."""
    consents.learn("ctc_1", YES)
    assert dict(consents.read(["ctc_1", "ctc_2"])) == {"ctc_1": YES}


def test_statement_and_choice_are_kept_beside_each_other(consents: Consents) -> None:
    """Neither replaces the other, and everything of both comes back."""
    for one in (STOP, YES):
        consents.learn("ctc_1", one)
    assert consents.read(["ctc_1"])["ctc_1"] == YES.joined(STOP)


def test_what_is_older_changes_nothing(consents: Consents) -> None:
    """A consent that comes late does not undo a No that was said after it."""
    for one in (NO, YES, NO):
        consents.learn("ctc_1", one)
    assert consents.read(["ctc_1"])["ctc_1"] == NO


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(heard=HEARD, seed=st.integers(0, 99))
def test_it_knows_the_set_of_what_it_heard(consents: Consents, heard: Sequence[Consent], seed: int) -> None:
    """Whatever the order, and however often."""
    contact_id = f"ctc_{uuid.uuid4().hex}"
    told = [*heard, *heard]
    random.Random(seed).shuffle(told)
    for one in told:
        consents.learn(contact_id, one)
    known = consents.read([contact_id]).get(contact_id, Consent())
    assert known == all_known(heard)


def test_of_many_at_once_the_latest_counts(consents: Consents, at_once: ThreadPoolExecutor) -> None:
    """Two who learn at the same moment lose nothing."""
    heard = [
        Consent(statement=Statement(given=bool(at % 2), at=at, words="w", source="s"), marketing=None)
        for at in range(24)
    ]
    list(at_once.map(lambda one: consents.learn("ctc_1", one), heard))
    assert consents.read(["ctc_1"])["ctc_1"] == heard[-1]
