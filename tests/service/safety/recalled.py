"""A product in six hands at once, its recall, and the ledger worked off by the real acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.models import Incident, RecipientGift
from service.gifting.open import open_gift
from service.gifting.reserve import launch_gifts
from service.gifting.transitions import apply
from service.jobs.models import Job
from service.jobs.run import run_job
from service.outreach.models import MailMessage, Recall, RecallNotice
from service.recipients.facts.fact import NOTHING
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.read_recall import RecallForm
from service.safety.recalls.recall import recall_job, recall_product, send_notices
from service.workspaces.actor import Actor, actor_of, system
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.service.content.leases import lease

FORM: Final = RecallForm(
    "allergen", "milk", "Batch 0321 was filled on a line for milk chocolate.", "Månefjell", "0321",
    ("refund", "replacement"), "+47 800 12 345",
)  # fmt: skip
STATES: Final = ("planned", "open", "accepted", "ordered", "shipped", "delivered")
WORK: Final = (
    "gifting.look_at_product", "gifting.redecide", "safety.recall", "outreach.safety_notice", "outreach.chosen_again",
    "outreach.send",
)  # fmt: skip
"""What a recall asks for; drawing pages and films is left alone."""


@dataclass(frozen=True)
class Hands:
    """One product whose gifts have come to different states, each for a person of a company of its own."""

    workspace_id: str
    ops: Actor
    product_id: str
    other_id: str
    campaign_id: str
    gifts: dict[str, str]
    """State -> the gift's id."""


def in_hands(*states: str, locale: str = "cs", **product: Any) -> Hands:
    """The product in the named states (all six), by the acts that lead there; another product is free for everybody."""
    at = utc_now()
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "ops")
        values = {"kind": "edible", "stock": 10, "sku": "HP-0003"} | product
        row = make_product(session, workspace.id, "Date and sour cherry truffles", **values)
        other = make_product(session, workspace.id, "Desk lamp", category="light", stock=20)
        campaign = make_campaign(
            session, workspace.id, status="running", expires_at=at + timedelta(days=30),
            deliver_on=at.date() + timedelta(days=60),
        )  # fmt: skip
        gifts: dict[str, RecipientGift] = {}
        for number, state in enumerate(states or STATES):
            person = make_recipient(session, make_account(session, workspace.id, f"Company {number}"), locale=locale)
            make_fact(session, person, "diet", NOTHING)
            join(session, campaign, person, number + 2)
            gifts[state] = make_gift(session, campaign, person, row)
        launched = [gift.id for state, gift in gifts.items() if state != "planned"]
        assert launch_gifts(session, campaign, launched, 1, at).missing == ()
        for state, gift in gifts.items():
            _bring_to(session, gift, state, at)
        return Hands(
            workspace.id,
            actor_of(user),
            row.id,
            other.id,
            campaign.id,
            {state: gift.id for state, gift in gifts.items()},
        )


def _bring_to(session: Any, gift: RecipientGift, state: str, at: datetime) -> None:
    session.refresh(gift)
    steps = STATES.index(state)
    if steps >= STATES.index("open"):
        open_gift(session, gift, at)
    if steps >= STATES.index("accepted"):
        accept_gift(session, gift, at)
    if steps >= STATES.index("ordered"):
        apply(session, gift, "order", at)
    if steps >= STATES.index("shipped"):
        mark_shipped(session, gift, system(gift.workspace_id), at)
    if steps >= STATES.index("delivered"):
        mark_delivered(session, gift, system(gift.workspace_id), at)


def press_recall(hands: Hands, form: RecallForm = FORM) -> None:
    """The press, by somebody who has just seen the count."""
    with transaction() as session:
        product = session.get_one(Product, hands.product_id)
        stamp = count_affected(session, product.id).stamp
        recall_product(session, product, form, stamp, hands.ops, utc_now())


def press_send(hands: Hands) -> int:
    with transaction() as session:
        recall = session.scalars(select(Recall).where(Recall.product_id == hands.product_id)).one()
        return send_notices(session, recall, hands.ops, utc_now())


def work(*kinds: str) -> None:
    """Works off everything that is due of these kinds (all that a recall asks for), until nothing is left."""
    while ids := _due(kinds or WORK):
        for job_id in ids:
            assert run_job(job_id, "w1") == "done"


def _due(kinds: tuple[str, ...]) -> list[str]:
    with reading() as session:
        wanted = select(Job.id).where(Job.state == "pending", Job.kind.in_(kinds), Job.run_at <= utc_now())
        return list(session.scalars(wanted.order_by(Job.created_at, Job.id)))


def recalled(*states: str, **values: Any) -> Hands:
    """The same after the recall, with all of its work done."""
    hands = in_hands(*states, **values)
    press_recall(hands)
    work()
    return hands


def drafted(*states: str, **values: Any) -> Hands:
    """After the recall, with the incidents and the notices of those who have the product, and nothing else of its work done."""
    hands = in_hands(*states, **values)
    press_recall(hands)
    with reading() as session:
        recall_id = session.scalars(select(Recall.id)).one()
    recall_job(lease("safety.recall", recall_id))
    return hands


def gift(hands: Hands, state: str) -> RecipientGift:
    with reading() as session:
        return session.get_one(RecipientGift, hands.gifts[state])


def notices() -> list[RecallNotice]:
    with reading() as session:
        return list(session.scalars(select(RecallNotice).order_by(RecallNotice.id)))


def incidents() -> dict[str, tuple[str, str]]:
    """Gift id -> (kind, piece)."""
    with reading() as session:
        return {row.gift_id: (row.kind, row.piece) for row in session.scalars(select(Incident))}


def mails(kind: str) -> list[tuple[str, str]]:
    """(gift id, state) of the mails of a kind."""
    with reading() as session:
        rows = session.scalars(select(MailMessage).where(MailMessage.kind == kind).order_by(MailMessage.id))
        return [(mail.gift_id, mail.state) for mail in rows]


def campaign_now(hands: Hands, **values: Any) -> None:
    """Sets columns of the campaign."""
    with transaction() as session:
        row = session.get_one(Campaign, hands.campaign_id)
        for name, value in values.items():
            setattr(row, name, value)
