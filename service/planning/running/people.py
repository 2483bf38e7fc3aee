"""The people of a campaign that runs, with where each gift stands and what is set aside for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.page import Page, page_of
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, KEPT, PLANNED
from service.planning.labels import describe_hold, describe_state
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name

_BACK: Final = ("undeliverable", "temporarily_undeliverable", "complaint", "unsubscribed")
TABS: Final[Mapping[str, str]] = {
    "all": "All",
    "need": "Need you",
    "planned": "Not launched",
    "open": "No answer yet",
    "yes": "Said yes",
    "again": "Being chosen again",
    "no": "Declined or donated",
    "out": "Taken out",
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `state` and `hold` as the console says them."""

    gift: RecipientGift
    name: str
    company: str
    product: Product | None
    state: tuple[str, str]
    hold: tuple[str, str] | None


def list_people(session: Session, campaign: Campaign, tab: str, number: str | None) -> Page[PersonLine]:
    """Those of one tab; who needs somebody first."""
    order = (case((_tabs()["need"], 0), else_=1), RecipientGift.wave, RecipientGift.id)
    listed = select(RecipientGift.id).where(RecipientGift.campaign_id == campaign.id, _tabs().get(tab, true()))
    page = page_of(session, listed.order_by(*order), number)
    rows = session.execute(
        select(RecipientGift, Recipient, Account.name, Product)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.id.in_([gift_id for (gift_id,) in page.items]))
        .order_by(*order)
    )
    return Page([line_of(*row) for row in rows], page.number, page.total)


def count_people(session: Session, campaign: Campaign) -> dict[str, int]:
    """Tab -> people."""
    counts = (func.count(case((those, 1))).label(name) for name, those in _tabs().items())
    row = session.execute(select(*counts).where(RecipientGift.campaign_id == campaign.id)).mappings().one()
    return dict(row)


def line_of(gift: RecipientGift, person: Recipient, company: str, product: Product | None) -> PersonLine:
    """The line of one row."""
    return PersonLine(gift, person_name(person), company, product, describe_state(gift), describe_hold(gift))


def find_line(session: Session, campaign: Campaign, gift: RecipientGift) -> PersonLine:
    """The line of one gift."""
    row = session.execute(
        select(RecipientGift, Recipient, Account.name, Product)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.id == gift.id, RecipientGift.campaign_id == campaign.id)
    ).one()
    return line_of(*row)


def _tabs() -> dict[str, ColumnElement[bool]]:
    status, is_again = RecipientGift.status, RecipientGift.stopped_at.is_not(None)
    is_open = status.in_(ANSWERABLE)
    return {
        "all": status != "canceled",
        "need": and_(is_open, RecipientGift.delivery_status.in_(_BACK)),
        "planned": status.in_(PLANNED),
        "open": and_(is_open, ~is_again),
        "yes": status.in_(KEPT),
        "again": and_(is_open, or_(is_again, RecipientGift.product_id.is_(None))),
        "no": status.in_(("declined", "donated")),
        "out": status == "canceled",
    }
