"""What can be compared, and what is refused before anybody is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from service.brain.experiments.models import Assignment, Experiment
from service.brain.experiments.set_up import (
    check_design,
    create,
    estimate_for,
    experiments_of,
    find_experiment,
    start,
    what_holdouts_show,
)
from service.campaigns.models import DrawnTerm
from service.db.connect import reading, transaction
from service.errors import Conflict, Forbidden, InvalidInput, NotFound
from service.gifting.models import RecipientGift
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_user, make_workspace
from tests.service.brain.experiments.scene import FILM, HOLDOUT, arms, set_the_scene

pytestmark = pytest.mark.usefixtures("database")


def _rows() -> tuple[int, int, int]:
    with reading() as session:
        counted = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Experiment, Assignment, DrawnTerm)
        ]
        return counted[0], counted[1], counted[2]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("holdout", {"holdout": 100}),
        ("holdout", {"holdout": 51}),
        ("holdout", {"holdout": -1}),
        ("holdout", {"kind": "holdout", "metric": "met", "holdout": 0}),
        ("holdout", {"kind": "film_none", "metric": "met", "holdout": 10}),
        ("metric", {"kind": "holdout", "metric": "kept", "holdout": 10}),
        ("metric", {"metric": "asked"}),
        ("kind", {"kind": "diet"}),
        ("hypothesis", {"hypothesis": "Better."}),
        ("name", {"name": " "}),
        ("smallest", {"smallest": 0}),
        ("smallest", {"base": 50, "smallest": 60}),
        ("base", {"base": 0}),
        ("tried_share", {"tried_share": 100}),
        ("low", {"kind": "band", "low_minor": 4500, "high_minor": 2800}),
        ("low", {"kind": "band"}),
        ("campaigns", {"campaign_ids": ()}),
    ],
)
def test_what_compares_nothing_is_refused_and_nothing_is_kept(field: str, values: dict[str, Any]) -> None:
    scene = set_the_scene(2)
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        create(session, scene.design(**values), scene.actor, AT)
    assert refused.value.param == field
    assert _rows() == (0, 0, 0)


def test_a_draft_draws_nobody_and_says_how_many_it_takes() -> None:
    scene = set_the_scene(40)
    with transaction() as session:
        found = estimate_for(session, scene.design())
        made = create(session, scene.design(), scene.actor, AT)
    assert (found.needed, found.people, found.is_enough) == (made.planned, 40, False)
    assert found.detectable is None or found.detectable > 15
    assert _rows() == (1, 0, 0)


def test_with_a_holdout_more_people_are_needed_for_as_many_answers() -> None:
    scene = set_the_scene(2)
    with reading() as session:
        plain, beside = (estimate_for(session, scene.design(holdout=held)).needed for held in (0, 20))
    assert beside == pytest.approx(plain / 0.8, abs=1)


def test_the_table_beside_the_slider_says_what_each_share_can_show() -> None:
    shown = what_holdouts_show(HOLDOUT, 248)
    assert [percent for percent, _, _ in shown] == [5, 10, 15, 20, 30, 40, 50]
    assert [people for _, people, _ in shown][:4] == [12, 25, 37, 50]
    points = [points for _, _, points in shown if points is not None]
    assert points == sorted(points, reverse=True)


def test_starting_draws_everybody_once_and_locks_the_question() -> None:
    scene = set_the_scene(60)
    experiment = scene.begin()
    found = arms(experiment)
    assert set(found) == set(scene.people)
    assert {arm for arm, _ in found.values()} == {"film", "page"}
    assert {probability for _, probability in found.values()} == {0.5}
    with pytest.raises(Conflict, match="has started already"), transaction() as session:
        start(session, experiment.id, scene.actor, AT)
    assert arms(experiment) == found
    with reading() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject_id == experiment.id)).all()
    assert sorted(acts) == ["experiment.created", "experiment.started"]


def test_a_campaign_that_has_launched_takes_no_comparison() -> None:
    scene = set_the_scene(4)
    with transaction() as session:
        draft = create(session, scene.design(), scene.actor, AT)
        session.get_one(RecipientGift, scene.gifts[0]).launched_at = AT
    with pytest.raises(Conflict, match="has launched"), transaction() as session:
        start(session, draft.id, scene.actor, AT)
    with pytest.raises(Conflict, match="has launched"), transaction() as session:
        create(session, scene.design(), scene.actor, AT)
    assert _rows() == (1, 0, 0)


def test_two_comparisons_of_arms_in_one_campaign_are_refused_and_the_global_holdout_may_run_beside() -> None:
    scene = set_the_scene(4)
    scene.begin()
    with pytest.raises(Conflict, match="runs already"):
        scene.begin(kind="subject", name="Your subject")
    scene.begin(HOLDOUT, covers_all=True)
    with pytest.raises(Conflict, match="runs already"):
        scene.begin(HOLDOUT, covers_all=True)


def test_nobody_sees_or_compares_over_campaigns_that_are_not_theirs() -> None:
    scene = set_the_scene(2)
    experiment = scene.begin()
    with transaction() as session:
        seller = actor_of(make_user(session, scene.campaign.workspace_id, "seller"))
        stranger = actor_of(make_user(session, make_workspace(session, "Elsewhere").id, "owner"))
    for actor in (seller, stranger):
        with reading() as session:
            assert experiments_of(session, actor) == []
            with pytest.raises(NotFound):
                find_experiment(session, experiment.id, actor)
        with pytest.raises(NotFound), transaction() as session:
            create(session, scene.design(), actor, AT)
    with pytest.raises(Forbidden), transaction() as session:
        create(session, scene.design(HOLDOUT, covers_all=True), seller, AT)


def test_a_design_that_can_be_compared_is_not_refused() -> None:
    check_design(FILM)
    check_design(HOLDOUT)
