"""What came of a comparison: every figure is the one that the events give, by a query written apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import sqrt

import pytest
from sqlalchemy import text

from service.brain.events.models import PersonEvent
from service.brain.experiments.labels import figure_rows, group_rows, verdict
from service.brain.experiments.models import Assignment, Experiment, Outcome
from service.brain.experiments.read import Seen, people_of, read, read_people
from service.brain.experiments.running import note_outcomes, press
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.events import EventKind, add_event
from service.gifting.models import RecipientGift
from tests.factories import AT
from tests.service.brain.experiments.scene import FILM, HOLDOUT, Scene, arms, set_the_scene

DAY = timedelta(days=1)
LATER = AT + 10 * DAY


def _answer(scene: Scene, statuses: list[str | None]) -> None:
    """Launches everybody, and has as many answer as there are statuses, each with its event."""
    with transaction() as session:
        for number, gift_id in enumerate(scene.gifts):
            gift = session.get_one(RecipientGift, gift_id)
            gift.launched_at, gift.delivery_status, gift.status = AT, "delivered", "notified"
            add_event(session, gift, EventKind.NOTIFIED, {}, AT)
            status = statuses[number] if number < len(statuses) else None
            if status is not None:
                gift.status, gift.decided_at = status, AT + DAY * (1 + number % 5)
                kind = {"accepted": EventKind.ACCEPTED, "donated": EventKind.DONATED, "declined": EventKind.DECLINED}
                add_event(session, gift, kind[status], {}, gift.decided_at)


@pytest.mark.usefixtures("database")
def test_every_figure_is_the_one_that_the_events_give() -> None:
    scene = set_the_scene(60)
    experiment = scene.begin(holdout=20, base=50)
    _answer(scene, ["accepted", "declined", "donated"] * 17)
    with reading() as session:
        found = read(session, experiment, LATER)
        rows = session.execute(
            text(
                "SELECT a.arm, a.probability, e.kind FROM assignment a JOIN gift g ON g.recipient_id = a.recipient_id "
                "JOIN gift_event e ON e.gift_id = g.id WHERE a.experiment_id = :id "
                "AND e.kind IN ('gift.accepted', 'gift.donated', 'gift.declined')"
            ),
            {"id": experiment.id},
        ).all()
    by_arm = {name: [(p, kind != "gift.declined") for arm, p, kind in rows if arm == name] for name in ("film", "page")}
    drawn = arms(experiment)
    assert found.drawn == tuple(sum(arm == name for arm, _ in drawn.values()) for name in ("film", "page"))
    assert found.held_out == sum(arm == "held_out" for arm, _ in drawn.values()) > 0
    assert found.finding.groups is not None
    for group, name in zip(found.finding.groups, ("film", "page"), strict=True):
        answers = by_arm[name]
        assert (group.answered, group.counted) == (len(answers), sum(had for _, had in answers))
        assert group.mean == pytest.approx(sum(had / p for p, had in answers) / sum(1 / p for p, _ in answers))
    if found.finding.difference is not None:
        first, second = found.finding.groups
        half = (found.finding.difference.high - found.finding.difference.low) / 2
        assert half > 1.96 * sqrt(first.variance + second.variance)
    assert [week for week, _, _ in found.history] == [1, 2]
    assert found.history[-1][1] == found.answered == sum(map(len, by_arm.values()))
    assert {one.metric for one in found.also} <= {"opened", "swapped", "met", "bought"}


@pytest.mark.usefixtures("database")
def test_a_comparison_that_ended_is_read_as_of_its_end() -> None:
    scene = set_the_scene(30)
    experiment = scene.begin()
    _answer(scene, ["accepted"] * 30)
    end = AT + 3 * DAY
    with transaction() as session:
        press(session, experiment.id, "stop", scene.actor, end)
    with reading() as session:
        ended = session.get_one(Experiment, experiment.id)
        assert read(session, ended, LATER) == read(session, ended, LATER + 100 * DAY)
        assert read(session, ended, LATER).answered == sum(1 + number % 5 <= 3 for number in range(30))


def _people(film: int, page: int, *, page_out: int | None = None) -> list[Seen]:
    one = Seen("film", 0.5, 0, is_launched=True, is_invited=True, answered_at=AT, had={}, due_at=AT)
    had = {"kept": True, "opened": True, "swapped": False, "met": False, "bought": False}
    out = page if page_out is None else page_out
    return [replace(one, had=had)] * film + [
        replace(one, arm="page", had=had, is_launched=number < out, is_invited=number < out,
                answered_at=AT if number < out else None)
        for number in range(page)
    ]  # fmt: skip


def _experiment() -> Experiment:
    return Experiment(
        kind="film", metric="kept", shares={"film": 50, "page": 50}, holdout=0, planned=400, smallest_points=10,
        started_at=AT, counts_drawn=False,
    )  # fmt: skip


def test_people_who_went_missing_from_one_group_hide_every_figure_and_the_step_is_named() -> None:
    found = read_people(_experiment(), _people(190, 190, page_out=124), LATER)
    assert found.finding.state == "uneven"
    assert (found.finding.groups, found.finding.difference, found.history, found.also) == (None, None, (), ())
    assert [(step.name, step.tried, step.without, step.check.is_even) for step in found.steps] == [
        ("Drawn", 190, 190, True),
        ("Set out", 190, 124, False),
        ("Invited", 190, 124, False),
    ]


def _who(arm: str, answered: int, opened: int, at: datetime = AT) -> list[Seen]:
    """People of an arm who answered on a day, so many of whom had opened their page."""
    return [
        Seen(arm, 0.5, 0, is_launched=True, is_invited=True, answered_at=at, due_at=at,
             had={"kept": True, "opened": number < opened, "swapped": False, "met": False, "bought": False})
        for number in range(answered)
    ]  # fmt: skip


@pytest.mark.parametrize("opened", [(3, 12), (22, 12), (12, 0), (12, 25), (25, 0), (25, 25)])
def test_no_difference_is_read_that_would_tell_of_fewer_than_four(opened: tuple[int, int]) -> None:
    experiment = _experiment()
    experiment.metric = "opened"
    found = read_people(experiment, [*_who("film", 25, opened[0]), *_who("page", 25, opened[1])], LATER)
    assert (found.finding.state, found.finding.difference, found.answered) == ("few", None, 50)
    assert [one for _, _, one in found.history] == [None, None]
    written = str(figure_rows(experiment, replace(found, also=()))[:-1]) + verdict(experiment, found)[2]
    assert "of 25" not in written and "%" not in written and "points" not in written
    assert [cell for row in group_rows(experiment, found) for cell in row[2:] if cell and cell.counted] == []
    experiment.metric = "kept"
    (beside,) = (one for one in read_people(experiment, [*_who("film", 25, opened[0]), *_who("page", 25, opened[1])],
                                            LATER).also if one.metric == "opened")  # fmt: skip
    assert (beside.difference, beside.is_called) == (None, False)


def test_with_four_on_either_side_of_both_groups_it_is_read() -> None:
    experiment = _experiment()
    experiment.metric = "opened"
    found = read_people(experiment, [*_who("film", 25, 21), *_who("page", 25, 4)], LATER)
    assert (found.finding.state, found.history[-1][2]) == ("helped", found.finding.difference)
    assert found.finding.difference is not None and found.finding.difference.estimate == pytest.approx(17 / 25)


@pytest.mark.parametrize(("late", "is_told"), [((1, 1), False), ((8, 8), False), ((8, 4), True)])
def test_a_week_that_differs_from_the_next_by_few_is_not_drawn(late: tuple[int, int], is_told: bool) -> None:
    """Whoever answered in the second week could be read off the two together."""
    experiment = _experiment()
    experiment.metric = "opened"
    people = [*_who("film", 30, 15), *_who("page", 30, 10), *_who("film", *late, AT + 8 * DAY)]
    first, second = read_people(experiment, people, LATER).history
    assert (first[2] is not None, second[2] is not None) == (is_told, True)
    assert (first[1], second[1]) == (60, 60 + late[0])


@pytest.mark.usefixtures("database")
def test_a_purchase_that_came_in_as_an_event_counts_as_one_that_was_noted() -> None:
    scene = set_the_scene(8)
    experiment = scene.begin(HOLDOUT, metric="bought")
    with transaction() as session:
        for number, person in enumerate(scene.people[:3]):
            session.add(PersonEvent(
                id=f"evt_{number}", workspace_id=scene.campaign.workspace_id, recipient_id=person, kind="purchase",
                external_id=f"shop-{number}", code="beans", at=AT + number * 20 * DAY, taken_at=AT,
            ))  # fmt: skip
    with reading() as session:
        seen = people_of(session, session.get_one(Experiment, experiment.id), AT + 60 * DAY)
        assert sum(one.had["bought"] for one in seen) == 2, "the third bought after its thirty days"


def test_counting_everybody_who_was_drawn_brings_the_figures_back() -> None:
    experiment = _experiment()
    experiment.counts_drawn = True
    found = read_people(experiment, _people(190, 190, page_out=124), LATER)
    assert found.finding.is_shown
    assert [step.name for step in found.steps] == ["Drawn"]


@pytest.mark.usefixtures("database")
def test_everybody_drawn_counts_as_not_kept_once_their_time_is_over() -> None:
    scene = set_the_scene(50, expires_at=AT + 5 * DAY)
    experiment = scene.begin()
    _answer(scene, ["accepted"] * 50)
    with transaction() as session:
        for gift_id in scene.gifts[:10]:
            session.get_one(RecipientGift, gift_id).launched_at = None
        press(session, experiment.id, "count_drawn", scene.actor, AT)
    with reading() as session:
        groups = read(session, session.get_one(Experiment, experiment.id), LATER).finding.groups
    assert groups is not None
    assert (sum(one.answered for one in groups), sum(one.counted for one in groups)) == (50, 40)


@pytest.mark.usefixtures("database")
def test_a_holdout_is_read_from_what_happened_to_both_groups_once_thirty_days_are_over() -> None:
    scene = set_the_scene(60)
    experiment = scene.begin(HOLDOUT, holdout=50)
    drawn = arms(experiment)
    lines = "\n".join(f"p{number}.{scene.campaign.id}@example.com {(AT + DAY).date()}" for number in range(0, 60, 3))
    with transaction() as session:
        assert note_outcomes(session, experiment.id, "met", lines, scene.actor, LATER) == 20
        assert note_outcomes(session, experiment.id, "met", lines, scene.actor, LATER) == 0
        session.add(Outcome(workspace_id=scene.campaign.workspace_id, recipient_id=scene.people[1], kind="met",
                            happened_on=(AT + 40 * DAY).date(), noted_at=AT))  # fmt: skip
    with reading() as session:
        early, late = (read(session, experiment, AT + days * DAY).finding.groups for days in (29, 31))
    assert early is not None and sum(one.answered for one in early) == 0
    assert late is not None
    for group, arm in zip(late, ("gift", "held_out"), strict=True):
        people = [person for person in scene.people if drawn[person][0] == arm]
        met = [person for person in people if scene.people.index(person) % 3 == 0]
        assert (group.answered, group.counted) == (len(people), len(met))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("line", ["somebody@else.example 2026-11-01", "no day here", "p0@example.com 2999-01-01", ""])
def test_lines_that_cannot_be_noted_are_refused_whole(line: str) -> None:
    scene = set_the_scene(2)
    experiment = scene.begin(HOLDOUT)
    good = f"p0.{scene.campaign.id}@example.com {AT.date()}\n" if line else ""
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        note_outcomes(session, experiment.id, "met", good + line, scene.actor, LATER)
    assert "@" not in refused.value.sentence
    with reading() as session:
        assert session.query(Outcome).count() == 0
        assert session.query(Assignment).count() == 2


def test_a_design_names_one_figure_that_decides() -> None:
    assert (FILM.metric, HOLDOUT.metric) == ("kept", "met")
