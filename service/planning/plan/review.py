"""The plan, person by person: who gets what and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from cachetools import TTLCache
from sqlalchemy import ColumnElement, exists, func, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.contact.absence import NO_END
from service.db import page as pages
from service.db.page import Page, page_number
from service.gifting.models import GiftAlternative, RecipientGift
from service.planning.labels import SOURCES, describe_interest
from service.recipients.facts.fact import Fact, facts_of, in_force, span_of
from service.recipients.models import Account, ProfileFact, Recipient
from service.recipients.names import person_name
from service.recipients.visibility import may_be_named, sender_sees

FILTERS: Final = {
    "all": "Everyone",
    "little": "Little known",
    "food": "Food and personal care",
    "changed": "Changed by you",
}


_LARGE: Final = 2_000
"""People with a gift from which on those of whom little is known are counted once in `_FRESH` seconds: it asks for each person."""
_FRESH: Final = 60.0
_COUNTED: Final[TTLCache[tuple[str, str | None, int], int]] = TTLCache(256, _FRESH)
_LOCK: Final = Lock()


@dataclass(frozen=True, slots=True)
class Because:
    """Why this gift: a few words and where they come from. `interests` are those the gift and the person share."""

    words: str
    note: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One person with a gift. `name` is what the sender may call them; `locale` is the language of that name."""

    gift: RecipientGift
    recipient: Recipient
    name: str
    company: str
    product: Product
    because: Because
    swaps: int
    """How many planned alternatives there are. Which they are stays unsaid: they would tell what is safe for this person."""
    is_end_unknown: bool


def count_filters(session: Session, campaign: Campaign, seen: ColumnElement[bool] | None = None) -> dict[str, int]:
    """How many people with a gift each filter shows. `seen`: the condition on those who may be named, None for all."""
    gifts = (
        select(RecipientGift.product_id, RecipientGift.is_overridden, func.count().label("people"))
        .where(RecipientGift.campaign_id == campaign.id, true() if seen is None else seen)
        .group_by(RecipientGift.product_id, RecipientGift.is_overridden)
        .subquery()
    )
    lines = session.execute(
        select(Product.kind, gifts.c.is_overridden, gifts.c.people).join(gifts, gifts.c.product_id == Product.id)
    ).all()
    everyone = sum(people for _, _, people in lines)
    return {
        "all": everyone,
        "little": everyone - _well_known(session, campaign, everyone, seen),
        "food": sum(people for kind, _, people in lines if kind != "neither"),
        "changed": sum(people for _, by_hand, people in lines if by_hand),
    }


def _well_known(session: Session, campaign: Campaign, everyone: int, seen: ColumnElement[bool] | None) -> int:
    """How many people with a gift have an interest that we know. In a large campaign it is counted once in a while."""
    if everyone < _LARGE or seen is not None:
        return _count_known(session, campaign, seen)
    key = (campaign.id, campaign.current_match_run_id, everyone)
    with _LOCK:
        found = _COUNTED.get(key)
    if found is None:
        found = _count_known(session, campaign)
        with _LOCK:
            _COUNTED[key] = found
    return found


def _count_known(session: Session, campaign: Campaign, seen: ColumnElement[bool] | None = None) -> int:
    query = select(func.count()).where(
        RecipientGift.campaign_id == campaign.id,
        RecipientGift.product_id.is_not(None),
        _has_interest(),
        true() if seen is None else seen,
    )
    return session.scalar(query) or 0


def plan_page(
    session: Session,
    campaign: Campaign,
    wanted: str,
    number: str | None,
    on: date,
    counts: Mapping[str, int] | None = None,
    seen: ColumnElement[bool] | None = None,
) -> Page[PlanRow]:
    """One page of people with a gift, through the filter called `wanted`, in the order of the upload. `counts` are those of
    `count_filters`, where they are at hand; `seen` as there."""
    total = (
        _count_ready(session, campaign)
        if wanted == "ready"
        else (counts or count_filters(session, campaign, seen))[wanted]
    )
    page = page_number(number, total)
    return Page(plan_rows(session, _ids_of_page(session, campaign, wanted, page, total, seen), on), page, total)


