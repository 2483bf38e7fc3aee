"""What people of an experiment said of it: noted with their arm and without them, read in fours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from service.brain.experiments.models import Assignment, Experiment, ExperimentScore
from service.brain.experiments.read import read, scored_of
from service.brain.experiments.scores import note_scores
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.recipients.afterwards.models import Rating
from service.recipients.afterwards.scales import RatingKind
from service.security.ids import new_id
from tests.factories import AT
from tests.service.brain.experiments.scene import FILM, HOLDOUT, Scene, arms, set_the_scene

DAY = timedelta(days=1)
LATER = AT + 10 * DAY


@pytest.fixture
def scene(database: str) -> Scene:
    assert database
    return set_the_scene(40)


def say(scene: Scene, experiment: Experiment, kind: RatingKind, tried: int, without: int, of: int) -> None:
    """Of the first `of` people of each arm, so many answer the highest and the rest the lowest."""
    drawn = {person: arm for person, (arm, _) in arms(experiment).items()}
    highest = {"csat": "5", "cared": "10"}[kind]
    lowest = {"csat": "1", "cared": "0"}[kind]
    with transaction() as session:
        for arm, yes in (("film", tried), ("page", without)):
            people = [person for person in scene.people if drawn.get(person) == arm][:of]
            for place, person in enumerate(people):
                gift = scene.gifts[scene.people.index(person)]
                session.add(
                    Rating(
                        id=new_id("rat"),
                        workspace_id=scene.user.workspace_id,
                        campaign_id=scene.campaign.id,
                        recipient_id=person,
                        gift_id=gift,
                        kind=kind,
                        state="answered",
                        answer=highest if place < yes else lowest,
                        asked_at=AT,
                        answered_at=AT + DAY,
                    )
                )


def groups(experiment_id: str) -> list[tuple[int, int]]:
    """(yes, answers) of both groups, as they are counted before anything is shown of them."""
    with reading() as session:
        experiment = session.get_one(Experiment, experiment_id)
        said = scored_of(session, experiment, LATER)[experiment.metric]
        both = [[one.had[experiment.metric] for one in said if one.arm == arm] for arm in ("film", "page")]
        return [(sum(answers), len(answers)) for answers in both]


def shown(experiment_id: str) -> list[tuple[int, int]]:
    """The same as a page or a file gets them."""
    with reading() as session:
        found = read(session, session.get_one(Experiment, experiment_id), LATER)
        return [(group.counted, group.answered) for group in found.finding.groups or ()]


def test_an_answer_counts_for_its_arm_though_its_person_is_gone(scene: Scene) -> None:
    experiment = scene.begin(metric="csat")
    say(scene, experiment, "csat", 6, 2, 8)
    assert note_scores(LATER) == 16
    assert note_scores(LATER) == 0
    assert groups(experiment.id) == [(6, 8), (2, 8)]
    assert shown(experiment.id) == [(0, 8), (0, 8)], "two yes are too few to tell, and so is what the other group said"
    with transaction() as session:
        session.execute(delete(Rating))
    assert groups(experiment.id) == [(6, 8), (2, 8)]


def test_the_figure_is_the_one_that_a_query_written_apart_gives(scene: Scene) -> None:
    experiment = scene.begin(metric="cared")
    say(scene, experiment, "cared", 4, 4, 8)
    note_scores(LATER)
    with reading() as session:
        apart = session.execute(
            text(
                "SELECT a.arm, count(*) FROM rating r JOIN assignment a ON a.recipient_id = r.recipient_id "
                "WHERE a.experiment_id = :one GROUP BY a.arm ORDER BY a.arm"
            ),
            {"one": experiment.id},
        ).all()
    assert [tuple(row) for row in apart] == [("film", 8), ("page", 8)]
    assert groups(experiment.id) == shown(experiment.id) == [(4, 8), (4, 8)]


def test_it_moves_on_four_answers_of_a_group_at_a_time(scene: Scene) -> None:
    experiment = scene.begin(metric="csat")
    say(scene, experiment, "csat", 7, 7, 7)
    note_scores(LATER)
    assert groups(experiment.id) == [(4, 4), (4, 4)]


def test_a_changed_mind_takes_its_place(scene: Scene) -> None:
    experiment = scene.begin(metric="csat")
    say(scene, experiment, "csat", 4, 0, 4)
    note_scores(LATER)
    with transaction() as session:
        for rating in session.scalars(select(Rating)):
            rating.answer, rating.answered_at = "2", AT + 2 * DAY
    assert note_scores(LATER) == 8
    assert groups(experiment.id) == [(0, 4), (0, 4)]


def test_no_id_of_anybody_stands_in_it(scene: Scene) -> None:
    experiment = scene.begin(metric="csat")
    say(scene, experiment, "csat", 4, 4, 4)
    note_scores(LATER)
    with reading() as session:
        rows = session.scalars(select(ExperimentScore)).all()
        kept = {str(value) for row in rows for value in vars(row).values()}
        assert len(rows) == 8
        assert not kept & {*scene.people, *scene.gifts}


def test_where_one_group_answers_less_often_nothing_is_compared(scene: Scene) -> None:
    big = set_the_scene(120)
    experiment = big.begin(metric="csat")
    say(big, experiment, "csat", 30, 0, 30)
    with transaction() as session:
        drawn = {row.recipient_id: row.arm for row in session.scalars(select(Assignment))}
        for rating in session.scalars(select(Rating)).all():
            if drawn[str(rating.recipient_id)] == "page":
                session.delete(rating)
    note_scores(LATER)
    with reading() as session:
        found = read(session, session.get_one(Experiment, experiment.id), LATER)
    assert (found.finding.state, found.finding.groups) == ("uneven", None)
    assert found.steps[-1].name == "Answered the question"
    assert not scene.campaign.deleted_at


def test_who_gets_nothing_is_asked_nothing(scene: Scene) -> None:
    with pytest.raises(InvalidInput, match="rate a gift"):
        scene.begin(HOLDOUT, metric="csat")
    assert scene.begin(FILM, metric="cared").metric == "cared"
