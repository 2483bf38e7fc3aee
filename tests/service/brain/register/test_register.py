"""The register of insights: what counts today, and what a campaign is to change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.brain.register.keep import add_insight, counts_today, insights_of, settle_insight
from service.brain.register.models import CampaignProblem
from service.brain.register.problem import state_problem
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, NotFound
from tests.factories import AT, make_campaign, make_workspace, owner_of
from tests.service.gifting.scene import set_scene

TODAY = AT.date()
WHOLE = {
    "sentence": "A personal line makes more people keep their gift",
    "because": "It shows that somebody thought of them",
    "way": "deductive",
    "source": "Nora Whitfield",
    "learned_on": "2026-11-20",
    "expires_on": "2027-04-15",
    "test": "A personal line, or none",
}
PROBLEM = {
    "problem": "A third of our renewals go quiet.",
    "measured_by": "Met within 30 days",
    "good_enough": "25 %",
    "stop_below": "33",
}


def test_what_counts_depends_on_the_way_the_outcome_and_the_day(database: str) -> None:
    with transaction() as session:
        actor = owner_of(make_workspace(session).id)
        rows = {
            way: add_insight(session, actor, WHOLE | {"way": way}, AT) for way in ("deductive", "inductive", "asked")
        }
        assert {way: counts_today(row, TODAY) for way, row in rows.items()} == {
            "deductive": "guess", "inductive": "guess", "asked": "counts",
        }  # fmt: skip
        settle_insight(session, actor, rows["deductive"].id, {"outcome": "holds", "note": "+15 points, +2 to +27"}, AT)
        settle_insight(session, actor, rows["asked"].id, {"outcome": "no_difference", "note": "Under 10 points"}, AT)
        assert [counts_today(rows[way], TODAY) for way in ("deductive", "asked")] == ["counts", "no"]
        last, after = rows["deductive"].expires_on, rows["deductive"].expires_on + timedelta(days=1)
        assert [counts_today(rows["deductive"], day) for day in (last, after)] == ["counts", "expired"]
        with pytest.raises(Conflict, match="has expired"):
            settle_insight(
                session, actor, rows["asked"].id, {"outcome": "holds", "note": "x"}, AT + timedelta(days=400)
            )
        with pytest.raises(NotFound):
            settle_insight(session, owner_of(make_workspace(session).id), rows["asked"].id, {"outcome": "holds"}, AT)


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"way": "felt"}, "way"),
        ({"sentence": " "}, "sentence"),
        ({"sentence": "x" * 201}, "sentence"),
        ({"sentence": "Jana is allergic to nuts"}, "sentence"),
        ({"source": ""}, "source"),
        ({"learned_on": "2026-11-23"}, "learned_on"),
        ({"expires_on": "2026-11-21"}, "expires_on"),
        ({"expires_on": "never"}, "expires_on"),
    ],
)
def test_an_insight_without_source_date_or_sense_is_refused(database: str, change: dict[str, str], param: str) -> None:
    with transaction() as session:
        actor = owner_of(make_workspace(session).id)
        with pytest.raises(InvalidInput) as refused:
            add_insight(session, actor, WHOLE | change, AT)
        assert (refused.value.param, insights_of(session, actor.workspace_id)) == (param, [])


def test_a_problem_is_stated_before_the_first_wave_and_not_after(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        state_problem(session, owner_of(workspace.id), campaign, PROBLEM, AT)
        row = session.get_one(CampaignProblem, campaign.id)
        assert (row.measured_by, row.good_enough, row.stop_below) == ("Met within 30 days", 25, 33)
        with pytest.raises(InvalidInput) as refused:
            state_problem(session, owner_of(workspace.id), campaign, PROBLEM | {"stop_below": "101"}, AT)
        assert refused.value.param == "stop_below"
        scene = set_scene(session)
        with pytest.raises(Conflict, match="The first wave has left"):
            state_problem(session, owner_of(scene.workspace_id), scene.campaign, PROBLEM, AT)
