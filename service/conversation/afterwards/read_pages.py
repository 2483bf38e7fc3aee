"""The pages after an answer, as their reader sees them now. Nothing is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from renderers.context import GiftFacts, Reader
from renderers.microsite.afterwards.pages import (
    AfterPage,
    Frame,
    HowPage,
    OfficePage,
    Slot,
    after_page,
    how_page,
    office_page,
)
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.contact.quiet_hours import zones_of
from service.content.links import links_of
from service.content.pages.language import Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import gift_facts, reader_of
from service.content.stories.values import without_price
from service.conversation.afterwards.meeting import booked, put_forward
from service.conversation.afterwards.office import way_now
from service.gifting.goes_with import goes_with
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.afterwards.models import MeetingSlot, ThankYou
from service.recipients.afterwards.ratings import find_rating, said_of
from service.recipients.afterwards.scales import FURTHER, MOOD, MOODS
from service.recipients.afterwards.thanks import LONGEST
from service.recipients.models import Account, Recipient
from service.security.encryption import readable


def is_too_early(session: Session, gift: RecipientGift) -> bool:
    """Whether it cannot be asked how the gift is, since it has not arrived, and was never said."""
    return gift.status != "delivered" and find_rating(session, gift.id, MOOD) is None


def read_how(
    session: Session, gift: RecipientGift, at: datetime, reader: Reader, look: Look, *, notice: str | None, ready: str
) -> bytes:
    """ "How is it?", or what follows. `ready`: the answer that a link has brought along."""
    mood = find_rating(session, gift.id, MOOD)
    further = find_rating(session, gift.id, FURTHER)
    return how_page(
        HowPage(
            frame=frame_of(session, gift, at, reader, look, notice),
            said=said_of(mood),
            ready=ready if ready in MOODS else None,
            further=cast(Any, further.kind) if further else None,
            further_state=cast(Any, further.state) if further else "asked",
            further_said=said_of(further),
            is_shown=mood is not None and mood.is_shown,
            passed_on=gift.passed_on_at is not None,
        )
    )


def read_after(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    reader: Reader,
    look: Look,
    *,
    notice: str | None,
    typed: str = "",
) -> bytes:
    """How to keep it, the line of thanks, the meeting."""
    note = session.get(ThankYou, gift.id)
    taken = booked(session, gift.id)
    country = session.get_one(Recipient, gift.recipient_id).country
    return after_page(
        AfterPage(
            frame=frame_of(session, gift, at, reader, look, notice),
            may_thank=gift.status in KEPT | {"donated"},
            note=readable(note.body) if note else None,
            note_shown=note is not None and note.is_for_staff,
            note_private=note is not None and note.is_private,
            typed=typed,
            longest=LONGEST,
            slots=tuple(_slot(slot) for slot in put_forward(session, gift, at)),
            booked=_slot(taken[1]) if taken else None,
            zone=str(zones_of(country)[0]),
            pair=_pair(session, gift, at, look),
        )
    )


def _pair(session: Session, gift: RecipientGift, at: datetime, look: Look) -> GiftFacts | None:
    found = goes_with(session, gift, at)
    if found is None:
        return None
    locale = look.asked or session.get_one(Recipient, gift.recipient_id).locale
    return without_price(gift_facts(found, locale), hides=True)


def read_office(
    session: Session, gift: RecipientGift, at: datetime, reader: Reader, look: Look, *, notice: str | None
) -> bytes:
    """What happens when the reader's company says no."""
    frame = frame_of(session, gift, at, reader, look, notice)
    return office_page(OfficePage(frame, way_now(session, gift, at), gift.currency))


def frame_of(
    session: Session, gift: RecipientGift, at: datetime, reader: Reader, look: Look, notice: str | None
) -> Frame:
    """What all of these pages have in common, for one gift."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    locale = look.asked or recipient.locale
    sender, brand = giver_of(session, session.get_one(Campaign, gift.campaign_id), recipient.id)
    product = session.get(Product, gift.product_id) if gift.product_id else None
    return Frame(
        person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
        sender=sender,
        brand=brand,
        reader=reader,
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        help=links_of(gift).help,
        gift=gift_facts(product, locale) if product else None,
        notice=notice,
        language=note_of(recipient.locale, look.asked, look.browser),
    )


def _slot(slot: MeetingSlot) -> Slot:
    return Slot(slot.id, slot.starts_at, slot.minutes)
