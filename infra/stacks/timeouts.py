"""How long each function of the pipeline may take."""

from aws_cdk import Duration

from appcare.config.settings import Settings
from infra.constructs import triggers

RECEIVER = Duration.seconds(15)
ROUTER = Duration.seconds(60)
CLOCK = Duration.seconds(55)
API = Duration.seconds(20)
AUTHORIZER = Duration.seconds(8)
CHECKER = Duration.seconds(15)
TEMPLATES = Duration.minutes(10)
"""Three tries of up to a minute for each account, and thousands of templates to keep."""

CALLS_IN_A_ROW = 10
LONGEST_SECONDS = 900


def publisher(settings: Settings) -> Duration:
    """Return the publisher's timeout: its slots, then ten calls that all take their longest."""
    longest = max((d.timeout_seconds for d in settings.destinations), default=10.0)
    seconds = round(triggers.HORIZON_SECONDS + CALLS_IN_A_ROW * longest)
    return Duration.seconds(min(seconds, LONGEST_SECONDS))


def sender(settings: Settings) -> Duration:
    """Return the sender's timeout: its slots, then ten messages whose file and call take their longest."""
    longest = 2 * settings.whatsapp.timeout_seconds
    seconds = round(triggers.HORIZON_SECONDS + CALLS_IN_A_ROW * longest)
    return Duration.seconds(min(seconds, LONGEST_SECONDS))


def fetcher(settings: Settings) -> Duration:
    """Return the fetcher's timeout: its slot, and a file that takes its longest, twice."""
    seconds = round(triggers.HORIZON_SECONDS + 2 * settings.media.timeout_seconds + 10)
    return Duration.seconds(min(seconds, LONGEST_SECONDS))
