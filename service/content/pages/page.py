"""The gift page of this moment: what was drawn, with what may have changed since spliced in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import LivePage, Money, Reader
from renderers.errors import RenderError
from renderers.language.translations import resolve
from renderers.microsite.draw import held_page
from renderers.microsite.fragments import Shared
from renderers.microsite.live import splice
from renderers.parcel.terms import ORDINARY_TERMS, AddressTerms
from renderers.render import render
from service.content.donating.note import find_note
from service.content.films.film import player_of
from service.content.models import RenditionRow
from service.content.offers.shown import winner_section
from service.content.pages.asking import asked_now
from service.content.pages.language import ORDINARY, Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.produce import ready
from service.content.questions.put import question_on
from service.content.stories.story import story_of, value_story, waiting_story
from service.content.telling.address import address_terms, filled_in
from service.errors import LinkClosed, NotFound
from service.gifting.find import campaign_of
from service.gifting.live import LiveGift, live_gift
from service.gifting.models import RecipientGift
from service.gifting.stop import has_run_out
from service.gifting.value import is_donated_value
from service.recipients.models import Recipient
from service.storage.in_force import storage


@dataclass(frozen=True, slots=True)
class Said:
    """What the page answers to a press: a notice, or an address that cannot be used yet with what was typed. And what is known of
    the browser: whether it shows the page for the first time, and whether it can only read."""

    notice: str | None = None
    address_errors: Mapping[str, str] = field(default_factory=dict)
    address_values: Mapping[str, str] = field(default_factory=dict)
    is_first_look: bool = False
    is_read_only: bool = False


def gift_page(
    session: Session, gift: RecipientGift, at: datetime, said: Said, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """The page's HTML; nothing is written. Raises LinkClosed where there is nothing to show.

    Most visits find the page as it was drawn; the story is put together only where something has to be drawn now.
    """
    drawn = ready(session, gift)
    now = live_gift(session, gift, at)
    locale = look.asked or now.locale
    live = _live_page(session, gift, now, at, said, reader, drawn, locale)
    live = replace(live, language=note_of(now.locale, look.asked, look.browser), is_still=look.is_still)
    try:
        if live.state == "held":
            return held_page(waiting_story(session, gift, locale), live)
        if is_donated_value(gift):
            return held_page(value_story(session, gift, locale=locale), live)
        row = drawn.get("microsite") if resolve(locale) == resolve(now.locale) else None
        body, shared = _body(session, gift, row, locale), _shared(session, gift, locale)
        return splice(body, live, lambda: story_of(session, gift, locale=locale), shared)
    except RenderError:
        # This person is held, with the reason told to the sender; a page that is not right is not shown to anybody.
        raise LinkClosed() from None


def _shared(session: Session, gift: RecipientGift, locale: str) -> Shared:
    return Shared(locale, str(campaign_of(session, gift).sender.get("company", "")))


def _body(session: Session, gift: RecipientGift, row: RenditionRow | None, locale: str) -> bytes:
    """The drawn page, or one drawn on the spot where a swap has just made the old one wrong, or it is read in another language:
    words alone take milliseconds."""
    if row is not None:
        try:
            return storage().read(row.input_hash, "body")
        except NotFound:
            pass
    return render("microsite", story_of(session, gift, locale=locale)).body


def _live_page(
    session: Session,
    gift: RecipientGift,
    live: LiveGift,
    at: datetime,
    said: Said,
    reader: Reader,
    drawn: Mapping[str, RenditionRow],
    locale: str,
) -> LivePage:
    ran_out = live.is_chosen_again and has_run_out(session, gift)
    return LivePage(
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, at),
        reader=reader,
        state=live.state,
        hold_reason=live.hold_reason,
        question=question_on(session, gift, live, at),
        in_doubt=live.is_question_due,
        address_wanted=live.address_wanted and not live.address_known,
        address_known=live.address_known,
        undo_for=left(live.undo_until, at),
        kept_until=live.kept_until,
        notice=said.notice or (_again(ran_out=ran_out) if live.is_chosen_again and live.state == "open" else None),
        address_errors=said.address_errors,
        address_values=said.address_values or _filled_in(session, gift, live, at, reader),
        address_terms=_address_terms(session, gift, live, at, reader),
        passed_on=gift.passed_on_at is not None,
        film=None if reader == "not_me" else player_of(session, gift, drawn),
        statement_ready="statement" in drawn and reader != "not_me",
        offer=_offer(session, gift, live, at, said, reader, locale),
        gives=live.state == "held" and live.value_minor > 0,
        value=_value(session, gift, live),
        donation_noted=live.state == "donated" and reader != "not_me" and find_note(session, gift) is not None,
        chosen_again=live.is_chosen_again,
        ran_out=ran_out,
        checked_again=live.is_checked_again,
        rating=_rating(session, gift, live, at, reader),
        waits=live.waits,
        is_first_look=said.is_first_look,
        is_read_only=said.is_read_only,
    )


def _offer(
    session: Session, gift: RecipientGift, live: LiveGift, at: datetime, said: Said, reader: Reader, locale: str
) -> bytes | None:
    """The offer that fits best, in the same visit; nothing stands beside a question of safety or on a page that can
    only be read."""
    is_calm = live.state != "held" and not said.is_read_only and not live.is_question_due and not live.is_checked_again
    return winner_section(session, gift, at, reader, locale) if is_calm else None


def _value(session: Session, gift: RecipientGift, live: LiveGift) -> Money | None:
    """A hidden sum stands on the statement alone."""
    if not live.value_minor or not campaign_of(session, gift).price_shown:
        return None
    return Money(live.value_minor, gift.currency)


def _again(*, ran_out: bool) -> str:
    """The notice over a gift that was chosen again."""
    return "ran_out" if ran_out else "chosen_again"


def _filled_in(
    session: Session, gift: RecipientGift, live: LiveGift, at: datetime, reader: Reader
) -> Mapping[str, str]:
    """The form's first words, where it is shown."""
    if not live.address_wanted or live.address_known:
        return {}
    return filled_in(session, session.get_one(Recipient, gift.recipient_id), None, at, reader)


def _address_terms(session: Session, gift: RecipientGift, live: LiveGift, at: datetime, reader: Reader) -> AddressTerms:
    """What the form offers, where it is shown."""
    if not live.address_wanted or live.address_known:
        return ORDINARY_TERMS
    return address_terms(session, session.get_one(Recipient, gift.recipient_id), gift, at, reader)


def _rating(session: Session, gift: RecipientGift, live: LiveGift, at: datetime, reader: Reader) -> str | None:
    """What is asked about how it went, of whoever the page is for; looked for after an answer alone."""
    return asked_now(session, gift, at) if live.state in _ANSWERED and reader != "not_me" else None


_ANSWERED: Final = frozenset({"accepted", "donated", "ordered", "shipped"})


def left(until: datetime | None, at: datetime) -> timedelta | None:
    """Told as a duration, since nobody knows the reader's clock."""
    return None if until is None else until - at


def morning(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(tzinfo=UTC))
