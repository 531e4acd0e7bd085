"""Finding the one record that a batch fails for."""

import pytest

from appcare.application.route_batch import route_batch
from appcare.domain.errors import InvalidRequestError, StorageError
from tests.unit.model.world import CRM, World


def failing(world: World, wamid: str, error: Exception) -> None:
    """Have State refuse whatever concerns one message's conversation."""
    write = world.conversations.write

    def refuse(conversation, before):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as `write`
        if wamid in conversation.opened_by.sk:
            raise error
        return write(conversation, before)

    world.conversations.write = refuse  # type: ignore[method-assign]  # as if storage refused


def route(world: World) -> None:
    """Route all that has arrived."""
    route_batch(
        list(world.stream), router=world.router, parked=world.parked_records, telemetry=world.telemetry
    )


@pytest.mark.parametrize("error", [InvalidRequestError("no"), KeyError("a bug")])
def test_a_record_that_fails_for_good_is_parked_and_the_others_are_routed(error: Exception) -> None:
    """Whether State refuses its key or a bug comes to light: one record does not stop the stream."""
    world = World()
    for customer in ("31600000001", "31600000002", "31600000003"):
        world.arrive(customer)
    failing(world, "wamid.2", error)
    route(world)
    queued = [message.content.key.sk.split("#")[1] for message in world.queues.waiting(CRM)]  # type: ignore[union-attr]  # events all
    assert queued == ["wamid.1", "wamid.3"]
    ((key, _),) = world.parked_records.parked
    assert "wamid.2" in key.sk
    assert world.telemetry.counts["record.parked"] == 1


def test_trouble_that_passes_is_raised_and_nothing_is_parked() -> None:
    """A throttled State is no record's fault: the stream brings the batch again."""
    world = World()
    world.arrive("31600000001")
    failing(world, "wamid.1", StorageError("throttled"))
    with pytest.raises(StorageError):
        route(world)
    assert not world.parked_records.parked
