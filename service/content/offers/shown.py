"""From an offer's row to what somebody reads of it: in their language, and without a sum where the giver hides what
a gift is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from renderers.context import Money, Reader
from renderers.errors import RenderError
from renderers.language.translations import resolve
from renderers.microsite.offers.page import OffersPage, ShownOffer, go_page, offer_section, offers_page
from service.brain.events.on_page import may_count_use
from service.brain.offers.models import Offer
from service.brain.offers.rank import rank_offers, ranked_offers
from service.brain.offers.who import has_offers, is_bound, is_bound_by_company, offers_for_staff
from service.campaigns.models import Campaign
from service.content.links import links_nowhere, links_of
from service.content.pages.language import ORDINARY, Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import reader_of
from service.db.base import utc_now
from service.errors import Conflict, LinkClosed
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient


def shown_offer(offer: Offer, locale: str, *, price_shown: bool) -> ShownOffer:
    """An offer in the reader's language."""
    spoken = resolve(locale)
    words = offer.texts[spoken]
    has_value = price_shown and offer.value_minor is not None and offer.currency is not None
    return ShownOffer(
        id=offer.id,
        kind=offer.kind,
        title=words["title"],
        line=words["line"],
        link=words["link"],
        host=urlsplit(offer.url).hostname or "",
        locale=spoken,
        value=Money(offer.value_minor or 0, offer.currency or "") if has_value else None,
        until=offer.until,
    )


def winner_section(session: Session, gift: RecipientGift, at: datetime, reader: Reader, locale: str) -> bytes | None:
    """The offer that fits best now, as a section of another page; None where there is none, for whoever is not the person, and for
    whoever wants to hear nothing more: they still find all of them on the page of their own.

    An offer that cannot be drawn never closes the page it would stand on.
    """
    if reader == "not_me" or not has_offers(session, gift.workspace_id, at):
        return None
    person = session.get_one(Recipient, gift.recipient_id)
    if person.unsubscribed_at is not None:
        return None
    winner = rank_offers(session, person, at).winner
    if winner is None:
        return None
    campaign = session.get_one(Campaign, gift.campaign_id)
    offer = shown_offer(winner, locale, price_shown=campaign.price_shown)
    company = giver_of(session, campaign, gift.recipient_id)[0].company
    try:
        return offer_section(offer, locale, company, f"/gift/{gift.id}", form_nonce(gift, at))
    except RenderError:
        return None


def all_offers(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    notice: str | None,
    reader: Reader,
    look: Look = ORDINARY,
) -> bytes:
    """Everything they are eligible for, by rank; nothing is written. Raises LinkClosed where it cannot be shown."""
    person = session.get_one(Recipient, gift.recipient_id)
    page = _page(session, gift, at, ranked_offers(session, person, at), notice, reader, look)
    try:
        return offers_page(page)
    except RenderError:
        raise LinkClosed() from None


def staff_offers(session: Session, gift: RecipientGift) -> bytes:
    """The same as staff may look at it: by code, without a name, without what the person told or agreed to, and
    nothing on it can be pressed. Raises Conflict where it would not be right."""
    at = utc_now()
    person = session.get_one(Recipient, gift.recipient_id)
    page = replace(
        _page(session, gift, at, offers_for_staff(session, person, at), None, "unnamed", ORDINARY),
        base_path=links_nowhere().page,
        nonce="",
        help=links_nowhere().help,
        is_bound=is_bound_by_company(session, person),
        agrees=False,
        language=None,
        is_live=False,
    )
    try:
        return offers_page(page)
    except RenderError as error:
        raise Conflict(error.sentence) from None


def on_to(session: Session, gift: RecipientGift, offer: Offer, at: datetime, reader: Reader, look: Look) -> bytes:
    """The page that leads on to an offer's own. Raises LinkClosed where it cannot be shown."""
    page = _page(session, gift, at, (), None, reader, look)
    try:
        return go_page(page, urlsplit(offer.url).hostname or "", offer.url)
    except RenderError:
        raise LinkClosed() from None


def _page(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    offers: Sequence[Offer],
    notice: str | None,
    reader: Reader,
    look: Look,
) -> OffersPage:
    person = session.get_one(Recipient, gift.recipient_id)
    campaign = session.get_one(Campaign, gift.campaign_id)
    locale, (sender, brand) = look.asked or person.locale, giver_of(session, campaign, person.id)
    return OffersPage(
        person=called(session, gift, reader_of(person, session.get_one(Account, gift.account_id), locale)),
        sender=sender,
        brand=brand,
        reader=reader,
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        help=links_of(gift).help,
        offers=tuple(shown_offer(offer, locale, price_shown=campaign.price_shown) for offer in offers),
        is_bound=is_bound(session, person, at),
        agrees=may_count_use(session, person.id),
        notice=notice,
        language=note_of(person.locale, look.asked, look.browser),
    )
