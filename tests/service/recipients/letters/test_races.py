"""Letters that are sent at one moment, and an erasure in between; beside each race, the same with the guard off, which loses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import func, select

from service.content.erase import erase_person
from service.conversation import write
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed
from service.gifting.models import RecipientGift
from service.recipients.letters import keep
from service.recipients.letters.models import Letter
from service.recipients.models import Recipient
from tests.races import all_at_once
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

pytestmark = [
    pytest.mark.parametrize(
        "any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
    ),
    pytest.mark.usefixtures("any_database"),
]
AT_ONCE = 6


def letters() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Letter)) or 0


def say(scene: Scene) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            gift = session.get_one(RecipientGift, scene.gifts[0].id)
            form = {"act": "write", "words": "Thank you", "nonce": "the same form", "to": "giver"}
            write.press(session, gift, form, "en", utc_now())

    return act


def erase(scene: Scene) -> None:
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, scene.people[0].id), utc_now())


@pytest.mark.slow
def test_one_form_sent_many_times_at_once_is_one_letter() -> None:
    scene = scene_now()
    assert all_at_once([say(scene)] * AT_ONCE) == AT_ONCE
    assert letters() == 1


@pytest.mark.slow
def test_control_without_the_key_of_the_form_each_is_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    number = count()
    monkeypatch.setattr(keep, "_once", lambda *_: str(next(number)))
    all_at_once([say(scene_now())] * AT_ONCE)
    assert letters() == AT_ONCE


def test_nothing_is_left_of_somebody_who_is_erased_while_they_write() -> None:
    scene = scene_now()
    all_at_once([say(scene), lambda: erase(scene), say(scene)])
    assert letters() == 0
    with pytest.raises(LinkClosed):
        say(scene)()


@pytest.mark.slow
def test_control_without_asking_under_the_lock_a_letter_outlives_its_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_now()
    with reading() as session:
        before = session.get_one(Recipient, scene.people[0].id)
    monkeypatch.setattr(write, "lock_person", lambda *_: before)
    erase(scene)
    say(scene)()
    assert letters() == 1
