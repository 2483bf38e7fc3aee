"""How often one person is written to."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact import caps
from service.contact.caps import note_contact
from service.contact.may_write import Answer, may_write_at
from service.contact.models import Contact, ContactLimit
from service.contact.rules import QUESTIONS, RULES, Purpose
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.workspaces.models import Workspace
from tests.factories import join, make_campaign, make_gift, make_product
from tests.races import all_at_once
from tests.service.contact.asking import DAY, NOON, ORDINARY, asked, fits, wrote
from tests.service.gifting.scene import Scene, set_scene

BEFORE: tuple[Purpose, ...] = (*ORDINARY, "reply", "recall")


def test_of_what_we_begin_there_is_one_in_three_days(scene: Scene) -> None:
    for purpose, before in product(RULES, BEFORE):
        answer = asked(scene, purpose, change=wrote(scene, before, NOON - 2 * DAY))
        if purpose not in ORDINARY or before not in ORDINARY:
            assert answer == Answer()
        elif purpose == before and RULES[purpose].once_a_gift:
            assert answer == Answer("already_sent")
        elif {purpose, before} <= QUESTIONS:
            assert answer == Answer(None, "question_cap", NOON + 12 * DAY)
        else:
            assert answer == Answer(None, "message_cap", NOON + DAY)


def test_the_caps_end_to_the_second_and_a_message_is_not_in_its_own_way(scene: Scene) -> None:
    for_three_days = wrote(scene, "invitation", NOON - 3 * DAY + timedelta(seconds=1), "msg_this")
    assert asked(scene, "invitation", change=for_three_days) == Answer(None, "message_cap", NOON + timedelta(seconds=1))
    assert asked(scene, "invitation", change=wrote(scene, "invitation", NOON - 3 * DAY)) == Answer()
    with transaction() as session:
        for_three_days(session)
        gift, person = fits(session, scene, "invitation"), session.get_one(Recipient, scene.people[0].id)
        assert may_write_at(session, person, NOON, "invitation", gift, "msg_this") == Answer()
    assert asked(scene, "question", change=wrote(scene, "question", NOON - 14 * DAY)) == Answer()


def test_one_reminder_a_gift_however_long_ago(scene: Scene) -> None:
    def change(session: Session) -> None:
        wrote(scene, "reminder", NOON - 300 * DAY)(session)
        session.get_one(RecipientGift, scene.gifts[0].id).link_version = 7
        session.get_one(Campaign, scene.campaign.id).expires_at = NOON + 60 * DAY

    assert asked(scene, "reminder", change=change) == Answer("already_sent")


def test_a_workspace_and_a_person_may_only_tighten(scene: Scene) -> None:
    def limited(session: Session, message_days: int, recipient_id: str | None = None) -> None:
        session.add(
            ContactLimit(
                workspace_id=scene.workspace_id, recipient_id=recipient_id, message_days=message_days, question_days=30
            )
        )
        session.flush()

    with transaction() as session:
        wrote(scene, "invitation", NOON - 2 * DAY)(session)
        limited(session, 5)
    assert asked(scene, "invitation") == Answer(None, "message_cap", NOON + 3 * DAY)
    with transaction() as session:
        limited(session, 10, scene.people[0].id)
    assert asked(scene, "invitation") == Answer(None, "message_cap", NOON + 8 * DAY)
    with transaction() as session, pytest.raises(IntegrityError, match="only_tighter"), session.begin_nested():
        limited(session, 2, scene.people[0].id)


def two_gifts(scene: Scene) -> list[RecipientGift]:
    """Gifts of one person in two campaigns."""
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        other = make_campaign(session, scene.workspace_id, status="running", expires_at=NOON + 20 * DAY)
        join(session, other, person)
        second = make_gift(
            session, other, person, make_product(session, scene.workspace_id, "Another"), status="created"
        )
        return [session.get_one(RecipientGift, scene.gifts[0].id), second]


def begin_both(gifts: list[RecipientGift], *, guarded: bool) -> int:
    """Two claims at one moment; how many of them leave."""

    def begin(gift: RecipientGift) -> None:
        with transaction() as session:
            if guarded:
                lock_person(session, gift.recipient_id)
            person = session.get_one(Recipient, gift.recipient_id)
            answer = may_write_at(session, person, NOON, "invitation", session.get_one(RecipientGift, gift.id))
            if not answer.is_now:
                raise Conflict("not now")
            note_contact(session, gift, f"msg_{gift.id}", "invitation", NOON)

    return all_at_once([lambda gift=gift: begin(gift) for gift in gifts])  # type: ignore[misc]


def test_of_two_messages_at_one_moment_one_leaves(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, expires_at=NOON + 20 * DAY)
    gifts = two_gifts(scene)
    for _ in range(5):
        with transaction() as session:
            session.execute(delete(Contact))
        assert begin_both(gifts, guarded=True) == 1
        with reading() as session:
            assert len(session.scalars(select(Contact)).all()) == 1


def test_without_the_guard_both_leave(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what keeps the second back is the count, under the lock."""
    with transaction() as session:
        scene = set_scene(session, expires_at=NOON + 20 * DAY)
    gifts = two_gifts(scene)
    monkeypatch.setattr(caps, "_last", lambda *_: None)
    assert begin_both(gifts, guarded=False) == 2


@pytest.mark.parametrize(
    ("asked_days_ago", "own_days", "is_invented", "free"),
    [
        (13, 14, False, False),
        (14, 14, False, True),
        (14, 30, False, False),
        (30, 30, False, True),
        (1, 365, True, True),
        (None, 14, False, True),
    ],
)
def test_page_and_mail_ask_by_one_rule(
    scene: Scene, asked_days_ago: int | None, own_days: int, is_invented: bool, free: bool
) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        session.add(ContactLimit(workspace_id=person.workspace_id, recipient_id=person.id, question_days=own_days))
        session.get_one(Workspace, person.workspace_id).is_sandbox = is_invented
        if asked_days_ago is not None:
            wrote(scene, "question", NOON - asked_days_ago * DAY)(session)
        session.flush()
        at = caps.question_free_from(session, person.workspace_id, person.id)
        by_mail = caps.capped_until(session, person, "question", None)[1]
        assert (at is None or at <= NOON, caps.may_ask_here(session, person, NOON), by_mail) == (free, free, at)
