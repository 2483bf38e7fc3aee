"""The plan as rows of a table that leaves the product: what the sender may know of each person's gift, and nothing more.

No mail or delivery address, nothing that a person told us (a reason is named only where the sender's own list says it), no diet, no
names of alternatives, no reason for declining. Amounts are written with a point and their currency stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from babel.numbers import get_currency_precision
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import named_to
from service.catalog.models import Product
from service.gifting.models import GiftAlternative, RecipientGift
from service.planning.labels import HOLDS, NO_GIFT, UNMATCHED, describe_interest, describe_state, hold_of, no_more
from service.recipients.facts.fact import Fact, facts_of, is_from_list
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.recipients.visibility import may_be_named
from service.workspaces.actor import Actor

HEADINGS: Final = (
    "Person", "Company", "Gift", "SKU", "Price", "Currency", "Why this one", "Safe to give", "Chance of keeping", "Can swap for",
    "State", "Changed by hand",
)  # fmt: skip
CHECKED: Final = "Checked for this person"
UNTOLD: Final = "Can’t tell yet"
_AT_ONCE: Final = 500


def plan_rows(
    session: Session, campaign: Campaign, on: date, actor: Actor, *, start: int = 0, most: int | None = None
) -> Iterator[list[str]]:
    """A row for everybody of the campaign with a gift, planned or launched, and for who has none, in the order of the upload:
    `most` of them from place `start` on, of those who are named to the actor. Reads some at a time."""
    left = most
    while left is None or left > 0:
        size = _AT_ONCE if left is None else min(_AT_ONCE, left)
        found = session.execute(_query(campaign, actor).limit(size).offset(start)).all()
        facts = facts_of(session, [recipient.id for _, recipient, *_ in found], on)
        swaps = _swaps(session, [gift.id for gift, *_ in found])
        for gift, recipient, company, product in found:
            yield _cells(gift, recipient, company, product, facts[recipient.id], swaps.get(gift.id, 0))
        if len(found) < size:
            return
        start, left = start + size, None if left is None else left - size
        session.expunge_all()


def count_rows(session: Session, campaign: Campaign, actor: Actor) -> int:
    """How many there are."""
    mine = (RecipientGift.campaign_id == campaign.id, _named(campaign, actor))
    return session.scalar(select(func.count()).where(*mine)) or 0


def _named(campaign: Campaign, actor: Actor) -> ColumnElement[bool]:
    seen = named_to(campaign, RecipientGift.recipient_id, actor)
    return true() if seen is None else seen


def _query(campaign: Campaign, actor: Actor) -> Select[RecipientGift, Recipient, str, Product]:
    return (
        select(RecipientGift, Recipient, Account.name, Product)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(
            CampaignRecipient,
            (CampaignRecipient.campaign_id == RecipientGift.campaign_id)
            & (CampaignRecipient.recipient_id == RecipientGift.recipient_id),
        )
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.campaign_id == campaign.id, _named(campaign, actor))
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    )


def _cells(
    gift: RecipientGift, recipient: Recipient, company: str, product: Product | None, facts: Sequence[Fact], swaps: int
) -> list[str]:
    who = [person_name(recipient), company]
    if product is None:
        return [*who, "", "", "", "", "", "", "", "", _state(gift, recipient), ""]
    digits = int(get_currency_precision(gift.currency))
    return [
        *who, product.texts["en"]["name"], product.sku, f"{gift.price_minor / 10**digits:.{digits}f}", gift.currency,
        why_listed(product, facts), CHECKED, UNTOLD, str(swaps), _state(gift, recipient), "yes" if gift.is_overridden else "",
    ]  # fmt: skip


def why_listed(product: Product, facts: Sequence[Fact]) -> str:
    """The interests that the gift shares with the sender's own list, without those that the person keeps to themselves; else our
    estimate alone. What the person told us is told no file."""
    private = {fact.value for fact in facts if fact.kind == "interest" and not may_be_named(fact)}
    listed = [fact.value for fact in facts if fact.kind == "interest" and is_from_list(fact)]
    shared = [value for value in dict.fromkeys(listed) if value in product.interests and value not in private]
    return ", ".join(describe_interest(value) for value in shared[:3]) or "Our estimate, stock and price"


def _state(gift: RecipientGift, recipient: Recipient) -> str:
    if gift.product_id is not None:
        return describe_state(gift)[1]
    own_word = no_more(recipient)
    held = None if own_word else hold_of(gift)
    if held is not None:
        return HOLDS[held][0]
    reason = own_word or (gift.unmatched_reasons[0] if gift.unmatched_reasons else "")
    return UNMATCHED.get(reason, NO_GIFT)[0]


def _swaps(session: Session, gift_ids: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(GiftAlternative.gift_id, func.count())
        .join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
        .where(GiftAlternative.gift_id.in_(gift_ids), GiftAlternative.product_id != RecipientGift.product_id)
        .group_by(GiftAlternative.gift_id)
    )
    return {gift_id: number for gift_id, number in rows}
