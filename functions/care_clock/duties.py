"""The clock's duties of each minute: one that fails keeps none of the others from being done."""

from collections.abc import Callable, Mapping

from appcare.application.ports import Telemetry


def do_all(duties: Mapping[str, Callable[[], object]], telemetry: Telemetry) -> None:
    """Do each duty, in order; then raise what the first of those raised that failed.

    Args:
        duties: name for the log -> the duty.
        telemetry: told of every one that fails.
    """
    failed: list[Exception] = []
    for name, duty in duties.items():
        try:
            duty()
        except Exception as error:  # noqa: BLE001 - a bug in one duty, too, must not stop the others; raised below
            telemetry.line("duty failed", duty=name, error=type(error).__name__)
            failed.append(error)
    if failed:
        raise failed[0]
