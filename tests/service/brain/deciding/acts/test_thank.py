"""Somebody of the sender's thanks a person, and says so; nobody is asked to do it twice."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from service.brain.deciding.acts.thank import say_thanked
from service.brain.deciding.decide_for import decide_for, weigh
from service.brain.deciding.log import read_log
from service.campaigns.models import DrawnTerm
from service.contact.models import Contact
from service.contact.whole.policy import whole_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, NotFound
from service.recipients.wishes.wishes import Wishes, keep_wishes
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.service.brain.people import AT, DAY, Two, happened, make_two, who


@pytest.fixture
def two(database: str) -> Two:
    assert database
    with transaction() as session:
        made = make_two(session, {"status": "accepted", "decided_at": AT - DAY}, {"status": "expired"})
        happened(session, made.first, "gift.accepted", AT - DAY)
        return made


def act(two: Two) -> Actor:
    return Actor(two.workspace_id, None, "owner")


def kinds(two: Two) -> list[str]:
    """What is ranked now, and not blocked."""
    with reading() as session:
        return [one.action.kind for one in weigh(session, who(session, two), AT).decision.ranked]


def test_it_is_said_once_counted_and_asked_for_no_more(two: Two) -> None:
    assert kinds(two)[0] == "thank"
    with transaction() as session:
        say_thanked(session, act(two), two.person_id, AT)
    assert "thank" not in kinds(two)
    with pytest.raises(Conflict), transaction() as session:
        say_thanked(session, act(two), two.person_id, AT)
    with reading() as session:
        row = session.scalars(select(Contact)).one()
        assert (row.purpose, row.way, row.gift_id) == ("thank", "task", two.first)
        assert session.scalars(select(AuditEntry.act)).all() == ["person.thanked"]


def test_it_fills_no_limit_and_is_nothing_left_unanswered(two: Two) -> None:
    with transaction() as session:
        say_thanked(session, act(two), two.person_id, AT)
        assert (whole_of(session, who(session, two), AT).sent, whole_of(session, who(session, two), AT).account) == (
            (),
            (),
        )


@pytest.mark.parametrize("why", ["unsubscribed", "pause", "held out"])
def test_nobody_is_asked_to_write_to_who_hears_nothing(two: Two, why: str) -> None:
    with transaction() as session:
        person = who(session, two)
        if why == "unsubscribed":
            person.unsubscribed_at = AT
        elif why == "pause":
            keep_wishes(session, person, Wishes(pause_until=date(2027, 5, 1)), None, AT)
        else:
            held = {"workspace_id": two.workspace_id, "recipient_id": person.id, "campaign_id": None}
            session.add(DrawnTerm(**held, kind="held_out", experiment_id="exp_1"))
    assert "thank" not in kinds(two)


def test_a_pause_that_is_over_keeps_nobody_from_it(two: Two) -> None:
    with transaction() as session:
        keep_wishes(session, who(session, two), Wishes(pause_until=date(2027, 4, 1)), None, AT)
    assert kinds(two)[0] == "thank"


def test_another_workspace_finds_nobody_to_thank(two: Two) -> None:
    with transaction() as session:
        other = make_workspace(session)
    with pytest.raises(NotFound), transaction() as session:
        say_thanked(session, Actor(other.id, None, "owner"), two.person_id, AT)


def test_the_log_has_it_under_for_you_until_it_is_done(two: Two) -> None:
    with transaction() as session:
        decide_for(session, who(session, two), AT, "answered")
    with reading() as session:
        assert read_log(session, act(two), AT + DAY, "tasks", None).counts["tasks"] == 1
    with transaction() as session:
        say_thanked(session, act(two), two.person_id, AT + DAY)
    with reading() as session:
        assert read_log(session, act(two), AT + DAY, "tasks", None).counts["tasks"] == 0


def test_the_page_has_the_press(two: Two) -> None:
    with transaction() as session:
        user: User = make_user(session, two.workspace_id)
        happened(session, two.first, "gift.accepted", utc_now() - DAY)
        decide_for(session, who(session, two), utc_now(), "answered")
    console = Console(user)
    assert "I’ve thanked them" in console.get(f"/people/{two.person_id}/next").text
    assert console.post(f"/people/{two.person_id}/thanked").status_code == 303
    assert "I’ve thanked them" not in console.get(f"/people/{two.person_id}/next").text
