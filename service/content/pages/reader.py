"""Who is reading: a token opens a gift once, then a cookie does, so that no key stays in the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from flask import request
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from renderers.context import LanguageNote, Reader
from renderers.language.translations import LOCALES
from service.config import settings
from service.content.links import Linked, cookie_of, is_cookie_of, is_link_of, was_link_of
from service.content.pages.language import Look, lacking_of
from service.errors import LinkClosed, LinkNotKept, LinkUnknown
from service.gifting.find import Around, find_around_for_reader, find_for_reader
from service.gifting.lock import lock_for_press
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient

COOKIE: Final = "handpicked_gift"
NAMED: Final = "handpicked_named"
"""Says how the reader of a gift's page is to be met. It opens nothing, so it carries no signature."""
LANGUAGE: Final = "handpicked_language"
"""The language that this browser reads a gift's pages in. Like the one above it opens nothing."""
SEEN: Final = "handpicked_seen"
"""Says that this browser has shown the gift's page before, so that nothing moves on it again."""
_THIS: Final = "this-gift"
ENTRY: Final = "handpicked_entry"
"""How this browser came to the gift: a code that is counted, and opens nothing."""
ACTING: Final = "handpicked_acting"
"""Whether somebody at the console of a sandbox acts as this gift's person, who is made up. It opens nothing."""
ASKED: Final = "language"
REFRESH: Final = "refresh"
_MET: Final[Mapping[str, Reader]] = {"yes": "greeted", "no": "not_me"}
_KEPT_SECONDS: Final = 60 * 24 * 3600
_LONGEST: Final = 64
Opened = TypeVar("Opened", bound=Linked)


def gift_by_token(session: Session, gift_id: str, token: str) -> RecipientGift:
    """The gift this link opens. Raises LinkUnknown, the same for a wrong token, a revoked one, and a gift that never was."""
    gift = find_for_reader(session, gift_id)
    if gift is None or len(token) > _LONGEST or not is_link_of(gift, token):
        raise LinkUnknown()
    return gift


def gift_to_leave(session: Session, gift_id: str, token: str) -> RecipientGift:
    """The gift whose mail somebody wants no more of: an older link of it leads out as well as that of today. Raises LinkUnknown."""
    gift = find_for_reader(session, gift_id)
    if gift is None or len(token) > _LONGEST or not was_link_of(gift, token):
        raise LinkUnknown()
    return gift


def gift_by_cookie(session: Session, gift_id: str) -> RecipientGift:
    """The gift of the page's path, for the browser that came through its link. Raises LinkClosed; LinkNotKept where the browser
    brings nothing, whatever gift it asks for."""
    _require_cookie()
    return _own(find_for_reader(session, gift_id))


def around_by_cookie(session: Session, gift_id: str) -> Around:
    """The same with all that is around it, read at once. Raises LinkClosed or LinkNotKept."""
    _require_cookie()
    found = find_around_for_reader(session, gift_id)
    if found is None:
        raise LinkClosed()
    _own(found.gift)
    return found


def locked_by_cookie(session: Session, gift_id: str, recipient_id: str) -> RecipientGift:
    """The same with person and gift locked in the order of the whole house, and read once for all that the press does. Raises
    LinkClosed or LinkNotKept."""
    _require_cookie()
    return _own(lock_for_press(session, gift_id, recipient_id))


def _require_cookie() -> None:
    if not request.cookies.get(COOKIE, ""):
        raise LinkNotKept("Open this page from its link, in a browser that accepts cookies.")


def _own(gift: Opened | None) -> Opened:
    """The gift that this browser's cookie opens. Raises LinkClosed for every other."""
    if gift is None or not brings_cookie_of(gift):
        raise LinkClosed()
    return gift


class Presser(NamedTuple):
    """What a press asks of the gift before anything is written: its link, and whose it is. `locale` is the person's."""

    id: str
    link_version: int
    recipient_id: str
    locale: str


_PRESSER: Final = (
    select(RecipientGift.id, RecipientGift.link_version, RecipientGift.recipient_id, Recipient.locale)
    .join(Recipient, Recipient.id == RecipientGift.recipient_id)
    .where(RecipientGift.id == bindparam("gift"), Recipient.erased_at.is_(None))
)