def plan_rows(session: Session, ids: Sequence[str], on: date) -> list[PlanRow]:
    """These gifts as the plan shows them, in the given order; those without a product are left out."""
    found = {
        gift.id: (gift, recipient, product, company)
        for gift, recipient, product, company in session.execute(
            select(RecipientGift, Recipient, Product, Account.name)
            .join(Product, Product.id == RecipientGift.product_id)
            .join(Recipient, Recipient.id == RecipientGift.recipient_id)
            .join(Account, Account.id == RecipientGift.account_id)
            .where(RecipientGift.id.in_(ids))
        )
    }
    rows = [found[gift_id] for gift_id in ids if gift_id in found]
    known = facts_of(session, [recipient.id for _, recipient, _, _ in rows], on)
    swaps = _swaps(session, ids)
    return [
        PlanRow(
            gift, recipient, person_name(recipient), company, product,
            why(product, known[recipient.id]), swaps.get(gift.id, 0), away_with_no_end(known[recipient.id], on),
        )
        for gift, recipient, product, company in rows
    ]  # fmt: skip


def _count_ready(session: Session, campaign: Campaign) -> int:
    """How many people of a campaign could be launched now."""
    query = select(func.count()).where(
        RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_not(None), _passes()["ready"]
    )
    return session.scalar(query) or 0


def _ids_of_page(
    session: Session, campaign: Campaign, wanted: str, page: int, total: int, seen: ColumnElement[bool] | None
) -> list[str]:
    """The gifts of one page, in order. Only their ids are passed on the way there, from whichever end is nearer."""
    first = (page - 1) * pages.SIZE
    size = min(pages.SIZE, total - first)
    is_late = first > total // 2
    order = (CampaignRecipient.row_number, CampaignRecipient.id)
    query = (
        select(RecipientGift.id)
        .select_from(CampaignRecipient)
        .join(
            RecipientGift,
            (RecipientGift.campaign_id == CampaignRecipient.campaign_id)
            & (RecipientGift.recipient_id == CampaignRecipient.recipient_id),
        )
        .where(
            CampaignRecipient.campaign_id == campaign.id,
            RecipientGift.product_id.is_not(None),
            _passes()[wanted],
            true() if seen is None else seen,
        )
        .order_by(*(column.desc() if is_late else column for column in order))
        .limit(size)
        .offset(total - first - size if is_late else first)
    )
    ids = list(session.scalars(query)) if size > 0 else []
    return ids[::-1] if is_late else ids


def _passes() -> dict[str, ColumnElement[bool]]:
    """What each filter lets through, of gifts whose product is chosen."""
    return {
        "all": true(),
        "little": ~_has_interest(),
        "food": exists().where(Product.id == RecipientGift.product_id, Product.kind != "neither"),
        "changed": RecipientGift.is_overridden.is_(True),
    }


def away_with_no_end(facts: Sequence[Fact], on: date) -> bool:
    """Whether the sender's own list says that the person is away and not until when, so that they are not written to."""
    spans = [span_of(fact.value) for fact in in_force(facts) if fact.kind == "away" and sender_sees(fact)]
    return any(first <= on and last == NO_END for first, last in spans)


def about_gift(session: Session, gift: RecipientGift, on: date) -> tuple[Recipient, str, Because | None]:
    """(person, company, why) of one gift; no reason where no product is chosen."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    company = session.get_one(Account, gift.account_id).name
    product = session.get(Product, gift.product_id) if gift.product_id else None
    return recipient, company, why(product, facts_of(session, [recipient.id], on)[recipient.id]) if product else None


def why(product: Product, facts: Sequence[Fact]) -> Because:
    """The interests that person and gift share, unless the person keeps them to themselves."""
    shared = [fact for fact in in_force(facts) if fact.kind == "interest" and fact.value in product.interests]
    if not shared:
        return Because("Little known", "We know none of their interests, so our estimate, stock and price decided")
    open_ones = [fact for fact in shared if sender_sees(fact) and may_be_named(fact)]
    if not open_ones:
        return Because("A private reason", "They asked us to keep it private")
    words = " and ".join(dict.fromkeys(describe_interest(fact.value) for fact in open_ones[:2]))
    first = open_ones[0]
    return Because(words[:1].upper() + words[1:], f"{SOURCES[first.source].capitalize()}, {first.since:%-d %B}")


def _has_interest() -> ColumnElement[bool]:
    """Whether we know at least one interest of the gift's person."""
    return exists().where(
        ProfileFact.recipient_id == RecipientGift.recipient_id,
        ProfileFact.kind == "interest",
        ProfileFact.withdrawn_at.is_(None),
    )


def _swaps(session: Session, gift_ids: Sequence[str]) -> dict[str, int]:
    """How many planned alternatives each gift has. After a swap the present gift is still among them: it can be undone."""
    rows = session.execute(
        select(GiftAlternative.gift_id, func.count())
        .join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
        .where(GiftAlternative.gift_id.in_(gift_ids), GiftAlternative.product_id != RecipientGift.product_id)
        .group_by(GiftAlternative.gift_id)
    )
    return {gift_id: number for gift_id, number in rows}
