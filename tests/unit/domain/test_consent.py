"""What customers agreed to: of a set of facts, and what follows for templates."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.consent import Consent, MarketingChoice, Statement, all_known
from appcare.domain.consent_facts import Recorded, consent_recorded, recorded_in
from appcare.domain.errors import UndigestibleError
from appcare.domain.events.failures import FailureClass
from appcare.domain.log import LogKey, LogRecord

NO_CONSENT, OPTED_OUT = FailureClass.NO_CONSENT, FailureClass.OPTED_OUT

STATEMENTS = st.builds(
    Statement, given=st.booleans(), at=st.integers(0, 10**13), words=st.text(min_size=1), source=st.text()
)
CHOICES = st.builds(MarketingChoice, stopped=st.booleans(), at=st.integers(0, 10**13))
CONSENTS = st.builds(Consent, statement=st.none() | STATEMENTS, marketing=st.none() | CHOICES)


def said(*, given: bool, at: int = 1) -> Consent:
    """Return a statement."""
    return Consent(statement=Statement(given=given, at=at, words="w", source="s"))


def chosen(*, stopped: bool, at: int = 1) -> Consent:
    """Return a choice made in WhatsApp."""
    return Consent(marketing=MarketingChoice(stopped=stopped, at=at))


@given(a=CONSENTS, b=CONSENTS, c=CONSENTS)
def test_joining_is_a_set(a: Consent, b: Consent, c: Consent) -> None:
    """Neither order, grouping nor repetition of what is learnt makes a difference."""
    assert a.joined(b) == b.joined(a)
    assert a.joined(b.joined(c)) == a.joined(b).joined(c)
    assert a.joined(a) == a
    assert a.joined(Consent()) == a


@given(parts=st.lists(CONSENTS, max_size=6))
def test_the_latest_counts(parts: list[Consent]) -> None:
    """Nothing older than the latest statement or choice matters; of two at one moment the No does."""
    known = all_known(parts)
    statements = [one.statement for one in parts if one.statement]
    choices = [one.marketing for one in parts if one.marketing]
    if statements:
        latest = max(one.at for one in statements)
        assert known.statement
        assert known.statement.at == latest
        assert known.statement.given == all(one.given for one in statements if one.at == latest)
    if choices:
        last = max(one.at for one in choices)
        assert known.marketing
        assert known.marketing.stopped == any(one.stopped for one in choices if one.at == last)


@pytest.mark.parametrize("window_is_open", [True, False])
@pytest.mark.parametrize("category", ["marketing", "utility", "authentication", None, "novel"])
@pytest.mark.parametrize(
    ("statement", "choice"),
    list(
        itertools.product(
            (Consent(), said(given=True), said(given=False)),
            (Consent(), chosen(stopped=True), chosen(stopped=False)),
        )
    ),
)
def test_who_may_be_sent_what(
    statement: Consent, choice: Consent, category: str | None, *, window_is_open: bool
) -> None:
    """A No to marketing concerns marketing, a consent taken back everything, and an answer needs none."""
    is_reply = window_is_open and category in ("utility", "authentication")
    expected: FailureClass | None
    if choice == chosen(stopped=True) and category in ("marketing", None):
        expected = OPTED_OUT
    elif statement == said(given=True):
        expected = None
    elif statement == said(given=False):
        expected = NO_CONSENT
    else:
        expected = None if is_reply else NO_CONSENT
    assert statement.joined(choice).objection(category, window_is_open=window_is_open) == expected


def test_a_consent_given_afterwards_does_not_resume_marketing() -> None:
    """Only the customer can undo what the customer chose in WhatsApp: Meta refuses the message anyway."""
    known = chosen(stopped=True, at=1).joined(said(given=True, at=2))
    assert known.objection("marketing", window_is_open=True) is OPTED_OUT
    assert known.objection("utility", window_is_open=False) is None


@given(statement=STATEMENTS, phone=st.sampled_from(["", "31612345678"]))
def test_a_fact_says_what_was_told(statement: Statement, phone: str) -> None:
    """The same content is the same record, with no end, and reads back as it was."""
    told = Recorded(statement=statement, phone=phone)
    record = consent_recorded("wa#7#316", told)
    assert record == consent_recorded("wa#7#316", told)
    assert record.expires_at is None
    assert recorded_in(record) == told


@given(one=STATEMENTS, other=STATEMENTS)
def test_different_statements_are_different_facts(one: Statement, other: Statement) -> None:
    """None ever takes another's place in the log."""
    keys = {consent_recorded("wa#7#316", Recorded(statement=said)).key for said in (one, other)}
    assert len(keys) == len({one, other})


@pytest.mark.parametrize("body", [b"[]", b"{}", b"not JSON", b'{"words":"w"}'])
def test_a_fact_that_is_not_ours_is_no_consent(body: bytes) -> None:
    """It is refused, not guessed."""
    record = LogRecord(LogKey("wa#7#316", "0000000000001#cns_a#consent.given"), "consent.given", body)
    with pytest.raises(UndigestibleError):
        recorded_in(record)


def test_what_parts_words_and_source_is_no_wording() -> None:
    """A line between them within the text makes another fact, not the same one."""
    one = Statement(given=True, at=1, words="a|b", source="c")
    other = Statement(given=True, at=1, words="a", source="b|c")
    assert one.wording != other.wording
