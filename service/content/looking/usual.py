"""A look that finds the page as it was drawn: most looks, and the cheapest. One question to the database, no row of a session, a
file or two; whatever else is to be said or drawn is left to `pages.page`, which asks for everything there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NoReturn

from flask import g

from renderers.context import LivePage, Reader
from renderers.errors import RenderError
from renderers.language.translations import resolve
from renderers.microsite.fragments import Shared
from renderers.microsite.live import splice
from service.contact.caps import free_from
from service.content.looking.glance import Glance, glance_at
from service.content.pages.language import Look, note_of
from service.content.pages.nonce import form_nonce
from service.content.pages.reader import brings_cookie_of
from service.db.connect import glimpsing
from service.errors import LinkClosed, NotFound
from service.gifting.live import LiveGift, live_from, state_of
from service.recipients.questions import QuestionKind
from service.storage.in_force import storage

_NONE: Final[Mapping[str, str]] = {}


class _Unusual(Exception):
    """Something has to be drawn for this reader alone."""


def usual_page(gift_id: str, at: datetime, reader: Reader, look: Look, *, is_first_look: bool) -> bytes | None:
    """The page's HTML, byte for byte as `gift_page` answers it; None where this look is not a usual one, or none at all."""
    with glimpsing() as connection:
        seen = glance_at(connection, gift_id, at.date())
    if seen is None or seen.has_own_time or not brings_cookie_of(seen.gift):
        return None
    g.is_made_up_gift = bool(seen.is_invented)
    try:
        state = state_of(seen.gift, seen.campaign, seen.erased_at, at)
        live = live_from(seen.gift, seen.campaign, state, seen.locale, seen.beside, at)
        if live.state != "open" or live.is_chosen_again or live.is_question_due or seen.has_offers:
            return None
        return _spliced(seen, live, at, reader, look, is_first_look=is_first_look)
    except (LinkClosed, NotFound, RenderError, _Unusual):
        return None


def _spliced(
    seen: Glance, live: LiveGift, at: datetime, reader: Reader, look: Look, *, is_first_look: bool
) -> bytes | None:
    page = seen.drawn.get("microsite")
    locale = look.asked or seen.locale
    if page is None or resolve(locale) != resolve(seen.locale):
        return None
    shown = LivePage(
        base_path=f"/gift/{seen.gift.id}",
        nonce=form_nonce(seen.gift, at),
        reader=reader,
        state=live.state,
        hold_reason=live.hold_reason,
        question=_question(seen, live, at),
        in_doubt=False,
        address_wanted=False,
        address_known=live.address_known,
        undo_for=None if live.undo_until is None else live.undo_until - at,
        notice=None,
        address_errors=_NONE,
        address_values=_NONE,
        film=None if reader == "not_me" else _player(seen),
        statement_ready="statement" in seen.drawn and reader != "not_me",
        language=note_of(seen.locale, look.asked, look.browser),
        is_first_look=is_first_look,
    )
    return splice(storage().read(page, "body"), shown, _draw_nothing, Shared(locale, seen.company))


def _question(seen: Glance, live: LiveGift, at: datetime) -> QuestionKind | None:
    """As `questions.put.question_on` has it; what is about safety is no usual look."""
    if live.question is None:
        return None
    free = free_from(seen.asked_at, seen.question_days, seen.is_invented)
    return live.question if free is None or free <= at else None


def _player(seen: Glance) -> bytes | None:
    """As `films.film.player_of` has it."""
    film, poster = seen.drawn.get("video"), seen.drawn.get("poster")
    key = film or poster
    if key is None or seen.has_no_film:
        return None
    try:
        return storage().read(key, "refused" if film is None and seen.is_film_refused else "player")
    except NotFound:
        return None


def _draw_nothing() -> NoReturn:
    raise _Unusual
