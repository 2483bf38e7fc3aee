from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.may_write import may_write_at
from service.contact.models import ContactLimit
from service.contact.wishes.choices import Choices, choices_of, save_choices, take_back
from service.contact.wishes.terms import Channel
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.jobs.models import Job
from service.recipients.erase import erase_values
from service.recipients.lock import lock_person
from service.recipients.models import ContactWish, ProfileFact, Recipient
from service.recipients.wishes.wishes import NONE, Wishes
from tests.service.contact.asking import DAY, NOON, fits, wrote
from tests.service.gifting.scene import Scene

OTHER = Choices("link", "half_year", Wishes(("reminder",), (5, 6), 9, 18, date(2027, 6, 1)), "ja")


def person(session: Session, scene: Scene) -> Recipient:
    return lock_person(session, scene.people[0].id)


def save(scene: Scene, chosen: Choices = OTHER) -> bool:
    with transaction() as session:
        return save_choices(session, person(session, scene), chosen, NOON)


def now(scene: Scene) -> Choices:
    with reading() as session:
        return choices_of(session, session.get_one(Recipient, scene.people[0].id), NOON.date())


def test_what_is_saved_is_what_holds_and_one_press_brings_back_what_was(scene: Scene) -> None:
    before = now(scene)
    assert before == Choices("mail", "house", NONE, "cs")
    assert save(scene)
    assert now(scene) == OTHER
    with transaction() as session:
        take_back(session, person(session, scene), NOON)
    assert now(scene) == before
    with transaction() as session, pytest.raises(Conflict):
        take_back(session, person(session, scene), NOON)


def test_the_same_again_changes_nothing(scene: Scene) -> None:
    save(scene)
    assert not save(scene)
    with reading() as session:
        assert len(session.scalars(select(ProfileFact).where(ProfileFact.kind == "channel")).all()) == 1


def test_a_longer_pause_between_messages_holds_in_the_send(scene: Scene) -> None:
    save(scene, Choices("mail", "half_year", NONE, "cs"))
    with transaction() as session:
        wrote(scene, "reminder", NOON - 10 * DAY)(session)
        gift = fits(session, scene, "invitation")
        session.flush()
        # It comes when the campaign has long ended.
        assert may_write_at(session, person(session, scene), NOON, "invitation", gift).never == "expired"
        limit = session.scalars(select(ContactLimit)).one()
        assert (limit.message_days, limit.question_days) == (183, 183)


def test_what_waits_is_looked_at_again_at_every_change(scene: Scene) -> None:
    save(scene)
    save(scene, Choices("none", "house", NONE, "cs"))
    with reading() as session:
        assert session.scalars(
            select(Job.version).where(Job.kind == "outreach.let_go").order_by(Job.version)
        ).all() == [3, 4]


def test_it_goes_with_its_person(scene: Scene) -> None:
    save(scene)
    with transaction() as session:
        erase_values(session, person(session, scene), NOON)
    with reading() as session:
        assert session.scalars(select(ContactWish)).all() == []


CHANNELS: tuple[Channel, ...] = ("link", "none", "card", "mail")


def test_of_presses_at_once_one_after_the_other_holds(any_database: str, scene: Scene) -> None:
    threads = [
        threading.Thread(target=save, args=(scene, Choices(channel, "year", Wishes(quiet_days=(at,)), "cs")))
        for at, channel in enumerate(CHANNELS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading() as session:
        standing = session.scalars(
            select(ProfileFact).where(ProfileFact.kind == "channel", ProfileFact.withdrawn_at.is_(None))
        ).all()
        last = now(scene)
        assert [fact.value for fact in standing] == [last.channel]
        assert last.wishes.quiet_days == (CHANNELS.index(last.channel),)
