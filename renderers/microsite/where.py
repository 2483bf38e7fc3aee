"""Where the gift is, as its person sees it after a yes: a route of four stops with their days, who carries it and where it goes;
or that there was none left to pack and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Brand, GiftFacts, LanguageNote, Person, Reader
from renderers.errors import ContextError
from renderers.language import dates
from renderers.language.translations import text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.product.marks import Mark, table_of
from renderers.proof import proof, recording

Whereabouts = Literal["accepted", "ordered", "shipped", "delivered", "ran_out"]
Notice = Literal["address_changed", "address_packed", "waiting", "wait_stopped", "wait_gone"]
"""What the page answers to a press."""
_STOPS: Final = ("accepted", "ordered", "sent", "delivered")
_REACHED: Final = {"accepted": 0, "ordered": 1, "shipped": 2, "delivered": 3}
_SAFE_LINK: Final = "https://"
_TOLD: Final = frozenset({"contains", "may", "unknown"})
"""Rows of what is in it that the page repeats."""


@dataclass(frozen=True, slots=True)
class WaitFor:
    """What there was none left of, and may be waited for: the day of its next delivery, if known, and when waiting ends."""

    state: Literal["offered", "waiting", "ended"]
    expected: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Mailed:
    """A code or an https link, and until when it is shown; both None for whoever did not come by the link that is theirs, and once
    it was deleted."""

    code: str | None = None
    link: str | None = None
    until: datetime | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class WherePage:
    """What the page tells. `days` are the moments of the stops that were reached, in order; `expected` a day for the last.

    `address` are the lines to show, empty where the reader is not known to be the person or it was erased; `tracking_page` an https
    address that we made ourselves. `gift` None: the next one is still being chosen.
    """

    person: Person
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    now: Whereabouts
    gift: GiftFacts | None
    days: tuple[datetime, ...]
    expected: datetime | None = None
    carrier: str | None = None
    tracking: str | None = None
    tracking_page: str | None = None
    address: tuple[str, ...] = ()
    address_until: datetime | None = None
    address_gone: bool = False
    address_known: bool = False
    language: LanguageNote | None = None
    notice: Notice | None = None
    wait: WaitFor | None = None
    may_change_address: bool = False
    is_packed: bool = False
    """Packed and not sent: its address stands, and what is wrong with it has to be said to somebody."""
    mailed: Mailed | None = None
    """Of a gift that came by email."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the route: `mark` is done, now or empty; `note` says when."""

    name: str
    mark: str
    note: str


def where_page(page: WherePage) -> bytes:
    """HTML, proofed. Raises ContextError for a link that is not ours to give, ProofFailed like a drawing."""
    if page.tracking_page is not None and not page.tracking_page.startswith(_SAFE_LINK):
        raise ContextError("A parcel is followed at an https address of its carrier alone.")
    if page.mailed is not None and page.mailed.link is not None and not page.mailed.link.startswith(_SAFE_LINK):
        raise ContextError("What comes by email leads to an https address alone.")
    locale = page.person.locale
    with recording() as inserted:
        html = typeset(
            "microsite/where.html",
            locale,
            page=page,
            theme=theme_of(page.brand),
            mark=wordmark(page.brand, page.person if page.reader == "greeted" else None),
            base_path=page.base_path,
            nonce=page.nonce,
            route=tuple(_route(locale, page)),
            marks=_marks(locale, page.gift),
            back=_back(locale, page.wait),
        )
        proof(readable(html, "where page"), inserted, "where page")
    return html.encode()


def _route(locale: str, page: WherePage) -> Iterator[Stop]:
    if page.now == "ran_out":
        return
    reached = _REACHED[page.now]
    for place, name in enumerate(_STOPS):
        mark = "done" if place < reached or page.now == "delivered" else ("now" if place == reached else "")
        yield Stop(text(locale, f"parcel.where.stop.{name}"), mark, _note(locale, page, place, reached))


def _note(locale: str, page: WherePage, place: int, reached: int) -> str:
    if place < len(page.days) and place <= reached:
        return dates.weekday(locale, page.days[place])
    if place == len(_STOPS) - 1 and page.expected is not None:
        return text(locale, "parcel.where.expected", day=dates.weekday(locale, page.expected))
    return text(locale, "parcel.where.not_yet")


def _back(locale: str, wait: WaitFor | None) -> str:
    if wait is None or wait.expected is None:
        return text(locale, "arrival.wait.no_day")
    return text(locale, "arrival.wait.day", day=dates.weekday(locale, wait.expected))


def _marks(locale: str, gift: GiftFacts | None) -> list[Mark]:
    return [] if gift is None else [mark for mark in table_of(locale, gift.safety) if mark.kind in _TOLD]
