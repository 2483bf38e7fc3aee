"""The page on which somebody says how they want to be written to. It needs no account: their link opened it.

Its form posts to `<base_path>/preferences` with the hidden `nonce` and `act` = save: `channel`, `number` (where that is text),
`often`, `topic` (each that is wanted), `quiet` (0 is Monday), `not_before` and `not_after` (whole hours), `pause_until` (an ISO day
or nothing), `language`. `act` = take_back brings back what was before; confirm with `code`, code_again and drop_number are about a
number that waits for its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from renderers.context import Brand, LanguageNote, Person, Reader, Sender
from renderers.language.translations import babel_locale, keys
from renderers.microsite.framed import framed

TOPICS: Final = ("gift", "reminder", "parcel", "how_is_it", "welcome", "offer")
OFTEN: Final = ("house", "month", "half_year", "year")
_FIRST_HOUR, _LAST_HOUR = 8, 20


@dataclass(frozen=True, slots=True)
class NumberWaiting:
    """A number, as people write it, whose code has not been typed yet. `is_refused`: nothing reaches it. `code`: shown where no
    message leaves, None elsewhere."""

    number: str
    is_refused: bool = False
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PreferencesPage:
    """`channels`: the ways that can be chosen. `number`: as people write it; `is_number_refused`: nothing reaches it. `waiting`: a
    number that waits for its code. `takes_stop`: whether a reply of "stop" comes back to us. `hours`: (not before, not after).
    `notice`: saved, same, undone, nothing_to_undo, what came of a code, or the field that could not be read; None for none.
    `may_undo`: whether the last change can be taken back."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    channels: tuple[str, ...]
    channel: str
    often: str
    refused: tuple[str, ...]
    quiet_days: tuple[int, ...]
    hours: tuple[int, int]
    pause_until: date | None
    is_unsubscribed: bool
    may_undo: bool
    notice: str | None
    language: LanguageNote | None = None
    number: str | None = None
    is_number_refused: bool = False
    waiting: NumberWaiting | None = None
    takes_stop: bool = False


def preferences_page(page: PreferencesPage) -> bytes:
    """The page as HTML, proofed. Raises TemplateError or ProofFailed like a drawing."""
    locale = page.person.locale
    html = framed(
        "microsite/preferences.html",
        page,
        "preferences page",
        number="" if page.number is None else page.number,
        topics=TOPICS,
        often=OFTEN,
        week=[(str(day), name) for day, name in sorted(babel_locale(locale).days["stand-alone"]["wide"].items())],
        quiet={str(day) for day in page.quiet_days},
        begins=_hours(_FIRST_HOUR, _LAST_HOUR - 1),
        ends=_hours(_FIRST_HOUR + 1, _LAST_HOUR),
        begin=str(page.hours[0]),
        end=str(page.hours[1]),
        pause="" if page.pause_until is None else page.pause_until.isoformat(),
        notice=page.notice if f"preferences.notice.{page.notice}" in keys("preferences") else None,
    )
    return html.encode()


def _hours(first: int, last: int) -> list[tuple[str, str]]:
    return [(str(hour), f"{hour:02d}:00") for hour in range(first, last + 1)]
