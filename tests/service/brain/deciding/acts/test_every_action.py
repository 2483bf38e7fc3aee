"""Every action that a decision can choose is carried out by something: where it wins that happens, where it loses or a limit has no
room for it, it does not. An action without a line here fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.deciding.acts.answered import decide_for_answered
from service.brain.deciding.acts.thank import say_thanked
from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.models import NextDecision
from service.brain.levers.set_lever import set_levers
from service.brain.offers.rank import rank_offers
from service.contact.caps import note_contact
from service.contact.models import Contact
from service.conversation.afterwards.meeting import put_forward
from service.conversation.console.inbox import list_threads
from service.db.connect import reading, transaction
from service.decisions.next_action.actions import KINDS, Kind
from service.gifting.models import RecipientGift
from service.outreach.afterwards.how_is_it import ask_how_it_is
from service.outreach.afterwards.welcome import welcome_people
from service.outreach.models import MailMessage
from service.outreach.occasions import ask, invite
from service.outreach.occasions.remind import remind_people
from service.recipients.afterwards.models import MeetingSlot
from service.recipients.letters.models import Letter
from service.recipients.models import Account
from service.workspaces.actor import system
from tests.factories import make_fact, make_product, make_user, owner_of
from tests.service.brain.offering import offer
from tests.service.brain.people import AT, DAY, Two, happened, mailed, make_two, who

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Carried:
    """`arrange` makes the action the best that there is for the person, `carry_out` is what runs then, `is_done` whether they, or
    whoever is to act, have it. `is_message`: it is written to them, and the caps hold for it. `loses`: makes it lose or be
    blocked, in place of the levers."""

    arrange: Callable[[Session, Two], None]
    carry_out: Callable[[Two], object]
    is_done: Callable[[Session, Two], bool]
    is_message: bool = False
    loses: Callable[[Session, Two], None] | None = None


def gift(session: Session, two: Two, **columns: Any) -> RecipientGift:
    """The first gift with these columns; the second is nobody's concern any more."""
    session.get_one(RecipientGift, two.second).status = "expired"
    row = session.get_one(RecipientGift, two.first)
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()
    return row


def leaves(kind: str) -> Callable[[Session, Two], bool]:
    """Whether a message of the kind is written and waits for nothing."""

    def is_done(session: Session, two: Two) -> bool:
        rows = session.scalars(select(MailMessage).where(MailMessage.gift_id == two.first, MailMessage.kind == kind))
        return any(row.state == "queued" and row.wait_until is None for row in rows)

    return is_done


def job(act: Callable[..., None]) -> Callable[[Two], None]:
    def carry_out(two: Two) -> None:
        with transaction() as session:
            act(session, gift_id=two.first)

    return carry_out


def invited(session: Session, two: Two) -> None:
    gift(session, two, status="notified")
    mailed(session, two.first, "invitation", AT - 8 * DAY)


def swappable(session: Session, two: Two) -> None:
    invited(session, two)
    make_product(session, two.workspace_id, "A grinder", category="coffee", interests=["coffee"])
    make_fact(session, who(session, two), "interest", "coffee", source="asked", confidence=1.0)


def waits_for_an_answer(session: Session, two: Two) -> None:
    gift(session, two, product_id=None, hold_reason="dietary_unknown", launched_at=AT - DAY)


def said_yes(session: Session, two: Two) -> None:
    gift(session, two, status="accepted", decided_at=AT - MINUTE)
    happened(session, two.first, "gift.accepted", AT - MINUTE)


def told_a_motive(session: Session, two: Two) -> None:
    gift(session, two, status="accepted", decided_at=AT - 2 * DAY)
    make_fact(session, who(session, two), "motive", "outdoors", source="asked").created_at = AT - DAY
    session.flush()


def delivered(session: Session, two: Two) -> None:
    gift(session, two, status="delivered", decided_at=AT - 12 * DAY)
    happened(session, two.first, "gift.delivered", AT - 8 * DAY)


def could_meet(session: Session, two: Two) -> None:
    row = gift(session, two, status="accepted", decided_at=AT - DAY)
    seller = make_user(session, two.workspace_id, "seller")
    session.add(
        MeetingSlot(
            id="slt_1", workspace_id=two.workspace_id, campaign_id=row.campaign_id, set_by=seller.id,
            starts_at=AT + 3 * DAY, minutes=20,
        )
    )  # fmt: skip
    session.flush()


def has_a_rule(session: Session, two: Two) -> None:
    account = session.get_one(Account, two.account_id)
    account.gift_policy = {**account.gift_policy, "no_gifts": True}


def wrote(session: Session, two: Two) -> None:
    row = gift(session, two, status="accepted", decided_at=AT - DAY)
    session.add(
        Letter(
            id="let_1", workspace_id=row.workspace_id, campaign_id=row.campaign_id, recipient_id=row.recipient_id,
            gift_id=row.id, writer="person", came_by="page", body="Is it heavy?", once_key="1", at=AT - MINUTE,
            handed_over_at=AT - MINUTE,
        )
    )  # fmt: skip
    session.flush()