def presser_by_cookie(connection: Connection, gift_id: str) -> Presser:
    """As `gift_by_cookie`, of what a press asks alone. Raises LinkClosed or LinkNotKept."""
    _require_cookie()
    row = connection.execute(_PRESSER, {"gift": gift_id}).one_or_none()
    found = None if row is None else Presser(*row)
    return _own(found)


def admit(response: Response, gift: RecipientGift) -> Response:
    """Gives the browser what opens this gift's pages and nothing else."""
    return _give(response, gift.id, COOKIE, cookie_of(gift))


def greet(response: Response, gift: RecipientGift, *, by_name: bool) -> Response:
    """From now on this browser is met by the recipient's name on this gift's pages, or by no name at all."""
    return _give(response, gift.id, NAMED, "yes" if by_name else "no")


def note_acting(response: Response, gift: RecipientGift) -> Response:
    """From now on this gift's pages lead this browser back to the console, which it came from."""
    return _give(response, gift.id, ACTING, "yes")


def keep_entry(response: Response, gift: RecipientGift, entry: str) -> Response:
    """From now on this browser is known to have come by mail, link or card."""
    return _give(response, gift.id, ENTRY, entry)


@lru_cache(maxsize=2)
def _seen(*, is_secure: bool) -> str:
    """The same cookie for everybody but for its path, so it is written once: every first look gives it."""
    return _made(Response(), _THIS, SEEN, "yes", is_secure=is_secure).headers["Set-Cookie"]


def _give(response: Response, gift_id: str, cookie: str, value: str) -> Response:
    """A cookie that is sent back to this gift's pages alone."""
    return _made(response, gift_id, cookie, value, is_secure=settings().is_https)


def _made(response: Response, gift_id: str, cookie: str, value: str, *, is_secure: bool) -> Response:
    response.set_cookie(
        cookie,
        value,
        max_age=_KEPT_SECONDS,
        path=f"/gift/{gift_id}",
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def brings_cookie_of(gift: Linked) -> bool:
    """Whether this browser kept what the gift's link gave it."""
    cookie = request.cookies.get(COOKIE, "")
    return 0 < len(cookie) <= _LONGEST and is_cookie_of(gift, cookie)


def is_first_look() -> bool:
    """Whether this browser has not shown the gift's page before, as far as it tells."""
    return SEEN not in request.cookies


def keep_seen(response: Response, gift_id: str) -> Response:
    """From now on a look of this browser is not its first."""
    if is_first_look():
        response.headers.add("Set-Cookie", _seen(is_secure=settings().is_https).replace(_THIS, gift_id))
    return response


def reader() -> Reader:
    """Who looks at this gift's page, as far as the links they came by and their own word tell."""
    return _MET.get(request.cookies.get(NAMED, ""), "unnamed")


def asked_language() -> str | None:
    """The language chosen for this look: by the address, or in this browser before; None where nobody chose."""
    chosen = (request.args.get(ASKED, ""), request.cookies.get(LANGUAGE, ""))
    return next((language for language in chosen if language in LOCALES), None)


def keep_asked_language(response: Response) -> None:
    """What the address asks for is kept by the browser, for the pages of this gift alone."""
    asked, gift_id = request.args.get(ASKED, ""), (request.view_args or {}).get("gift_id")
    if asked in LOCALES and gift_id and request.path.startswith("/gift/"):
        _give(response, gift_id, LANGUAGE, asked)


def is_still() -> bool:
    """Whether the reader stopped a page that waits from refreshing."""
    return request.args.get(REFRESH) == "off"


def this_look() -> Look:
    """In which language the page is being read."""
    return Look(asked_language(), _languages(request.headers.get("Accept-Language", "")), is_still())


@lru_cache(maxsize=256)
def _languages(accepted: str) -> tuple[str, ...]:
    """What a browser accepts, best first. Many say the same."""
    return tuple(str(tag) for tag in parse_accept_header(accepted, LanguageAccept).values())


def locale_of_look(listed: str) -> str:
    """The language of this look at a page of somebody whose language is `listed`."""
    return asked_language() or listed


def readers_note() -> LanguageNote | None:
    """What a page says of its language to somebody we cannot know."""
    return None if asked_language() else lacking_of(this_look().browser)


def readers_locale() -> str:
    """The language of somebody we cannot know: the one chosen for this look, what their browser asks for, else English."""
    return asked_language() or request.accept_languages.best_match(LOCALES, "en") or "en"
