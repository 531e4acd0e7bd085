"""What every record of failed deliveries does."""

from dataclasses import replace

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from appcare.application.delivery_ports import FailedAttempt, FailedDeliveries, FailedDelivery
from appcare.aws.state.failed_deliveries import DynamoFailedDeliveries
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey

REF = EventRef(LogKey("wa#1#2", "3"), "message.received", "ctc_1", "cnv_1")
OTHER = EventRef(LogKey("wa#1#2", "4"), "message.received", "ctc_1", "cnv_1")


def attempt(number: int) -> FailedAttempt:
    """Return a failed attempt."""
    return FailedAttempt(at=1_000 + number, attempt=number, reason=f"http {500 + number}")


def delivery(
    status: str, *attempts: FailedAttempt, reason: str = "", failed_at: int = 1_001
) -> FailedDelivery:
    """Return the record of the delivery of `REF`."""
    return FailedDelivery("crm", REF, status, attempts, reason, failed_at)


def test_what_never_failed_has_no_record(failed_deliveries: FailedDeliveries) -> None:
    """Success writes nothing."""
    assert failed_deliveries.read("crm", REF) is None


def test_attempts_are_kept_in_order(failed_deliveries: FailedDeliveries) -> None:
    """Each failure is added behind the ones before."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.add("crm", REF, attempt(2))

    assert failed_deliveries.read("crm", REF) == delivery("retrying", attempt(1), attempt(2))


def test_deliveries_do_not_touch_one_another(failed_deliveries: FailedDeliveries) -> None:
    """Another event and another destination have records of their own."""
    failed_deliveries.add("crm", REF, attempt(1))

    assert failed_deliveries.read("crm", OTHER) is None
    assert failed_deliveries.read("desk", REF) is None


def test_a_parked_delivery_says_why(failed_deliveries: FailedDeliveries) -> None:
    """Parking keeps the attempts and adds the reason."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.park("crm", REF, "http 422", at=9)

    assert failed_deliveries.read("crm", REF) == delivery("parked", attempt(1), reason="http 422")


def test_parking_makes_the_record_if_there_is_none(failed_deliveries: FailedDeliveries) -> None:
    """A refusal at the first attempt is on record as well."""
    failed_deliveries.park("crm", REF, "http 422", at=9)

    assert failed_deliveries.read("crm", REF) == delivery("parked", reason="http 422", failed_at=9)


def test_a_replayed_delivery_that_fails_is_retrying(failed_deliveries: FailedDeliveries) -> None:
    """A new attempt after parking takes the mark away."""
    failed_deliveries.park("crm", REF, "http 422", at=9)
    failed_deliveries.add("crm", REF, attempt(1))

    assert failed_deliveries.read("crm", REF) == delivery("retrying", attempt(1), failed_at=9)


def test_settling_keeps_the_history(failed_deliveries: FailedDeliveries) -> None:
    """What was delivered after all still shows how."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.settle("crm", REF, at=9)

    assert failed_deliveries.read("crm", REF) == delivery("delivered", attempt(1))


def test_what_was_superseded_says_so(failed_deliveries: FailedDeliveries) -> None:
    """An event that needs no delivery any more keeps its attempts; one that never failed says so, too."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.supersede("crm", REF, at=9)
    failed_deliveries.supersede("crm", OTHER, at=9)

    assert failed_deliveries.read("crm", REF) == delivery("superseded", attempt(1))
    superseded = failed_deliveries.read("crm", OTHER)
    assert superseded is not None
    assert (superseded.status, superseded.attempts) == ("superseded", ())


def test_a_replay_has_the_same_record(failed_deliveries: FailedDeliveries) -> None:
    """Whyever an event is sent again, it is one delivery."""
    failed_deliveries.add("crm", replace(REF, replay="rpl_1"), attempt(1))

    assert failed_deliveries.read("crm", REF) == delivery("retrying", attempt(1))


def test_settling_makes_no_record(failed_deliveries: FailedDeliveries) -> None:
    """A delivery that never failed stays without one."""
    failed_deliveries.settle("crm", REF, at=9)

    assert failed_deliveries.read("crm", REF) is None


def test_an_attempt_is_kept_whole(failed_deliveries: FailedDeliveries) -> None:
    """How long it took, what was answered, and that nothing was answered, come back as they were."""
    answered = FailedAttempt(1_001, 1, "HTTP 503", took_ms=1_250, status=503, answer="<h1>Störung</h1>")
    silent = FailedAttempt(1_002, 2, "timeout", took_ms=10_000)
    failed_deliveries.add("crm", REF, answered)
    failed_deliveries.add("crm", REF, silent)

    assert failed_deliveries.read("crm", REF) == delivery("retrying", answered, silent)


def test_the_first_failure_keeps_its_time(failed_deliveries: FailedDeliveries) -> None:
    """Whatever becomes of a delivery, its place in time is where it failed first."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.park("crm", REF, "http 422", at=2_000)
    failed_deliveries.add("crm", REF, attempt(7))
    failed_deliveries.settle("crm", REF, at=9_000)

    assert failed_deliveries.read("crm", REF) == delivery("delivered", attempt(1), attempt(7))


def test_the_newest_attempts_are_kept(failed_deliveries: FailedDeliveries) -> None:
    """A delivery replayed for weeks does not outgrow its record."""
    for number in range(1, 26):
        failed_deliveries.add("crm", REF, attempt(number))

    found = failed_deliveries.read("crm", REF)

    assert found is not None
    assert found.attempts[-20:] == tuple(attempt(number) for number in range(6, 26))


def test_a_record_expires_after_the_event_or_when_it_is_done_with(
    state: tuple[DynamoDBClient, str] | None,
) -> None:
    """While nobody has it, the record stays as long as the event; 30 days after it was delivered it goes."""
    if state is None:
        pytest.skip("nothing expires in memory")
    client, table = state
    failed_deliveries = DynamoFailedDeliveries(client, table, retention_days=365)

    def expires_at() -> int:
        key = {"pk": {"S": f"delivery#crm#{REF.event_id}"}, "sk": {"S": "delivery"}}
        return int(client.get_item(TableName=table, Key=key)["Item"]["expires_at"]["N"])

    failed_deliveries.add("crm", REF, FailedAttempt(5_000, 1, "http 503"))
    assert expires_at() == 5 + 365 * 86_400
    failed_deliveries.park("crm", REF, "http 422", at=8_000)
    assert expires_at() == 8 + 365 * 86_400
    failed_deliveries.settle("crm", REF, at=9_000)
    assert expires_at() == 9 + 30 * 86_400
    failed_deliveries.add("crm", REF, FailedAttempt(10_000, 2, "http 503"))
    assert expires_at() == 10 + 365 * 86_400
