"""A plan that gives one group worse gifts is tried with more weight for that group; nothing is adopted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.learning.fair import fairness_of
from service.brain.learning.repair import SIMULATE, ShownRepair, ask_for_repair, repair_of
from service.brain.learning.repair_row import PlanRepair
from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.decisions.learning.measure.fairness import Repair, Share, bias
from service.errors import Conflict, NotFound
from service.gifting.models import MatchRun, RecipientGift
from service.jobs.models import Job
from service.planning.plan.fairness.simulate import as_found, keep_found, repair_job
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT, make_match_run, make_user, make_workspace, owner_of
from tests.service.brain.learning.test_fair import planned
from tests.service.content.leases import do
from tests.service.gifting.scene import set_scene

pytestmark = pytest.mark.usefixtures("database")
UNEVEN = {"CZ": [0.9] * 15 + [0.1] * 5, "NO": [0.9] * 9 + [0.0] * 11}
EVEN = {"CZ": [0.9] * 12 + [0.1] * 8, "NO": [0.9] * 11 + [0.0] * 9}


def world(groups: dict[str, list[float]]) -> str:
    with transaction() as session:
        workspace = make_workspace(session)
        planned(session, workspace.id, groups)
        return workspace.id


def ask(workspace_id: str) -> str:
    with transaction() as session:
        actor = owner_of(workspace_id)
        ask_for_repair(session, actor, fairness_of(session, actor), AT)
    with reading() as session:
        return session.scalars(select(PlanRepair)).one().campaign_id


def shown(workspace_id: str) -> ShownRepair | None:
    with reading() as session:
        fair = fairness_of(session, owner_of(workspace_id))
        assert fair is not None
        return repair_of(session, fair)


def repaired() -> dict[str, Any]:
    before = [Share(f"{group}{at}", group, one) for group, some in UNEVEN.items() for at, one in enumerate(some)]
    after = [Share(f"{group}{at}", group, one) for group, some in EVEN.items() for at, one in enumerate(some)]
    return as_found(Repair("NO", 1.5, bias(before), bias(after), 0.6, 0.58))


def keep(session: Session, workspace_id: str, found: dict[str, Any]) -> None:
    row = session.scalars(select(PlanRepair)).one()
    keep_found(session, row.campaign_id, row.match_run_id, found, AT)


def test_it_is_asked_for_once_by_a_job_and_audited() -> None:
    workspace_id = world(UNEVEN)
    campaign_id = ask(workspace_id)
    with reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == SIMULATE)).all()
        assert [job.subject_id for job in jobs] == [campaign_id]
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "plan.repair_asked")).one()
        assert (line.subject_id, line.body) == (campaign_id, {"by": "Country"})
    assert shown(workspace_id) == ShownRepair("Country", is_done=False)
    with pytest.raises(Conflict, match="simulated already"):
        ask(workspace_id)


def test_what_came_out_stands_beside_the_plan_before_and_after() -> None:
    workspace_id = world(UNEVEN)
    ask(workspace_id)
    with transaction() as session:
        keep(session, workspace_id, repaired())
    found = shown(workspace_id)
    assert found is not None
    assert (found.group, found.weight, found.mean) == ("NO", 1.5, (60.0, 58.0))
    shares = [(a.name, a.share.value, b.share.value) for a, b in found.groups if a.share and b.share]
    assert shares == [("CZ", 0.75, 0.6), ("NO", 0.45, 0.55)]
    assert found.ratio == (pytest.approx(0.6), pytest.approx(0.55 / 0.6))


def test_a_group_that_is_too_few_before_or_after_is_told_in_neither() -> None:
    workspace_id = world(UNEVEN)
    ask(workspace_id)
    few = {**repaired(), "groups": [["CZ", 20, 15, 18], ["NO", 20, 9, 11]]}
    with transaction() as session:
        keep(session, workspace_id, few)
    found = shown(workspace_id)
    assert found is not None
    assert [before.name for before, _ in found.groups] == ["NO"]
    assert found.ratio == (None, None)


def test_a_plan_that_is_even_or_missing_has_nothing_to_repair() -> None:
    workspace_id = world(EVEN)
    with pytest.raises(Conflict, match="even"):
        ask(workspace_id)
    with transaction() as session:
        bare = make_workspace(session)
        with pytest.raises(NotFound):
            ask_for_repair(session, owner_of(bare.id), None, AT)


def test_what_was_simulated_for_an_earlier_plan_is_not_shown_for_a_newer_one() -> None:
    workspace_id = world(UNEVEN)
    ask(workspace_id)
    with transaction() as session:
        row = session.scalars(select(PlanRepair)).one()
        keep_found(session, row.campaign_id, "run_of_another_plan", repaired(), AT)
        assert (row.found, row.done_at) == ({}, None)
        keep(session, workspace_id, {})
    assert shown(workspace_id) == ShownRepair("Country", is_done=True)
    with transaction() as session:
        campaign = session.get_one(Campaign, session.scalars(select(PlanRepair)).one().campaign_id)
        session.get_one(MatchRun, make_match_run(session, campaign).id).created_at = AT + timedelta(days=1)
    assert shown(workspace_id) is None


@pytest.mark.slow
def test_the_job_makes_the_plan_again_and_writes_down_that_nothing_has_to_be_repaired() -> None:
    """Two people of two countries are too few to compare: the plan is made once, and nothing is adopted."""
    with transaction() as session:
        scene = set_scene(session, 2, launched=False)
        run = make_match_run(session, scene.campaign)
        session.add(
            PlanRepair(campaign_id=scene.campaign.id, workspace_id=scene.workspace_id, match_run_id=run.id, kind="Country",
                       asked_at=AT, found={})
        )  # fmt: skip
        before = [(gift.id, gift.product_id) for gift in scene.gifts]
    do(repair_job, SIMULATE, scene.campaign.id)
    with reading() as session:
        row = session.scalars(select(PlanRepair)).one()
        assert (row.found, row.done_at is not None) == ({}, True)
        gifts = session.scalars(select(RecipientGift).order_by(RecipientGift.id))
        assert [(one.id, one.product_id) for one in gifts] == sorted(before)
        assert len(session.scalars(select(MatchRun)).all()) == 1


def test_the_page_asks_for_it_and_shows_it() -> None:
    workspace_id = world(UNEVEN)
    with transaction() as session:
        console = Console(make_user(session, workspace_id))
    assert "Simulate a more even plan" in console.get("/results/learned").text
    assert console.post("/results/learned/repair").headers["Location"] == "/results/learned#fair"
    assert "is being simulated" in console.get("/results/learned").text
    with transaction() as session:
        keep(session, workspace_id, repaired())
    page = console.get("/results/learned").text
    assert "NO counts 1.50 times as much as everybody else" in page
    assert "The lowest share is 0.60 of the highest now, 0.92 repaired." in page
