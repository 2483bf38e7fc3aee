"""Where a gift is, told to its person: their own page after a yes. Nothing is written, and only a reader who came by the link
that is theirs is shown the address."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final, Literal, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import GiftFacts, Money, Reader
from renderers.microsite.where import Mailed, Notice, WaitFor, Whereabouts, WherePage, where_page
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import gift_facts, reader_of
from service.content.stories.values import without_price
from service.errors import LinkClosed, NotFound
from service.gifting.address import may_change
from service.gifting.arrival_forecast import expected_on
from service.gifting.events import EventKind, last_time
from service.gifting.find import campaign_of, may_answer
from service.gifting.models import RecipientGift
from service.gifting.packed import is_packed
from service.gifting.stop import has_run_out
from service.gifting.wait import wait_of
from service.recipients.models import Account, DeliveryAddress, Recipient
from service.recipients.postal.addresses import address_of
from service.recipients.postal.carriage import carriage_of
from service.recipients.postal.carriers import Carriage
from service.recipients.postal.label_lines import label_lines
from service.recipients.postal.mailed import mailed_of

_ROUTE: Final = (EventKind.ACCEPTED, EventKind.ORDERED, EventKind.SHIPPED, EventKind.DELIVERED)
_STATES: Final[dict[str, Whereabouts]] = {
    "accepted": "accepted",
    "ordered": "ordered",
    "shipped": "shipped",
    "delivered": "delivered",
}

_NOTICES: Final = frozenset(get_args(Notice))
_WAITS: Final[dict[str, Literal["offered", "waiting", "ended"]]] = {"waiting": "waiting", "ended": "ended"}
"""Who has stopped waiting may begin again."""
_AWAITED: Final = frozenset({"ordered", "shipped"})


def page_of_parcel(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    reader: Reader,
    look: Look = ORDINARY,
    notice: str | None = None,
) -> bytes:
    """The page's HTML; `notice` is what a press came to, as the address names it.

    Raises LinkClosed for a person who was erased, NotFound where there is no yes to tell of.
    """
    recipient = session.get_one(Recipient, gift.recipient_id)
    if recipient.erased_at is not None:
        raise LinkClosed()
    campaign, account = session.get_one(Campaign, gift.campaign_id), session.get_one(Account, gift.account_id)
    now = whereabouts(session, gift, campaign, at)
    locale = look.asked or recipient.locale
    days = _days(session, gift) if now != "ran_out" else ()
    address = session.scalar(select(DeliveryAddress).where(DeliveryAddress.gift_id == gift.id))
    carriage = _carriage(session, gift, now)
    return where_page(
        WherePage(
            person=called(session, gift, reader_of(recipient, account, locale)),
            brand=giver_of(session, campaign, recipient.id)[1],
            reader=reader,
            base_path=f"/gift/{gift.id}",
            nonce=form_nonce(gift, at),
            help=links_of(gift).help,
            now=now,
            gift=_facts(session, gift, locale),
            days=days,
            expected=expected_on(session, gift, recipient.country, days[1], at) if now in _AWAITED else None,
            carrier=carriage.carrier,
            tracking=carriage.tracking,
            tracking_page=carriage.page,
            address=_lines(session, gift, now) if reader == "greeted" else (),
            address_until=None if address is None or address.body is None else address.erase_after,
            address_gone=address is not None and address.erased_at is not None,
            address_known=address is not None and address.body is not None,
            notice=cast("Notice | None", notice if notice in _NOTICES else None),
            wait=_wait(session, gift, at) if now == "ran_out" else None,
            may_change_address=may_change(session, gift),
            mailed=_mailed(session, gift, now, reader, at),
            is_packed=gift.status == "ordered" and is_packed(session, gift),
            language=note_of(recipient.locale, look.asked, look.browser),
        )
    )


def whereabouts(session: Session, gift: RecipientGift, campaign: Campaign, at: datetime) -> Whereabouts:
    """Where the gift is. Raises NotFound where nobody said yes to it, or it will not be sent."""
    if gift.status in _STATES:
        return _STATES[gift.status]
    if has_run_out(session, gift) and may_answer(campaign, gift, at):
        return "ran_out"
    raise NotFound("There’s nothing on its way.")


def _days(session: Session, gift: RecipientGift) -> tuple[datetime, ...]:
    """When each stop was reached last, as far as it has come."""
    reached = list(_STATES).index(gift.status) + 1
    told = [last_time(session, gift, kind) for kind in _ROUTE[:reached]]
    first = gift.decided_at or gift.created_at
    return tuple(moment or first for moment in told)


def _wait(session: Session, gift: RecipientGift, at: datetime) -> WaitFor | None:
    row = wait_of(session, gift, at)
    if row is None:
        return None
    expected = None if row.expected_on is None else datetime.combine(row.expected_on, time(tzinfo=UTC))
    return WaitFor(_WAITS.get(row.state, "offered"), expected, row.until)


def _carriage(session: Session, gift: RecipientGift, now: Whereabouts) -> Carriage:
    if now not in {"shipped", "delivered"}:
        return Carriage()
    return Carriage(*carriage_of(session, [gift.id]).get(gift.id, (None, None)))


def _mailed(session: Session, gift: RecipientGift, now: Whereabouts, reader: Reader, at: datetime) -> Mailed | None:
    """The code or link of a gift that came by email, for its person alone; None where it goes as a parcel or has not left."""
    product = session.get(Product, gift.product_id) if gift.product_id is not None else None
    if product is None or not product.is_mailed or now not in {"shipped", "delivered"}:
        return None
    if reader != "greeted":
        return Mailed()
    found = mailed_of(session, gift.id, at)
    return Mailed(is_gone=True) if found is None else Mailed(found.code, found.link, found.until)


def _lines(session: Session, gift: RecipientGift, now: Whereabouts) -> tuple[str, ...]:
    address = None if now == "ran_out" else address_of(session, gift.id)
    return () if address is None else tuple(label_lines(address)[:-1])


def _facts(session: Session, gift: RecipientGift, locale: str) -> GiftFacts | None:
    if gift.product_id is None:
        return None
    facts = gift_facts(session.get_one(Product, gift.product_id), locale, Money(gift.price_minor, gift.currency))
    return without_price(facts, not campaign_of(session, gift).price_shown)
