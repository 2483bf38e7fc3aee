"""A settled question about a person is kept for 180 days and not a day longer; one that waits is kept for as long as it waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.recipients.models import Recipient
from service.recipients.person_tasks.forget import forget_tasks
from service.recipients.person_tasks.keep import end_task, open_task
from service.recipients.person_tasks.models import PersonTask
from tests.factories import AT
from tests.service.gifting.scene import set_scene

DAY = timedelta(days=1)
KEPT = timedelta(days=180)


def left() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(PersonTask.gift_id).order_by(PersonTask.gift_id)))


@pytest.fixture
def gift_ids(any_database: str) -> list[str]:
    """Of three gifts: settled, settled a day later, and not settled."""
    with transaction() as session:
        scene = set_scene(session, people=3)
        for gift, person in zip(scene.gifts, scene.people, strict=True):
            open_task(session, session.get_one(Recipient, person.id), gift.id, AT)
        for days, gift in enumerate(scene.gifts[:2]):
            end_task(session, gift.id, "nobody", None, AT + days * DAY)
        return [gift.id for gift in scene.gifts]


def test_a_day_before_its_time_it_stays_and_then_it_goes(gift_ids: list[str]) -> None:
    assert (forget_tasks(AT + KEPT - DAY), left()) == (0, sorted(gift_ids))
    assert (forget_tasks(AT + KEPT), left()) == (1, sorted(gift_ids[1:]))
    assert (forget_tasks(AT + KEPT + DAY), left()) == (1, [gift_ids[2]])


def test_what_nobody_has_settled_stays(gift_ids: list[str]) -> None:
    forget_tasks(AT + 20 * KEPT)

    assert left() == [gift_ids[2]]
