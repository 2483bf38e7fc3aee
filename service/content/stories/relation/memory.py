"""The last gift somebody kept, as far as they may be reminded of it.

Only the very last one counts: naming an older one as "last time" would be wrong. It is not named where it was recalled since, where
it did not stay with its person (declined, returned, failed), or where naming it would tell of something they keep to themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.relation import Remembered
from service.campaigns.wording import in_language, language_of
from service.catalog.models import Product
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.facts.fact import Fact
from service.recipients.visibility import may_be_named


def remembered_of(session: Session, gift: RecipientGift, known: Sequence[Fact], locale: str) -> Remembered | None:
    """What was last time, named in `locale` where its maker gave that. `known`: every fact about the person, private ones too."""
    last = session.execute(
        select(RecipientGift, Product)
        .join(Product, Product.id == RecipientGift.product_id)
        .where(
            RecipientGift.recipient_id == gift.recipient_id,
            RecipientGift.id != gift.id,
            RecipientGift.status.in_(KEPT),
            RecipientGift.decided_at < (gift.launched_at or gift.created_at),
        )
        .order_by(RecipientGift.decided_at.desc(), RecipientGift.id)
        .limit(1)
    ).first()
    if last is None:
        return None
    past, product = last
    if product.recalled_at is not None or _tells_of_private(product, known):
        return None
    return Remembered(
        name=in_language(product.texts, locale)["name"],
        locale=language_of(product.texts, locale),
        on=past.decided_at or past.created_at,
        is_for_mail=product.kind == "neither",
        was_swapped=past.is_swapped,
    )


def _tells_of_private(product: Product, known: Sequence[Fact]) -> bool:
    private = {fact.value for fact in known if fact.kind in ("interest", "has_already") and not may_be_named(fact)}
    return bool(private & {*product.interests, product.archetype, product.category})
