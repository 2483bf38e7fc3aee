"""The notice as it will be read in each language, for the person who presses "Send"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.language.translations import direction, text
from renderers.product.recall import HEADING, Part, parts
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.gifting.models import RecipientGift
from service.outreach.letters.recall_letter import facts_in
from service.outreach.models import Recall


@dataclass(frozen=True, slots=True)
class Draft:
    """`is_own`: somebody wrote the danger in this language; else its readers see the English words, marked as English."""

    locale: str
    direction: str
    heading: str
    parts: tuple[Part, ...]
    is_own: bool


def drafts_of(session: Session, recall: Recall, product: Product, locales: Iterable[str]) -> tuple[Draft, ...]:
    """One draft a language, with a giver of this workspace and without the day it was sent, which each person has their own of."""
    giver = _giver(session, product)
    return tuple(
        Draft(
            locale,
            direction(locale),
            text(locale, HEADING),
            parts(locale, facts_in(locale, recall, product, giver, None), partial(text, locale)),
            bool(recall.texts.get(locale)),
        )
        for locale in locales
    )


def _giver(session: Session, product: Product) -> str:
    sender = session.scalar(
        select(Campaign.sender)
        .join(RecipientGift, RecipientGift.campaign_id == Campaign.id)
        .where(RecipientGift.product_id == product.id)
        .order_by(Campaign.created_at.desc(), Campaign.id)
        .limit(1)
    )
    return str(sender["company"]) if sender else product.sku
