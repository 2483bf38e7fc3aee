"""The plan, person by person: who gets what and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, case, exists, func, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.contact.absence import NO_END
from service.db.page import Columns, Page, page_of
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.transitions import PLANNED
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
    swaps: tuple[str, ...]
    is_end_unknown: bool


def count_filters(session: Session, campaign: Campaign) -> dict[str, int]:
    """How many people with a gift each filter shows."""
    counts = (func.count(case((passes, 1))).label(name) for name, passes in _passes().items())
    return dict(session.execute(_with_gift(select(*counts), campaign)).mappings().one())


def plan_page(session: Session, campaign: Campaign, wanted: str, number: str | None, on: date) -> Page[PlanRow]:
    """One page of people with a gift, through the filter called `wanted`, in the order of the upload."""
    query = (
        _with_gift(select(RecipientGift, Recipient, Product, Account.name), campaign)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(_passes()[wanted])
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    )
    page = page_of(session, query, number)
    known = facts_of(session, [recipient.id for _, recipient, _, _ in page.items], on)
    swaps = _swaps(session, [gift.id for gift, _, _, _ in page.items])
    shown = [
        PlanRow(
            gift, recipient, person_name(recipient), company, product,
            why(product, known[recipient.id]), swaps.get(gift.id, ()), away_with_no_end(known[recipient.id], on),
        )
        for gift, recipient, product, company in page.items
    ]  # fmt: skip
    return Page(shown, page.number, page.total)


def _with_gift(query: Select[*Columns], campaign: Campaign) -> Select[*Columns]:
    """Of the campaign's people, those for whom a product is chosen, with their place in the upload."""
    return (
        query.select_from(RecipientGift)
        .join(Product, Product.id == RecipientGift.product_id)
        .join(
            CampaignRecipient,
            (CampaignRecipient.campaign_id == RecipientGift.campaign_id)
            & (CampaignRecipient.recipient_id == RecipientGift.recipient_id),
        )
        .where(RecipientGift.campaign_id == campaign.id)
    )


def _passes() -> dict[str, ColumnElement[bool]]:
    """What each filter lets through."""
    return {
        "all": true(),
        "little": ~_has_interest(),
        "food": Product.kind != "neither",
        "changed": RecipientGift.is_overridden.is_(True),
        "ready": RecipientGift.status.in_(PLANNED) & RecipientGift.wave.is_(None) & RecipientGift.hold_reason.is_(None),
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


def _swaps(session: Session, gift_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Names of planned alternatives by gift. After the recipient's swap the present gift is still among them: it can be undone."""
    rows = session.execute(
        select(GiftAlternative.gift_id, Product.texts)
        .join(Product, Product.id == GiftAlternative.product_id)
        .join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
        .where(
            GiftAlternative.gift_id.in_(gift_ids),
            GiftAlternative.product_id != RecipientGift.product_id,
        )
        .order_by(GiftAlternative.rank)
    )
    found: dict[str, list[str]] = {}
    for gift_id, texts in rows:
        found.setdefault(gift_id, []).append(texts["en"]["name"])
    return {gift_id: tuple(names[:3]) for gift_id, names in found.items()}
