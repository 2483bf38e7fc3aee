"""What comes due is weighed over all campaigns before it is written, and again among all that wait as one of them leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.brain.deciding.models import CappedMessage, NextDecision
from service.brain.levers.set_lever import set_levers
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.best_now import LONGEST_KEPT, is_best_now, is_kept_for_better
from service.outreach.models import MailMessage
from service.outreach.occasions.remind import remind_people
from service.workspaces.actor import system
from tests.service.brain.people import AT, DAY, Two, mailed, make_two, who


@pytest.fixture
def due(database: str) -> Two:
    """The first gift's reminder is due, and the second's invitation."""
    with transaction() as session:
        two = make_two(session, first={"status": "notified"})
        mailed(session, two.first, "invitation", AT - 8 * DAY)
        return two


def best(two: Two, kind: str, gift_id: str, at: object = AT) -> bool:
    with transaction() as session:
        return is_best_now(session, session.get_one(RecipientGift, gift_id), kind, at).is_best  # type: ignore[arg-type]


def written(kind: str) -> int:
    with reading() as session:
        return len(session.scalars(select(MailMessage.id).where(MailMessage.kind == kind)).all())


def test_only_the_better_of_two_that_are_due_is_written(due: Two) -> None:
    assert not best(due, "remind", due.first)
    assert best(due, "send", due.second)
    assert remind_people(AT) == 0
    assert written("reminder") == 0
    with reading() as session:
        assert {one.kind for one in session.scalars(select(CappedMessage))} == {"remind"}


def test_with_no_other_the_reminder_is_written(due: Two) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, due.second).status = "expired"
    assert remind_people(AT) == 1
    assert written("reminder") == 1


def test_nothing_is_better_than_a_reminder_where_the_workspace_wants_peace(due: Two) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, due.second).status = "expired"
        set_levers(session, system(due.workspace_id), {"nothing": 2.0, "remind": 0.5}, AT)
    assert remind_people(AT) == 0
    with reading() as session:
        row = session.scalars(select(NextDecision)).one()
        assert (row.kind, row.why, row.next_kind) == ("nothing", "attention_cost", "remind")


def test_of_messages_that_wait_the_best_leaves_first(due: Two) -> None:
    with transaction() as session:
        reminder = mailed(session, due.first, "reminder", None, "queued")
        invitation = mailed(session, due.second, "invitation", None, "queued")
    with transaction() as session:
        person = who(session, due)
        assert is_kept_for_better(session, session.get_one(MailMessage, reminder), person, AT)
        assert not is_kept_for_better(session, session.get_one(MailMessage, invitation), person, AT)
        capped = session.scalars(select(CappedMessage)).one()
        assert (capped.kind, capped.kept, capped.code) == ("remind", "send", "better_one")


def test_one_that_waits_for_its_own_hour_keeps_no_other_back(due: Two) -> None:
    with transaction() as session:
        reminder = mailed(session, due.first, "reminder", None, "queued")
        invitation = session.get_one(MailMessage, mailed(session, due.second, "invitation", None, "queued"))
        invitation.wait_until = AT + timedelta(hours=2)
        assert not is_kept_for_better(session, session.get_one(MailMessage, reminder), who(session, due), AT)


def test_a_better_one_that_never_leaves_keeps_nothing_back_for_longer_than_a_day(due: Two) -> None:
    assert not best(due, "remind", due.first)
    assert not best(due, "remind", due.first, AT + LONGEST_KEPT - timedelta(seconds=1))
    assert best(due, "remind", due.first, AT + LONGEST_KEPT)