def was_answered(session: Session, _two: Two) -> None:
    session.scalars(select(Letter)).one().answered_at = AT


def offered(kind: str) -> Callable[[Session, Two], None]:
    def arrange(session: Session, two: Two) -> None:
        gift(session, two, status="expired")
        offer(session, two.workspace_id, AT - DAY, kind=kind)

    return arrange


def is_shown(session: Session, two: Two) -> bool:
    return rank_offers(session, who(session, two), AT).winner is not None


def decided(session: Session) -> list[str]:
    return list(session.scalars(select(NextDecision.kind).order_by(NextDecision.at, NextDecision.id)))


def can_thank(session: Session, two: Two) -> bool:
    """It was put before them; whether they have done it is theirs to say."""
    if decided(session) != ["thank"]:
        return False
    say_thanked(session, owner_of(two.workspace_id), two.person_id, AT + MINUTE)
    return session.scalars(select(Contact.purpose)).all() == ["thank"]


def is_put_before_them(session: Session, two: Two) -> bool:
    inbox = list_threads(session, owner_of(two.workspace_id), only_waiting=True, wanted=None)
    return decided(session)[-1:] == ["answer"] and [row.gift_id for row in inbox.page.items] == [two.first]


def look(two: Two) -> None:
    """Decides for them, since somebody asks."""
    with transaction() as session:
        decide_for(session, who(session, two), AT, "asked", only_messages=True)


CARRIED_OUT: dict[Kind, Carried] = {
    "send": Carried(lambda session, two: gift(session, two) and None, job(invite.invite), leaves("invitation"), True),
    "welcome": Carried(told_a_motive, lambda _: welcome_people(AT), leaves("welcome"), True),
    "ask": Carried(waits_for_an_answer, job(ask.ask), leaves("question"), True),
    "remind": Carried(invited, lambda _: remind_people(AT), leaves("reminder"), True),
    "swap": Carried(swappable, lambda _: remind_people(AT), leaves("swap_offer"), True),
    "follow_up": Carried(delivered, lambda _: ask_how_it_is(AT), leaves("how_is_it"), True),
    "thank": Carried(said_yes, lambda _: decide_for_answered(AT), can_thank),
    "meet": Carried(
        could_meet,
        lambda _: None,  # a page that is looked at writes nothing
        lambda session, two: bool(put_forward(session, session.get_one(RecipientGift, two.first), AT)),
        loses=has_a_rule,
    ),
    "keep": Carried(offered("keep"), lambda _: None, is_shown),
    "reward": Carried(offered("reward"), lambda _: None, is_shown),
    "answer": Carried(wrote, lambda _: decide_for_answered(AT), is_put_before_them, loses=was_answered),
    "nothing": Carried(
        lambda session, two: gift(session, two, status="expired") and None,
        look,
        lambda session, _: decided(session) == ["nothing"] and not session.scalars(select(MailMessage.id)).all(),
        loses=lambda session, two: gift(session, two, status="created") and None,
    ),
}
MESSAGES = [kind for kind, one in CARRIED_OUT.items() if one.is_message]


@pytest.fixture
def two(database: str, monkeypatch: pytest.MonkeyPatch) -> Two:
    assert database
    for module in (ask, invite):
        monkeypatch.setattr(module, "utc_now", lambda: AT)
    with transaction() as session:
        return make_two(session)


def outcome(two: Two, one: Carried, *before: Callable[[Session, Two], None]) -> bool:
    with transaction() as session:
        for change in (one.arrange, *before):
            change(session, two)
    one.carry_out(two)
    with transaction() as session:
        done = one.is_done(session, two)
        session.rollback()
        return done


def test_every_action_has_something_that_carries_it_out() -> None:
    assert set(CARRIED_OUT) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_wins_is_done(two: Two, kind: Kind) -> None:
    assert outcome(two, CARRIED_OUT[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_what_loses_is_not(two: Two, kind: Kind) -> None:
    def pulled(session: Session, two: Two) -> None:
        set_levers(session, system(two.workspace_id), {kind: 0.5, "nothing": 2.0}, AT)

    one = CARRIED_OUT[kind]
    assert not outcome(two, one, one.loses or pulled)


@pytest.mark.parametrize("kind", MESSAGES)
def test_what_a_limit_has_no_room_for_does_not_leave(two: Two, kind: Kind) -> None:
    def heard(session: Session, two: Two) -> None:
        note_contact(session, session.get_one(RecipientGift, two.second), "msg_other", "invitation", AT - DAY)

    assert not outcome(two, CARRIED_OUT[kind], heard)


def test_offers_and_meetings_are_in_no_message_of_their_own() -> None:
    assert set(KINDS) - set(MESSAGES) == {"thank", "meet", "keep", "reward", "answer", "nothing"}


def test_what_was_decided_is_in_the_log(two: Two) -> None:
    outcome(two, CARRIED_OUT["swap"])
    with reading() as session:
        assert "swap" in decided(session)
