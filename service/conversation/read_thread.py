"""A gift's letters as its person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.microsite.thread import (
    LETTERS_A_PAGE,
    Asked,
    Offer,
    ShownLetter,
    ThreadPage,
    thread_page,
)
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.config import settings
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import gift_facts, reader_of
from service.conversation.known import known_to
from service.gifting.models import RecipientGift
from service.recipients.letters.details import Quoted, quoted_of
from service.recipients.letters.keep import LONGEST
from service.recipients.letters.models import Letter
from service.recipients.letters.only_asking import open_question
from service.recipients.models import Account, Recipient
from service.security.encryption import readable

NOTICES: Final = frozenset({"sent", "shown", "only_asked", "still_asked"})
"""What an address may have the page say."""


def read_thread(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    reader: Reader,
    look: Look = ORDINARY,
    *,
    notice: str | None = None,
    typed: str = "",
    only_giver: bool = False,
    number: int | None = None,
) -> bytes:
    """The page's HTML; nothing is written. `number` None: its newest letters."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    locale = look.asked or recipient.locale
    sender, brand = giver_of(session, session.get_one(Campaign, gift.campaign_id), recipient.id)
    known = known_to(session, gift, locale, at)
    total = session.scalar(select(func.count()).select_from(Letter).where(Letter.gift_id == gift.id)) or 0
    last = max(1, -(-total // LETTERS_A_PAGE))
    number = last if number is None else min(max(1, number), last)
    asked = open_question(session, recipient.id, gift.id)
    return thread_page(
        ThreadPage(
            person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
            sender=sender,
            brand=brand,
            reader=reader,
            base_path=f"/gift/{gift.id}",
            nonce=form_nonce(gift, at),
            help=links_of(gift).help,
            letters=tuple(_shown(session, letter, locale) for letter in _page(session, gift.id, number)),
            asked=None if asked is None else Asked(asked.avoid, asked.follow, asked.materials, asked.only_asks),
            notice=notice,
            typed=typed,
            to="giver" if only_giver else "any",
            gift_name=known.gift.name if known.gift else None,
            gift_locale=known.gift.locale if known.gift else "en",
            image=known.gift.image if known.gift else None,
            language=note_of(recipient.locale, look.asked, look.browser),
            by_mail=bool(settings().return_path),
            earlier=number - 1 if number > 1 else None,
            later=number + 1 if number < last else None,
            longest=LONGEST,
        )
    )


def _page(session: Session, gift_id: str, number: int) -> Sequence[Letter]:
    return session.scalars(
        select(Letter)
        .where(Letter.gift_id == gift_id)
        .order_by(Letter.at, Letter.id)
        .limit(LETTERS_A_PAGE)
        .offset((number - 1) * LETTERS_A_PAGE)
    ).all()


def _shown(session: Session, letter: Letter, locale: str) -> ShownLetter:
    quoted = quoted_of(letter.details) if letter.writer == "automatic" else None
    is_waiting = letter.handed_over_at is not None and letter.answered_at is None
    return ShownLetter(
        id=letter.id,
        writer=cast(Any, letter.writer),
        at=letter.at,
        words=readable(letter.body) or "",
        locale=letter.locale or locale,
        is_cut=letter.is_cut,
        quote=quoted.words if quoted else "",
        quote_locale=(quoted.locale if quoted else "") or locale,
        source=quoted.source if quoted else "",
        offers=_offers(session, quoted, locale) if quoted else (),
        act=quoted.act if quoted else "",
        waits_since=letter.handed_over_at if is_waiting else None,
        privacy=cast(Any, _privacy(letter)),
    )


def _privacy(letter: Letter) -> str:
    if letter.writer != "person" or not letter.is_private:
        return "open"
    return "hidden" if letter.shown_at is None else "shown"


def _offers(session: Session, quoted: Quoted, locale: str) -> tuple[Offer, ...]:
    found: Mapping[str, Product] = {
        product.id: product
        for product in session.scalars(select(Product).where(Product.id.in_(quoted.offers or ("",))))
    }
    facts = [gift_facts(found[key], locale) for key in quoted.offers if key in found]
    return tuple(Offer(one.product_id, one.name, one.locale) for one in facts)
