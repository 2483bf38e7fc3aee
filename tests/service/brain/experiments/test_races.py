"""Draws, starts and waves at one moment, on SQLite and PostgreSQL; beside them the same with the guard off, which goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.brain.experiments.draw import draw_people
from service.brain.experiments.models import Assignment
from service.brain.experiments.set_up import create, start
from service.campaigns.models import Campaign, DrawnTerm
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.planning.launch.set_out import launch_wave
from tests.factories import AT
from tests.races import all_at_once
from tests.service.brain.experiments.scene import HOLDOUT, Scene, add_person, set_the_scene

THREADS = 4


def test_the_same_person_is_drawn_once_however_many_draw_them(any_database: str) -> None:
    scene = set_the_scene(6)
    experiment = scene.begin(HOLDOUT)
    with transaction() as session:
        new = [add_person(session, scene.campaign, number)[0] for number in range(50, 58)]

    def draw() -> None:
        with transaction() as session:
            draw_people(session, session.get_one(Campaign, scene.campaign.id), new, AT)

    assert all_at_once([draw] * THREADS) == THREADS
    with reading() as session:
        people = session.scalars(select(Assignment.recipient_id).where(Assignment.experiment_id == experiment.id)).all()
    assert Counter(people).most_common(1)[0][1] == 1
    assert set(people) == {*scene.people, *new}


def test_without_the_lock_they_are_drawn_twice_and_the_last_guard_refuses(any_database: str) -> None:
    scene = set_the_scene(2)
    experiment = scene.begin(HOLDOUT)
    with transaction() as session:
        person = add_person(session, scene.campaign, 50)[0]
    looked, refused = Barrier(THREADS), []

    def draw_unguarded() -> None:
        with reading() as session:
            known = session.scalar(select(Assignment.id).where(Assignment.recipient_id == person))
        looked.wait()
        try:
            with transaction() as session:
                if known is None:
                    session.add(Assignment(workspace_id=scene.campaign.workspace_id, experiment_id=experiment.id,
                                           recipient_id=person, campaign_id=scene.campaign.id, arm="gift",
                                           probability=0.8, holdout=20, drawn_at=AT))  # fmt: skip
        except IntegrityError:
            refused.append(person)

    all_at_once([draw_unguarded] * THREADS)
    assert len(refused) == THREADS - 1


@pytest.mark.parametrize("round_", range(2))
def test_a_wave_and_a_start_at_one_moment_leave_nobody_both_held_out_and_launched(
    any_database: str, round_: int
) -> None:
    scene = set_the_scene(12)
    with transaction() as session:
        for gift in session.scalars(select(RecipientGift)):
            gift.wave = 1
        draft = create(session, scene.design(HOLDOUT, holdout=50), scene.actor, AT)

    def launch() -> None:
        launch_wave(transaction, scene.campaign.id, 1, AT)

    all_at_once([launch, _starting(scene, draft.id)])
    with reading() as session:
        launched = set(
            session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.launched_at.is_not(None)))
        )
        held = set(session.scalars(select(DrawnTerm.recipient_id).where(DrawnTerm.kind == "held_out")))
    assert launched
    assert not launched & held


def _starting(scene: Scene, experiment_id: str) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            start(session, experiment_id, scene.actor, AT)

    return act
