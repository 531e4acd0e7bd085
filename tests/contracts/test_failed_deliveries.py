"""What every record of failed deliveries does."""

from dataclasses import replace

from appcare.application.delivery_ports import FailedAttempt, FailedDeliveries, FailedDelivery
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey

REF = EventRef(LogKey("wa#1#2", "3"), "message.received", "ctc_1", "cnv_1")
OTHER = EventRef(LogKey("wa#1#2", "4"), "message.received", "ctc_1", "cnv_1")


def attempt(number: int) -> FailedAttempt:
    """Return a failed attempt."""
    return FailedAttempt(at=1_000 + number, attempt=number, reason=f"http {500 + number}")


def test_what_never_failed_has_no_record(failed_deliveries: FailedDeliveries) -> None:
    """Success writes nothing."""
    assert failed_deliveries.read("crm", REF) is None


def test_attempts_are_kept_in_order(failed_deliveries: FailedDeliveries) -> None:
    """Each failure is added behind the ones before."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.add("crm", REF, attempt(2))

    assert failed_deliveries.read("crm", REF) == FailedDelivery(
        "crm", REF, "retrying", (attempt(1), attempt(2))
    )


def test_deliveries_do_not_touch_one_another(failed_deliveries: FailedDeliveries) -> None:
    """Another event and another destination have records of their own."""
    failed_deliveries.add("crm", REF, attempt(1))

    assert failed_deliveries.read("crm", OTHER) is None
    assert failed_deliveries.read("desk", REF) is None


def test_a_parked_delivery_says_why(failed_deliveries: FailedDeliveries) -> None:
    """Parking keeps the attempts and adds the reason."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.park("crm", REF, "http 422", at=9)

    assert failed_deliveries.read("crm", REF) == FailedDelivery(
        "crm", REF, "parked", (attempt(1),), "http 422"
    )


def test_parking_makes_the_record_if_there_is_none(failed_deliveries: FailedDeliveries) -> None:
    """A refusal at the first attempt is on record as well."""
    failed_deliveries.park("crm", REF, "http 422", at=9)

    assert failed_deliveries.read("crm", REF) == FailedDelivery("crm", REF, "parked", (), "http 422")


def test_a_replayed_delivery_that_fails_is_retrying(failed_deliveries: FailedDeliveries) -> None:
    """A new attempt after parking takes the mark away."""
    failed_deliveries.park("crm", REF, "http 422", at=9)
    failed_deliveries.add("crm", REF, attempt(1))

    assert failed_deliveries.read("crm", REF) == FailedDelivery("crm", REF, "retrying", (attempt(1),))


def test_settling_keeps_the_history(failed_deliveries: FailedDeliveries) -> None:
    """What was delivered after all still shows how."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.settle("crm", REF, at=9)

    assert failed_deliveries.read("crm", REF) == FailedDelivery("crm", REF, "delivered", (attempt(1),))


def test_what_was_superseded_says_so(failed_deliveries: FailedDeliveries) -> None:
    """An event that needs no delivery any more keeps its attempts; one without a record gets none."""
    failed_deliveries.add("crm", REF, attempt(1))
    failed_deliveries.supersede("crm", REF, at=9)
    failed_deliveries.supersede("crm", OTHER, at=9)

    assert failed_deliveries.read("crm", REF) == FailedDelivery("crm", REF, "superseded", (attempt(1),))
    assert failed_deliveries.read("crm", OTHER) is None


def test_a_replay_has_the_same_record(failed_deliveries: FailedDeliveries) -> None:
    """Whyever an event is sent again, it is one delivery."""
    failed_deliveries.add("crm", replace(REF, replay="rpl_1"), attempt(1))

    assert failed_deliveries.read("crm", REF) == FailedDelivery("crm", REF, "retrying", (attempt(1),))


def test_settling_makes_no_record(failed_deliveries: FailedDeliveries) -> None:
    """A delivery that never failed stays without one."""
    failed_deliveries.settle("crm", REF, at=9)

    assert failed_deliveries.read("crm", REF) is None


def test_the_newest_attempts_are_kept(failed_deliveries: FailedDeliveries) -> None:
    """A delivery replayed for weeks does not outgrow its record."""
    for number in range(1, 26):
        failed_deliveries.add("crm", REF, attempt(number))

    found = failed_deliveries.read("crm", REF)

    assert found is not None
    assert found.attempts[-20:] == tuple(attempt(number) for number in range(6, 26))
