"""`python -m tests.live.install`: installs the CRMs under test; does nothing where they are."""

import sys

from rich.console import Console

from playground.places import LauncherError
from playground.progress import Progress
from tests.live.django_helpdesk import install as django_helpdesk
from tests.live.request_tracker import install as request_tracker


def main() -> int:
    """Install both, a line for each; return the exit status."""
    progress = Progress(Console(stderr=True))
    try:
        with progress.step("Installing Request Tracker", "Request Tracker is installed"):
            request_tracker.install()
        with progress.step("Installing django-helpdesk", "django-helpdesk is installed"):
            django_helpdesk.install()
    except LauncherError as error:
        progress.console.print(
            f"make live: {error}", style="red", markup=False, highlight=False, soft_wrap=True
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
