"""The people of a campaign that runs, with where each gift stands and what is set aside for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import given_by
from service.catalog.models import Product
from service.db.page import Page, page_of
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.transitions import ANSWERABLE, KEPT, PLANNED
from service.outreach.mail_labels import Said, said_of
from service.outreach.models import MailMessage
from service.planning.labels import describe_hold, describe_state
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor

_BACK: Final = ("undeliverable", "temporarily_undeliverable", "complaint", "unsubscribed")
_TAKEN: Final = KEPT | {"returned"}
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
    mail: Said | None = None
    """Where the invitation is; None before there is one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of `launched` people `answered`, and `kept` of them keep their gift, `after_swap` of these another than their first. Minor
    units: set aside now, charged, and what came back since the launch."""

    launched: int
    answered: int
    kept: int
    after_swap: int
    reserved_minor: int
    captured_minor: int
    released_minor: int


def standing_of(session: Session, campaign: Campaign) -> Standing:
    """Counted from the gifts and the ledger at this moment."""
    gift = RecipientGift
    kept = gift.status.in_(_TAKEN)
    counts = session.execute(
        select(
            func.count(gift.launched_at),
            func.count().filter(or_(kept, gift.status.in_(("declined", "donated")))),
            func.count().filter(kept),
            func.count().filter(kept, gift.is_swapped.is_(True)),
        ).where(gift.campaign_id == campaign.id, gift.launched_at.is_not(None))
    ).one()
    released = session.scalar(
        select(func.sum(MoneyEntry.amount_minor)).where(
            MoneyEntry.campaign_id == campaign.id, MoneyEntry.kind == "released"
        )
    )
    # Sums come as Decimal from PostgreSQL.
    return Standing(*counts, campaign.reserved_minor, campaign.captured_minor, int(released or 0))


def list_people(session: Session, campaign: Campaign, tab: str, number: str | None, actor: Actor) -> Page[PersonLine]:
    """Those of one tab to whom the actor gives, or whom they see; who needs somebody first."""
    order = (
        case((_tabs()["need"], 0), else_=1),
        # Those who have set out before those who wait: where no wave is, databases differ on what comes first.
        RecipientGift.launched_at.is_(None),
        RecipientGift.wave,
        RecipientGift.id,
    )
    listed = select(RecipientGift.id).where(_seen(campaign, actor), _tabs().get(tab, true()))
    page = page_of(session, listed.order_by(*order), number)
    rows = session.execute(
        select(RecipientGift, Recipient, Account.name, Product)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.id.in_([gift_id for (gift_id,) in page.items]))
        .order_by(*order)
    ).all()
    mails = _invitations(session, [gift.id for gift, *_ in rows])
    lines = [replace(line_of(*row), mail=_mail(row[0], mails.get(row[0].id))) for row in rows]
    return Page(lines, page.number, page.total)


def _invitations(session: Session, gift_ids: Sequence[str]) -> dict[str, MailMessage]:
    """Gift id -> its newest invitation."""
    rows = session.scalars(
        select(MailMessage)
        .where(MailMessage.gift_id.in_(gift_ids), MailMessage.kind == "invitation")
        .order_by(MailMessage.created_at, MailMessage.id)
    )
    return {message.gift_id: message for message in rows if message.gift_id is not None}


def _mail(gift: RecipientGift, message: MailMessage | None) -> Said | None:
    if message is None:
        return None
    if gift.delivery_status in {"undeliverable", "temporarily_undeliverable"}:
        return Said("stop", "Came back")
    if gift.delivery_status == "delivered":
        return Said("ok", "Received by their server")
    return said_of(message)


def count_people(session: Session, campaign: Campaign, actor: Actor) -> dict[str, int]:
    """Tab -> people to whom the actor gives, or whom they see."""
    counts = (func.count(case((those, 1))).label(name) for name, those in _tabs().items())
    row = session.execute(select(*counts).where(_seen(campaign, actor))).mappings().one()
    return dict(row)


def _seen(campaign: Campaign, actor: Actor) -> ColumnElement[bool]:
    here = RecipientGift.campaign_id == campaign.id
    return and_(here, given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor))


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
