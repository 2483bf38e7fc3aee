"""48 people of one campaign with answers and their events, for the tests of its results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.events import EventKind, add_event
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.money_row import MoneyEntry
from service.insights.results.narrow import narrowed
from service.insights.results.read import Results, kind_of, results_of
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

DAY = timedelta(days=1)
STATUSES = ["accepted", "declined", "accepted", "donated", "accepted", "notified"]
KINDS = {"accepted": EventKind.ACCEPTED, "declined": EventKind.DECLINED, "donated": EventKind.DONATED}


@dataclass(frozen=True, slots=True)
class Round:
    user: User
    campaign: Campaign
    people: tuple[str, ...]
    gifts: tuple[str, ...]


def make_round() -> Round:
    """48 people at 12 accounts, all launched, answers with their events, swaps between two kinds, some who kept a gift before."""
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, "manager")
        before = make_campaign(session, user.workspace_id, name="Autumn", status="closed")
        campaign = make_campaign(session, user.workspace_id, name="Spring, =SUM", status="running")
        accounts = [make_account(session, user.workspace_id, f"Company {number}") for number in range(12)]
        for number, account in enumerate(accounts):
            account.relationship = "customer" if number % 3 else "prospect"
            account.lifecycle = None if number == 11 else "renewal" if number % 2 else "active"
        people, gifts = [], []
        for number in range(48):
            person = make_recipient(
                session, accounts[number % 12], f"Person {number}", country="DE" if number < 7 else "CZ"
            )
            people.append(person.id)
            gifts.append(_gift(session, campaign, person, number).id)
            if number < 12:
                old = make_product(session, user.workspace_id, f"Old {number}")
                make_gift(session, before, person, old, status="delivered" if number < 8 else "declined",
                          launched_at=AT - 200 * DAY)  # fmt: skip
        return Round(user, campaign, tuple(people), tuple(gifts))


def _gift(session: Session, campaign: Campaign, person: Recipient, number: int) -> RecipientGift:
    status, swapped = STATUSES[number % 6], number % 4 == 0
    planned, other = (
        make_product(session, campaign.workspace_id, f"{name} {number}", category=category)
        for name, category in (("Chess", "games"), ("Scarf", "textile"))
    )
    gift = make_gift(session, campaign, person, other if swapped else planned, status=status, launched_at=AT,
                     delivery_status="delivered", is_swapped=swapped, original_product_id=planned.id if swapped else None,
                     opened_at=AT + DAY if status != "notified" else None,
                     decided_at=None if status == "notified" else AT + DAY * (1 + number % 5))  # fmt: skip
    session.add(GiftAlternative(gift_id=gift.id, rank=1, workspace_id=gift.workspace_id,
                                product_id=(planned if swapped else other).id))  # fmt: skip
    add_event(session, gift, EventKind.NOTIFIED, {}, AT)
    if swapped:
        add_event(session, gift, EventKind.SWAPPED, {"from_product_id": planned.id}, AT + timedelta(hours=1))
    if number % 10 == 1:  # Said yes first, and took it back.
        add_event(session, gift, EventKind.ACCEPTED, {}, AT + timedelta(hours=2))
        add_event(session, gift, EventKind.UNDONE, {}, AT + timedelta(hours=3))
    if status in KINDS:
        add_event(session, gift, KINDS[status], {}, gift.decided_at or AT)
        session.add(
            MoneyEntry(
                workspace_id=gift.workspace_id,
                campaign_id=campaign.id,
                gift_id=gift.id,
                currency="EUR",
                kind="captured" if status == "accepted" else "released",
                amount_minor=gift.price_minor,
                at=AT,
            )
        )
    return gift


def read_round(found: Round, *show: str, by: str | None = None) -> Results:
    with reading() as session:
        campaign = session.get_one(Campaign, found.campaign.id)
        part = narrowed(session, campaign, show, AT)
        return results_of(session, campaign, part, kind_of(by), actor_of(found.user), AT + 20 * DAY)


def last_answers(found: Round) -> dict[str, str]:
    """Gift -> its last event that answers it, from the events alone."""
    with reading() as session:
        rows = session.execute(
            text(
                "SELECT gift_id, kind FROM gift_event WHERE campaign_id = :id AND kind IN "
                "('gift.accepted', 'gift.declined', 'gift.donated', 'gift.undone') ORDER BY id"
            ),
            {"id": found.campaign.id},
        )
        last = {gift_id: kind for gift_id, kind in rows}
    return {gift_id: kind for gift_id, kind in last.items() if kind != "gift.undone"}
