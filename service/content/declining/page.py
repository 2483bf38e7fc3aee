"""The pages around a no, as they are at this moment; nothing is written, but for the word that a link has just been closed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import Money, Reader
from renderers.errors import RenderError
from renderers.microsite.declining.page import DecliningPage, Place, declining_page
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look
from service.content.pages.nonce import form_nonce
from service.content.produce import ready
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import gift_facts, reader_of
from service.errors import LinkClosed
from service.gifting.find import require_open
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.recipients.models import Account, Recipient

AFTERWARDS: Final[dict[str | None, Place]] = {"gift_policy": "policy", "privacy": "privacy"}
"""Reason -> the page that follows it; every other one has the same."""


def why_page(
    session: Session, gift: RecipientGift, at: datetime, notice: str | None, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """The reasons while the gift is open; afterwards what still works. Raises LinkClosed where there is no no to say or to read."""
    if gift.status == "declined":
        return _page(session, gift, at, AFTERWARDS.get(gift.decline_reason, "done"), notice, reader, look)
    _require_answerable(session, gift, at)
    return _page(session, gift, at, "why", notice, reader, look)


def limit_page(
    session: Session, gift: RecipientGift, at: datetime, notice: str | None, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """Asks for the most that is fine. Raises LinkClosed where nothing can be chosen any more."""
    if gift.status != "declined":
        _require_answerable(session, gift, at)
    return _page(session, gift, at, "limit", notice, reader, look)


def closed_for_good(session: Session, gift: RecipientGift, at: datetime, look: Look = ORDINARY) -> bytes:
    """The last page behind a link that its reader says is not theirs: it names nobody and leads nowhere."""
    return _page(session, gift, at, "closed", None, "not_me", look)


def _require_answerable(session: Session, gift: RecipientGift, at: datetime) -> None:
    require_open(session, gift, at)
    if gift.status not in ANSWERABLE or gift.product_id is None:
        raise LinkClosed()


def _page(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    place: Place,
    notice: str | None,
    reader: Reader,
    look: Look,
) -> bytes:
    recipient = session.get_one(Recipient, gift.recipient_id)
    if recipient.erased_at is not None or (gift.product_id is None and place != "closed"):
        raise LinkClosed()
    campaign = session.get_one(Campaign, gift.campaign_id)
    locale = look.asked or recipient.locale
    sender, brand = giver_of(session, campaign, recipient.id)
    product = None if gift.product_id is None else gift_facts(session.get_one(Product, gift.product_id), locale)
    links = links_of(gift)
    is_undoable = gift.undo_until is not None and gift.undo_until > at and gift.is_reserved
    page = DecliningPage(
        place=place,
        person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
        sender=sender,
        brand=brand,
        reader=reader,
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        help=links.help,
        unsubscribe=links.unsubscribe,
        gift=None if product is None else product.name,
        gift_locale=locale if product is None else product.locale,
        price=Money(gift.price_minor, gift.currency) if campaign.price_shown and product is not None else None,
        currency=gift.currency,
        undo_for=gift.undo_until - at if is_undoable and gift.undo_until is not None else None,
        statement_ready="statement" in ready(session, gift) and reader != "not_me",
        gives=True,
        can_answer=gift.status in ANSWERABLE,
        notice=notice,
    )
    try:
        return declining_page(page)
    except RenderError:
        # A page that is not right is not shown to anybody.
        raise LinkClosed() from None
