"""What Meta's codes mean for a message, as the answer to a call and as a status afterwards."""

from typing import Any

import pytest

from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.domain.events import ChannelError
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.outgoing import Final, PairLimited
from appcare.whatsapp.failures import FAILURES, Does, known
from appcare.whatsapp.graph import Answer
from appcare.whatsapp.refusals import UNKNOWN_ATTEMPTS, failure_of, refusal

SERVER = {1, 2, 131000, 131016, 133004}
FINAL = {
    131047: FailureClass.WINDOW_CLOSED,
    131050: FailureClass.OPTED_OUT,
    131049: FailureClass.TRY_TOMORROW,
    **dict.fromkeys((131026, 131021, 130403, 130472, 131062, 131030), FailureClass.UNREACHABLE),
    **dict.fromkeys((100, 131008, 131009, 131051, 135000), FailureClass.CONTENT),
    **dict.fromkeys((132000, 132001, 132005, 132007, 132012, 132018), FailureClass.TEMPLATE),
    **dict.fromkeys((132015, 132016, 132068, 132069, 131063), FailureClass.TEMPLATE),
    131052: FailureClass.FILE,
}


def refused(
    code: object, attempt: int = 1, *, status: int = 400, retry_after: float | None = None, **more: Any
) -> Final | PairLimited | RetryLater | Rejected:
    """Return what becomes of a message that is refused with a code."""
    return refusal(Answer(status, {"error": {"code": code, **more}}, retry_after), attempt)


@pytest.mark.parametrize("code", sorted(SERVER))
def test_trouble_at_meta_is_tried_again(code: int) -> None:
    """In the customer's own lane, after what Meta asks for."""
    assert refused(code) == RetryLater(f"Graph error {code}")
    assert refused(code, retry_after=9.0) == RetryLater(f"Graph error {code}", 9.0)


@pytest.mark.parametrize(
    ("code", "attempts", "reason"), [(131000, 5, FailureClass.TRY_AGAIN), (131053, 3, FailureClass.FILE)]
)
def test_some_are_worth_a_few_attempts_only(code: int, attempts: int, reason: FailureClass) -> None:
    """The last one is final, and says what would help."""
    assert all(isinstance(refused(code, attempt), RetryLater) for attempt in range(1, attempts))
    said = refused(code, attempts)
    assert isinstance(said, Final)
    assert (said.failure.reason, said.failure.code) == (reason, code)


@pytest.mark.parametrize(("code", "after"), [(130429, 1), (4, 60), (80007, 60), (131057, 60), (133016, 3600)])
def test_too_fast_slows_the_number(code: int, after: float) -> None:
    """For as long as the code needs, or longer where Meta asks for it."""
    word = f"Graph error {code}"
    assert refused(code) == RetryLater(word, after, Scope.DESTINATION)
    assert refused(code, retry_after=after + 1) == RetryLater(word, after + 1, Scope.DESTINATION)
    assert refused(code, retry_after=after / 2) == RetryLater(word, after, Scope.DESTINATION)


def test_too_many_to_one_customer() -> None:
    """Only this customer waits."""
    assert refused(131056) == PairLimited("Graph error 131056")


@pytest.mark.parametrize("code", [0, 3, 10, 190, 200, 299, 131005, "201"])
@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
def test_credentials_close_the_number(code: object, status: int) -> None:
    """Until they work again; whatever the HTTP status, and also where the code came as text."""
    assert refused(code, status=status) == Rejected(Refusal.AUTH, f"Graph error {code}")


@pytest.mark.parametrize("code", [368, 131031, 131048, 131064, 131042, 131045, 133010, 33])
def test_the_account_pauses_the_number(code: int) -> None:
    """Until a person enables it: whoever goes on makes it worse."""
    assert refused(code) == Rejected(Refusal.GONE, f"Graph error {code}")


@pytest.mark.parametrize(("code", "reason"), FINAL.items())
def test_final(code: int, reason: FailureClass) -> None:
    """The agent is told at once, by the right class and with the code."""
    said = refused(code, status=500)
    assert isinstance(said, Final)
    assert (said.failure.reason, said.failure.code) == (reason, code)


def test_a_number_that_this_token_cannot_see() -> None:
    """Code 100 with sub-code 33 is no mistake in the message: the number's id or the token is wrong."""
    assert refused(100, error_subcode=33) == Rejected(Refusal.AUTH, "Graph error 100")
    assert isinstance(refused(100, error_subcode=2), Final)


def test_a_code_that_nobody_knows() -> None:
    """What Meta does not document is judged by what is left: final, unless it looks like passing trouble."""
    said = refused(987654)
    assert isinstance(said, Final)
    assert (said.failure.reason, said.failure.code) == (FailureClass.CONTENT, 987654)
    word = "Graph error 987654"
    assert refused(987654, status=500) == refused(987654, is_transient=True) == RetryLater(word)
    assert isinstance(refused(987654, UNKNOWN_ATTEMPTS, status=500), Final)
    assert refused(987654, status=401) == Rejected(Refusal.AUTH, word)
    assert refused(987654, status=429) == RetryLater(word, None, Scope.DESTINATION)


@pytest.mark.parametrize("code", FAILURES)
def test_a_status_and_an_answer_say_the_same(code: int) -> None:
    """One table for both ways: what an agent reads does not depend on when Meta said it."""
    later = failure_of([ChannelError(code=code, title="t", details="the customer's number")])
    assert (later.reason, later.code) == (FAILURES[code].reason, code)
    at_once = refused(code, FAILURES[code].attempts or 1)
    if FAILURES[code].does is Does.FAIL:
        assert at_once == Final(later)
    assert later.details is None


@pytest.mark.parametrize("one", FAILURES.values())
def test_advice_is_a_sentence(one: Any) -> None:
    """One short sentence, to a person, without Meta's or our own jargon."""
    assert one.advice.endswith(".")
    assert len(one.advice) <= 110
    assert not {"API", "HTTP", "JSON", "parameter", "BSUID"} & set(one.advice.replace(".", " ").split())


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], None), ([None], None), ([987654], 987654), ([987654, 131047], 131047), ([None, 131026], 131026)],
)
def test_which_of_several_errors_counts(codes: list[int | None], code: int | None) -> None:
    """The first that is known; a failure without one still has advice."""
    said = failure_of([ChannelError(code=one) for one in codes])
    assert isinstance(said, Failure)
    assert said.code == code
    assert said.advice
    if known(code) is None:
        assert said.reason is FailureClass.CONTENT
