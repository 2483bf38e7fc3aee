"""What the concierge may tell this reader at this moment: their own gift as its page shows it, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import GiftFacts, GiftState, Money
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.produce import ready
from service.content.stories.giver import giver_of
from service.content.stories.story import gift_facts
from service.content.stories.values import without_price
from service.conversation.concierge.reply import texts_of
from service.conversation.concierge.understand import own_words_of
from service.conversation.concierge.values import Known
from service.errors import LinkClosed
from service.gifting.find import answers_until, campaign_of
from service.gifting.live import page_state
from service.gifting.models import RecipientGift
from service.gifting.swap_limits import rule_of
from service.recipients.models import Account
from service.recipients.postal.addresses import has_address

CLOSED: Final[GiftState] = "expired"
"""Stands for every state in which the page shows no gift any more."""


def known_to(session: Session, gift: RecipientGift, locale: str, at: datetime) -> Known:
    """Raises nothing: what the page does not show is not there."""
    campaign = campaign_of(session, gift)
    sender, _ = giver_of(session, campaign, gift.recipient_id)
    state = _state(session, gift, at)
    facts = _facts(session, campaign, gift, locale) if state not in {"held", CLOSED} else None
    limit = rule_of(campaign).limit
    account = session.get_one(Account, gift.account_id)
    own = [sender.name, sender.company, account.name, *(texts_of(facts) if facts else ())]
    return Known(
        locale=locale,
        giver=sender.name,
        company=sender.company,
        state=state,
        gift=facts,
        open_until=answers_until(campaign, gift),
        undo_until=gift.undo_until if gift.undo_until is not None and gift.undo_until > at else None,
        has_charities=bool(campaign.charities),
        swap_limit=limit,
        may_swap=limit != "none" and not (campaign.swaps_once and gift.is_swapped),
        is_price_shown=campaign.price_shown,
        address_known=has_address(session, gift.id),
        has_statement=facts is not None and "statement" in ready(session, gift),
        own_words=own_words_of(own),
    )


def _state(session: Session, gift: RecipientGift, at: datetime) -> GiftState:
    try:
        return page_state(session, gift, at)
    except LinkClosed:
        return CLOSED


def _facts(session: Session, campaign: Campaign, gift: RecipientGift, locale: str) -> GiftFacts | None:
    product = session.get(Product, gift.product_id) if gift.product_id is not None else None
    if product is None:
        return None
    told = gift_facts(product, locale, Money(gift.price_minor, gift.currency))
    return without_price(told, not campaign.price_shown)
