"""Whose planned gift waits for a second person, since their address or job title suggests limits of their own; and that person's
word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.campaigns.approvals import approvers_of
from service.campaigns.models import Campaign
from service.campaigns.sight import people_of
from service.campaigns.transitions import lock_campaign
from service.catalog.models import Product
from service.errors import Conflict, Forbidden
from service.gifting.find import find_gift_in
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.sector_sign import sign_gift, unsigned_among, without_signed
from service.gifting.transitions import PLANNED
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.recipients.sectors.limits import Limit, limit_for, limits_of
from service.recipients.sectors.suspect import Suspicion, suspicion_of, table_of
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

NAMES: Final = {
    "government": "Government",
    "military": "Military",
    "eu_institutions": "EU institutions",
    "health": "Health care",
    "procurement": "Procurement",
    "media": "Media",
}
MOST: Final = 200
"""Lines that the page lists at once; those that are let go make room for the next."""
_LOOKED_AT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One gift that waits. `why`: what suggests it. `minor`: the price in minor units. `limit` in words with its source and day; ""
    where nobody knows one. `is_over`: the gift is worth more than the limit allows, or it can't be compared."""

    gift_id: str
    person: str
    company: str
    sector: str
    why: str
    gift: str
    price: str
    minor: int
    limit: str
    source: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """`may_sign`: whether whoever looks is a second person here."""

    lines: tuple[Line, ...]
    number: int
    may_sign: bool


def list_waiting(session: Session, campaign: Campaign, actor: Actor) -> Waiting:
    """The campaign's planned gifts that wait, of people whom the actor sees, in the order of names. Of everybody's the address and
    the title alone are read, since nothing of the suspicion is kept; the rest only of whoever is listed."""
    planned = session.execute(
        select(
            RecipientGift.id, RecipientGift.product_id, RecipientGift.price_minor, Recipient.email, Recipient.job_title
        )
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            Recipient.erased_at.is_(None),
            people_of(actor),
        )
        .order_by(Account.name, RecipientGift.id)
        .limit(_LOOKED_AT)
    ).all()
    table = table_of(session, campaign.workspace_id)
    suspected = {row.id: one for row in planned if (one := suspicion_of(row, table)) is not None}
    waiting = without_signed(session, planned, suspected)
    return Waiting(_lines(session, campaign, waiting), len(waiting), is_second_person(session, campaign, actor))


def _lines(session: Session, campaign: Campaign, waiting: Mapping[str, Suspicion]) -> tuple[Line, ...]:
    """The first of them."""
    rows = session.execute(
        select(RecipientGift, Recipient, Account, Product)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.id.in_(list(waiting)[:MOST]))
        .order_by(Account.name, RecipientGift.id)
    )
    limits = limits_of(session, campaign.workspace_id)
    return tuple(
        _line(
            gift, person, account, product, waiting[gift.id], limit_for(limits, waiting[gift.id].sector, person.country)
        )
        for gift, person, account, product in rows
    )


def is_second_person(session: Session, campaign: Campaign, actor: Actor) -> bool:
    """Whether the actor may let gifts go here: never who sends the campaign."""
    return actor.user_id in {user.id for user in approvers_of(session, campaign, None)}


def let_go(session: Session, campaign: Campaign, gift_id: str, price_minor: str, actor: Actor, at: datetime) -> None:
    """The second person has read the limit and lets this gift go, as it was shown to them. It is ready for the next wave.

    Raises NotFound, Forbidden for whoever sends the campaign or may not approve, Conflict where the gift is another one by now or
    waits for nobody.
    """
    campaign = lock_campaign(session, campaign)
    if not is_second_person(session, campaign, actor):
        raise Forbidden("Someone else looks at these gifts: nobody lets a gift of their own campaign go.")
    gift = find_gift_in(session, campaign, gift_id)
    person = lock_gift(session, gift)
    suspicion = unsigned_among(session, [gift]).get(gift.id)
    if suspicion is None or str(gift.price_minor) != price_minor:
        raise Conflict("This gift has changed since you looked, or waits for nobody any more. Nothing was changed.")
    limit = limit_for(limits_of(session, campaign.workspace_id), suspicion.sector, person.country)
    sign_gift(session, gift, suspicion, limit, cast("str", actor.user_id), at)
    body = {"sector": suspicion.sector, "price_minor": gift.price_minor, "limit_minor": limit.minor if limit else None}
    record_act(session, actor, "gift.sector_signed", at, subject_id=gift.id, body=body)


def limit_in_words(limit: Limit) -> str:
    """The sum."""
    return str(money("en", Money(limit.minor, limit.currency)))


def _line(
    gift: RecipientGift, person: Recipient, account: Account, product: Product, why: Suspicion, limit: Limit | None
) -> Line:
    is_within = limit is not None and limit.currency == gift.currency and gift.price_minor <= limit.minor
    return Line(
        gift.id,
        person_name(person),
        account.name,
        NAMES[why.sector],
        f"address ends in {why.entry}" if why.by == "domain" else f"title says “{why.entry}”",
        product.texts["en"]["name"],
        str(money("en", Money(gift.price_minor, gift.currency))),
        gift.price_minor,
        "" if limit is None else limit_in_words(limit),
        "" if limit is None else f"{limit.source}, {limit.source_on.isoformat()}",
        not is_within,
    )
