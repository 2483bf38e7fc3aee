"""A gift that is planned for somebody else: who has it, and what they would get instead. Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.db.writing.chunks import in_chunks
from service.decisions.availability import Move
from service.decisions.values import Choice, Reason
from service.gifting.availability import availability_of
from service.gifting.candidate import gift_choice
from service.gifting.case import Case
from service.gifting.cost import country_of
from service.gifting.models import RecipientGift
from service.gifting.override import Option
from service.gifting.transitions import PLANNED
from service.planning.plan.redecide import best_with


@dataclass(frozen=True, slots=True)
class Moved:
    """Whose planned gift would go to somebody else, and the product that they would get in its place."""

    gift: RecipientGift
    product: Product
    alternatives: tuple[str, ...]
    """What they could swap to then, best first."""


def movable(session: Session, gift: RecipientGift, options: Collection[Option]) -> dict[str, str]:
    """Product id -> id of the gift that would move, for products that nothing but somebody else's plan keeps from this person. Not
    a gift that has set out, or that a person chose or locked. Of several, the first of the upload."""
    taken = {one.product.id: one.product.family for one in options if one.reasons == (Reason.TAKEN_IN_ACCOUNT,)}
    gone = {one.product.id for one in options if one.reasons == (Reason.OUT_OF_STOCK,) and one.product.stock > 0}
    colleagues = _holders(
        session, gift, RecipientGift.product_family, set(taken.values()), RecipientGift.account_id == gift.account_id
    )
    anybody = _holders(session, gift, RecipientGift.product_id, gone)
    held = {product_id: colleagues.get(family) for product_id, family in taken.items()} | anybody
    return {product_id: gift_id for product_id, gift_id in held.items() if gift_id is not None}


def _holders(
    session: Session,
    gift: RecipientGift,
    column: InstrumentedAttribute[str | None],
    wanted: Collection[str],
    *who: ColumnElement[bool],
) -> dict[str, str]:
    """What of `wanted` is planned for others -> the gift of the first of them that may be moved."""
    found: dict[str, str] = {}
    for some in in_chunks(sorted(wanted)):
        rows = session.execute(
            select(column, RecipientGift.id)
            .join(
                CampaignRecipient,
                (CampaignRecipient.campaign_id == RecipientGift.campaign_id)
                & (CampaignRecipient.recipient_id == RecipientGift.recipient_id),
            )
            .where(
                RecipientGift.campaign_id == gift.campaign_id,
                RecipientGift.id != gift.id,
                RecipientGift.status.in_(PLANNED),
                RecipientGift.is_overridden.is_(False),
                RecipientGift.locked_at.is_(None),
                column.in_(some),
                *who,
            )
            .order_by(CampaignRecipient.row_number, RecipientGift.id)
        )
        for key, gift_id in rows:
            found.setdefault(str(key), gift_id)
    return found


def move_for(
    session: Session,
    campaign: Campaign,
    gift: RecipientGift,
    case: Case,
    product_id: str,
    holder: RecipientGift,
    at: datetime,
) -> Moved | None:
    """What becomes of `holder`'s person if this product goes to the gift's person instead; None where nothing else can be given to
    them, or the product cannot be given even so. `case` is the gift's."""
    if holder.product_id is None:
        return None
    theirs = gift_choice(case.products[holder.product_id], holder)
    wanted = case.choices[product_id]
    mine = case.gift
    free = availability_of(session, holder).once_moved(
        _move(campaign, case, gift, holder, mine, wanted, case.candidate.country)
    )
    found = best_with(session, campaign, holder, free, at)
    if found.product_id is None:
        return None
    instead = case.choices[found.product_id]
    ours = case.availability.once_moved(
        _move(campaign, case, holder, gift, theirs, instead, country_of(session, holder))
    )
    if ours.against(case.candidate, wanted, case.terms):
        return None
    return Moved(holder, case.products[found.product_id], found.alternatives)


def _move(
    campaign: Campaign,
    case: Case,
    who: RecipientGift,
    beside: RecipientGift,
    before: Choice | None,
    after: Choice,
    country: str,
) -> Move:
    """`who` moves, as it is for the person of `beside`."""
    return Move(
        person=who.recipient_id,
        before=before,
        after=after,
        versions=[one.id for one in case.choices.values() if one.family == after.family],
        is_colleague=who.account_id == beside.account_id,
        is_unique=campaign.uniqueness == "campaign",
        has_account_limits=campaign.account_budget_minor is not None,
        country=country,
    )
