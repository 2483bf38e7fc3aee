"""The thread between a gift's reader and its giver: letters with name and day, no bubbles.

Its forms post to `<base_path>/thread` with the hidden `nonce` and an `act`:

    write        `words`, and `to`: any or giver
    show         `letter`: its id; the giver may read it from then on
    only_asked   nothing else: what was asked about the gift tells nothing about its reader

"Yes" to the question posts to `<base_path>/answer` as on the gift page, and a proposed gift to `<base_path>/swap`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Brand, LanguageNote, Person, Reader, Sender
from renderers.language import vocabulary
from renderers.language.translations import keys
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.microsite.slots import NEVER
from renderers.proof import proof, recording

LETTERS_A_PAGE: Final = 40
TONES: Final = {"sent": "", "shown": "", "only_asked": ""}
"""Notices of what has happened; all others say that nothing has."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A gift that an automatic answer proposes: its id, and its name in `locale`."""

    product_id: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """One letter. `words` "" where it cannot be read any more. `waits_since`: the giver has not answered yet. `privacy`: whether
    the giver is kept from reading it, and the reader may let them."""

    id: str
    writer: Literal["person", "seller", "automatic"]
    at: datetime
    words: str
    locale: str
    is_cut: bool = False
    quote: str = ""
    quote_locale: str = ""
    source: str = ""
    offers: tuple[Offer, ...] = ()
    act: str = ""
    waits_since: datetime | None = None
    privacy: Literal["open", "hidden", "shown"] = "open"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a letter made us ask its writer: the keys that it names. `only_asks`: it may have been a question and nothing more."""

    avoid: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    only_asks: bool = False

    @property
    def never(self) -> tuple[str, ...]:
        """The keys of `slots.NEVER` that its materials are told by."""
        return tuple(key for key, materials in NEVER.items() if set(materials) & set(self.materials))

    @property
    def can_tap(self) -> bool:
        """Whether one press answers it: something is named that a form can send, and it stands in a question."""
        told = {material for key in self.never for material in NEVER[key]}
        is_named = bool(self.avoid or self.follow or self.materials)
        return self.only_asks and is_named and set(self.materials) <= told


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """`letters` are the oldest first. `notice`: a code of `thread.notice`. `typed`: what could not be sent, to be sent again.
    `earlier` and `later`: numbers of the pages around this one, None at either end. `by_mail`: replies to our emails come here."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    letters: tuple[ShownLetter, ...]
    asked: Asked | None = None
    notice: str | None = None
    typed: str = ""
    to: Literal["any", "giver"] = "any"
    gift_name: str | None = None
    gift_locale: str = "en"
    image: str | None = None
    language: LanguageNote | None = None
    by_mail: bool = False
    earlier: int | None = None
    later: int | None = None
    longest: int = 2000


_ACTS: Final = {
    "tell": "/privacy#tell",
    "statement": "/statement",
    "gift": "",
    "data": "/privacy",
    "stop": "/privacy#channels",
    "erase": "/privacy#erase",
}
"""Code of an answer's link -> its path below the gift's page."""


def thread_page(page: ThreadPage) -> bytes:
    """The page as HTML, proofed. Raises TemplateError for a source without a name, ProofFailed like a drawing."""
    locale = page.person.locale
    notice = page.notice if f"thread.notice.{page.notice}" in keys("thread") else None
    with recording() as inserted:
        html = typeset(
            "microsite/thread.html",
            locale,
            page=page,
            theme=theme_of(page.brand),
            mark=wordmark(page.brand, page.person if page.reader == "greeted" else None),
            base_path=page.base_path,
            nonce=page.nonce,
            notice=notice,
            is_done=notice in TONES,
            acts=_ACTS,
            asked_words=_asked_words(locale, page.asked),
        )
        proof(readable(html, "thread"), inserted, "thread")
    return html.encode()


def _asked_words(locale: str, asked: Asked | None) -> str | None:
    if asked is None or not asked.can_tap:
        return None
    words = [
        *(vocabulary.allergen(locale, key) for key in asked.avoid),
        *(vocabulary.diet(locale, key) for key in asked.follow),
        *(vocabulary.material(locale, key) for key in asked.materials),
    ]
    return vocabulary.listed(locale, words)
