"""Give it to a colleague, as a page of this moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.errors import RenderError
from renderers.microsite.declining.colleague import ColleaguePage, colleague_page
from service.catalog.models import Product
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import gift_facts, reader_of
from service.errors import LinkClosed
from service.gifting.find import require_open
from service.gifting.models import RecipientGift
from service.gifting.pass_on import may_pass_on
from service.gifting.transitions import ANSWERABLE
from service.recipients.models import Account, Recipient


def pass_on_page(session: Session, gift: RecipientGift, at: datetime, reader: Reader, look: Look = ORDINARY) -> bytes:
    """The page's HTML; nothing is written. Raises LinkClosed where there is nothing to answer any more."""
    campaign = require_open(session, gift, at)
    if gift.status not in ANSWERABLE or gift.product_id is None:
        raise LinkClosed()
    recipient = session.get_one(Recipient, gift.recipient_id)
    locale = look.asked or recipient.locale
    sender, brand = giver_of(session, campaign, recipient.id)
    product = gift_facts(session.get_one(Product, gift.product_id), locale)
    page = ColleaguePage(
        person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
        sender=sender,
        brand=brand,
        reader=reader,
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        help=links_of(gift).help,
        gift=product.name,
        gift_locale=product.locale,
        may_pass_on=may_pass_on(session, campaign, gift, at),
    )
    try:
        return colleague_page(page)
    except RenderError:
        raise LinkClosed() from None
