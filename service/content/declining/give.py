"""Where the value goes, as a page of this moment: the campaign's charities and the workspace's for the person's country."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from renderers.context import Charity, Money, Reader
from renderers.errors import RenderError
from renderers.microsite.declining.give import GivePage, give_page
from service.campaigns.charities.keep import charities_for
from service.campaigns.models import Campaign
from service.campaigns.wording import in_language, language_of
from service.catalog.models import Product
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import charity_of, gift_facts, reader_of
from service.errors import LinkClosed
from service.gifting.find import require_open
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.gifting.value import value_kept
from service.recipients.charities.named import LONGEST, was_refused
from service.recipients.models import Account, Recipient


def donation_page(
    session: Session, gift: RecipientGift, at: datetime, notice: str | None, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """The page's HTML; nothing is written. Raises LinkClosed where nothing can be given any more."""
    campaign = require_open(session, gift, at)
    is_undoable = gift.status == "declined" and gift.undo_until is not None and gift.undo_until > at
    value = value_kept(session, gift) if gift.product_id is None else gift.price_minor
    if not value or not (gift.status in ANSWERABLE or is_undoable or gift.product_id is None):
        raise LinkClosed()
    recipient = session.get_one(Recipient, gift.recipient_id)
    locale = look.asked or recipient.locale
    sender, brand = giver_of(session, campaign, recipient.id)
    product = None if gift.product_id is None else gift_facts(session.get_one(Product, gift.product_id), locale)
    page = GivePage(
        person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
        sender=sender,
        brand=brand,
        reader=reader,
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        help=links_of(gift).help,
        gift=None if product is None else product.name,
        gift_locale=locale if product is None else product.locale,
        price=Money(value, gift.currency) if campaign.price_shown else None,
        charities=offered(session, campaign, recipient.country, locale),
        longest=LONGEST,
        notice=notice or ("refused" if was_refused(session, gift.id) else None),
    )
    try:
        return give_page(page)
    except RenderError:
        raise LinkClosed() from None


def offered(session: Session, campaign: Campaign, country: str, locale: str) -> tuple[Charity, ...]:
    """In the reader's language, each with its line in that language or in English."""
    kept = [
        Charity(one.id, one.name, in_language(one.line, locale), language_of(one.line, locale))
        for one in charities_for(session, campaign.workspace_id, country)
    ]
    return (*(charity_of(entry, locale) for entry in campaign.charities), *kept)
