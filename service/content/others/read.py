"""Other gifts as their person sees them: what is set aside for them, and what was just pressed in vain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from renderers.context import LiveOffer, Money, Reader
from renderers.errors import RenderError
from renderers.microsite.others.page import OthersPage, others_page
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.pages.page import left, morning
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import gift_facts, reader_of
from service.content.stories.values import value_step, without_price
from service.db.loaded import row_of
from service.errors import LinkClosed
from service.gifting.find import campaign_of
from service.gifting.hold_longer import MOST_TIMES
from service.gifting.kinds import TAPS
from service.gifting.live import Offer
from service.gifting.models import RecipientGift
from service.gifting.other_gifts import judged, others_now
from service.gifting.swap_limits import prices_within, rule_of
from service.recipients.models import Account, Recipient
from service.recipients.wishes.keep import LONGEST


def read_others(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    reader: Reader,
    look: Look = ORDINARY,
    *,
    notice: str | None = None,
    gone: str = "",
    typed: str = "",
) -> bytes:
    """The page's HTML; nothing is written. `gone`: id of the product that was pressed and could not be had; its card stays, with
    the reason, as long as that is true. Raises LinkClosed where the page cannot be shown."""
    recipient, account = row_of(session, Recipient, gift.recipient_id), row_of(session, Account, gift.account_id)
    campaign = campaign_of(session, gift)
    locale, (sender, brand) = look.asked or recipient.locale, giver_of(session, campaign, recipient.id)
    now = others_now(session, campaign, gift, at)
    within, hides = prices_within(campaign, gift), not campaign.price_shown
    product = row_of(session, Product, str(gift.product_id))
    page = OthersPage(
        person=called(session, gift, reader_of(recipient, account, locale)),
        sender=sender,
        brand=brand,
        reader=reader,
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        help=links_of(gift).help,
        gift=without_price(gift_facts(product, locale, Money(gift.price_minor, gift.currency)), hides),
        offers=tuple(_told(campaign, gift, offer, locale) for offer in now.offers if offer.is_available),
        way=now.leaf.way,
        page=now.leaf.page,
        pages=now.leaf.pages,
        held_for=left(now.until, at),
        is_last=now.extended >= MOST_TIMES,
        swap_limit=rule_of(campaign).limit,
        swaps_once=campaign.swaps_once,
        least=None if hides else Money(within.least_minor, campaign.currency),
        most=None if hides else Money(within.most_minor, campaign.currency),
        taps=TAPS,
        longest=LONGEST,
        gone=_gone(session, campaign, gift, gone, locale, at) if gone else None,
        notice=notice,
        language=note_of(recipient.locale, look.asked, look.browser),
        typed=typed,
    )
    try:
        return others_page(page)
    except RenderError:
        raise LinkClosed() from None


def _told(campaign: Campaign, gift: RecipientGift, offer: Offer, locale: str) -> LiveOffer:
    return LiveOffer(
        without_price(gift_facts(offer.product, locale), not campaign.price_shown),
        offer.is_available,
        morning(offer.back_on),
        value_step(campaign, gift.price_minor, offer.product.price_minor),
    )


def _gone(
    session: Session, campaign: Campaign, gift: RecipientGift, product_id: str, locale: str, at: datetime
) -> LiveOffer | None:
    product = session.get(Product, product_id)
    if product is None or product.workspace_id != gift.workspace_id:
        return None
    offers = [offer for offer in judged(session, campaign, gift, [product], at) if not offer.is_available]
    return _told(campaign, gift, offers[0], locale) if offers else None
