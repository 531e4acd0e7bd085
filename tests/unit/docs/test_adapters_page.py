"""The page about adapters leads somewhere, and leaves none out."""

import re

from appcare.crm.conformance import CHECKS
from appcare.crm.registry import BUILT_IN
from docs.generate import FOLDER

PAGE = (FOLDER / "adapters.md").read_text(encoding="utf-8")


def test_every_link_leads_to_a_file() -> None:
    """What the page points to, each adapter's own page included, is in the repository."""
    targets = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert len(targets) > len(BUILT_IN)
    assert [target for target in targets if not (FOLDER / target).exists()] == []


def test_every_adapter_and_every_check_is_there() -> None:
    """Whoever adds one finds it on the page."""
    assert [name for name in BUILT_IN if f"| [`{name}`](" not in PAGE] == []
    assert [check.name for check in CHECKS if f"| `{check.name}` | {check.sentence} |" not in PAGE] == []
