"""The pages that follow an answer: how is it, a line of thanks, a meeting, and what happens when a company's policy says no.

Their forms post to the page's own path below `base_path`, with the hidden `nonce` and an `act`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_timezone_location

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Brand, GiftFacts, LanguageNote, Person, Reader, Sender
from renderers.language import names
from renderers.language.dates import day_in
from renderers.language.translations import babel_locale, keys, text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.product.marks import table_of
from renderers.proof import proof, recording

MOODS: Final = ("love", "good", "not", "wrong")
ENDS: Final = {"csat": (1, 5), "ces": (1, 7), "cared": (0, 10), "nps": (0, 10)}
"""A question on a scale -> its first and last number."""
_TOLD: Final = frozenset({"contains", "may", "unknown"})
"""Rows of what is in it that are told of a thing that goes with the gift."""
_REFUSED: Final = frozenset(
    {
        "stale", "note_empty", "note_too_long", "slot_taken", "too_many", "office_nothing", "problem_none_left",
        "problem_not_arrived",
    }
)  # fmt: skip
"""Notices that say that nothing has happened."""
RULE_SAID: Final = {"rule_noted": "rule_noted", "own_rule": "own_rule", "rule_invalid": "invalid"}
"""What came of a word on the whole company's rule -> the key that the pages around a no say it by."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all of these pages have in common. `notice`: a code of `after.notice`. `gift` None: there is none any more."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    gift: GiftFacts | None = None
    notice: str | None = None
    language: LanguageNote | None = None


@dataclass(frozen=True, slots=True)
class HowPage:
    """`said`: the answer that was pressed; `ready`: one that a mail's link has brought along, and that counts when it is pressed.
    `further`: the question that follows, with what was answered to it."""

    frame: Frame
    said: str | None
    ready: str | None = None
    further: Literal["cared", "nps"] | None = None
    further_state: Literal["asked", "answered", "skipped"] = "asked"
    further_said: str | None = None
    is_shown: bool = False
    passed_on: bool = False
    """It went to a colleague: nobody is asked how it is."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be taken: when it begins, in the reader's own zone, and how many minutes it lasts."""

    id: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class AfterPage:
    """`note`: the reader's line of thanks, with whether the giver reads it; `note_private`: it cannot be shown. `slots` are empty
    where no meeting is offered; `booked` the one that was taken. `zone`: the IANA name of the reader's time zone."""

    frame: Frame
    may_thank: bool
    note: str | None
    note_shown: bool
    note_private: bool
    typed: str
    longest: int
    slots: tuple[Slot, ...]
    booked: Slot | None
    zone: str
    pair: GiftFacts | None = None
    """What goes well with the gift: only named, and safe for the reader at this moment."""


@dataclass(frozen=True, slots=True)
class OfficePage:
    """`way`: what can still be done. `decline`: it is declined at once; `stop`: it is ordered and stopped before it leaves;
    `send_back`: it has left, or is about to; None: it has ended. `currency`: what a company's limit is in."""

    frame: Frame
    way: Literal["decline", "stop", "send_back"] | None
    currency: str = "EUR"


def how_page(page: HowPage) -> bytes:
    """ "How is it?", or what follows the answer. Proofed; raises ProofFailed or TemplateError."""
    further = page.further if page.said not in {None, "wrong"} else None
    numbers = range(ENDS[further][0], ENDS[further][1] + 1) if further else ()
    return drawn("how", page.frame, page=page, moods=MOODS, further=further, numbers=[str(one) for one in numbers])


def after_page(page: AfterPage) -> bytes:
    """How to use and keep it, a line of thanks, a meeting. Proofed; raises ProofFailed or TemplateError."""
    locale, zone = page.frame.person.locale, ZoneInfo(page.zone)
    return drawn(
        "after",
        page.frame,
        page=page,
        slots=[{"id": slot.id, **_when(locale, slot, zone)} for slot in page.slots],
        booked=_when(locale, page.booked, zone) if page.booked else None,
        zone=str(get_timezone_location(zone, locale=babel_locale(locale), return_city=True)),
        marks=[mark for mark in table_of(locale, page.pair.safety) if mark.kind in _TOLD] if page.pair else (),
    )


def office_page(page: OfficePage) -> bytes:
    """What happens when the reader's company says no, before they press. Proofed; raises ProofFailed or TemplateError."""
    return drawn(
        "office",
        page.frame,
        page=page,
        account=names.company_name(page.frame.person),
        rule_said=RULE_SAID.get(page.frame.notice or ""),
    )


def meeting_title(locale: str, sender: Sender) -> str:
    """What a calendar calls the meeting, proofed."""
    with recording() as inserted:
        title = text(locale, "after.meet.summary", name=sender.name, company=sender.company)
        proof(title, inserted, "calendar file")
    return title


def _when(locale: str, slot: Slot, zone: ZoneInfo) -> dict[str, str]:
    begins = slot.starts_at.astimezone(zone)
    return {
        "day": day_in(locale, begins),
        "hour": str(format_time(begins, "short", tzinfo=zone, locale=babel_locale(locale))),
        "minutes": text(locale, "after.meet.minutes", count=slot.minutes),
    }


def drawn(template: str, frame: Frame, **values: object) -> bytes:
    """A page of these by its template, proofed. Raises ProofFailed or TemplateError."""
    locale = frame.person.locale
    notice = frame.notice if f"after.notice.{frame.notice}" in keys("after") else None
    with recording() as inserted:
        html = typeset(
            f"microsite/afterwards/{template}.html",
            locale,
            frame=frame,
            theme=theme_of(frame.brand),
            mark=wordmark(frame.brand, frame.person if frame.reader == "greeted" else None),
            base_path=frame.base_path,
            nonce=frame.nonce,
            notice=notice,
            is_done=notice not in _REFUSED,
            **values,
        )
        proof(readable(html, "afterwards"), inserted, "afterwards")
    return html.encode()
