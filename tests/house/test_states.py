"""Sets of states have a name in one table: that of campaigns in `campaigns/transitions`, that of jobs in `jobs/models`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from service.campaigns.models import STATUSES
from service.jobs.models import STATES
from service.planning.steps import _BEHIND
from service.planning.workspace.campaign_list import _STANDS
from tests.house.sources import HOUSE, nodes_of, of_service

TABLES = frozenset({"campaigns/transitions.py", "campaigns/models.py", "jobs/models.py"})
PLANTED = """
def look(session, campaign, job):
    if campaign.status == "closed" or campaign_of(session).status not in ("running", "paused"):
        return select(Campaign.id).where(Campaign.status.in_(("running", "paused")))
    return job.state in {"pending", "running"} or Job.state.in_(["pending", "dead"])
"""
_IN_TEMPLATE = re.compile(r"campaign\.status (?:not )?in")


def _is_ours(name: str) -> bool:
    return not name.startswith("migrations/") and name not in TABLES


def _looked_at(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    """(what is compared, with what)."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Compare):
            yield node.left, node.comparators[0]
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"in_", "not_in"}
        ):
            yield node.func.value, node.args[0]


def _strings(node: ast.expr) -> set[str]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _bare(tree: ast.Module) -> list[str]:
    """Comparisons of a campaign's status with anything spelled out, and of a job's state with more than one state."""
    found = []
    for left, right in _looked_at(tree):
        of, said = ast.unparse(left), _strings(right)
        is_campaign = of.endswith(".status") and "campaign" in of.lower()
        if (is_campaign and said & set(STATUSES)) or (of.lower().endswith("job.state") and len(said & set(STATES)) > 1):
            found.append(f"{of}: {', '.join(sorted(said))}")
    return found


def test_no_file_spells_a_set_of_states_out() -> None:
    assert {name: bare for name, tree in of_service(_is_ours, ".status", ".state") if (bare := _bare(tree))} == {}


def test_a_template_asks_what_a_campaign_allows() -> None:
    pages = (HOUSE / "assets" / "templates").rglob("*.html")
    assert [path.name for path in pages if _IN_TEMPLATE.search(path.read_text("utf-8"))] == []


def test_every_state_of_a_campaign_has_its_words_and_its_step() -> None:
    assert set(_STANDS) == set(_BEHIND) == set(STATUSES)


def test_a_bare_set_would_be_seen() -> None:
    assert len(_bare(ast.parse(PLANTED))) == 5
