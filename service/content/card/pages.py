"""The page of a card that travels, put together from the rows of this moment or from a card that is kept nowhere."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.microsite.own.privacy import KnownFact
from renderers.microsite.own.travelling_card import CardPage, Shown, card_page
from service.campaigns.models import Campaign
from service.content.card.claims import Claims
from service.content.card.keep import own_claims, taken_over
from service.content.card.sealed import Card
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.story import reader_of
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient


def travelling_page(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    reader: Reader,
    look: Look = ORDINARY,
    *,
    code: str | None = None,
    notice: str | None = None,
    handed_in: tuple[Card, str] | None = None,
) -> bytes:
    """The page's HTML; nothing is written. `handed_in`: a card that is whole, with its code. Only whoever came by the person's own
    link sees what would stand on theirs."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    sender, brand = giver_of(session, session.get_one(Campaign, gift.campaign_id), recipient.id)
    own = own_claims(session, recipient, at) if reader == "greeted" else None
    return card_page(
        CardPage(
            person=reader_of(recipient, session.get_one(Account, gift.account_id), look.asked or recipient.locale),
            sender=sender,
            brand=brand,
            reader=reader,
            base_path=f"/gift/{gift.id}",
            nonce=form_nonce(gift, at),
            help=links_of(gift).help,
            own=None if own is None else _lines(own, at),
            code=code,
            notice=notice,
            shown=None if handed_in is None else _shown(session, gift, *handed_in, at),
        )
    )


def _shown(session: Session, gift: RecipientGift, card: Card, code: str, at: datetime) -> Shown:
    claims = taken_over(session, gift, card)
    return Shown(
        issuer=urlsplit(card.issuer).netloc,
        lines=_lines(claims, at),
        left_out=claims != card.claims,
        card=code,
    )


def _lines(claims: Claims, at: datetime) -> tuple[KnownFact, ...]:
    """As the page of what is known has them, without a row of any table behind them."""
    return tuple(KnownFact(kind, kind, value, "asked", at, None, False, False, False) for kind, value in claims.lines())
