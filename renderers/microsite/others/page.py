"""Other gifts, on a page of their own: those set aside while somebody looks, two ways further, and a field to ask for a kind.

Its forms send the hidden `nonce` to paths below `base_path`:

    swap      `product`: a product id
    others    `way`: first, more, different or kind; `page` with more and different; with kind either `words`, as they were typed,
              or `tap`: one of `taps`
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final, Literal

from renderers.context import Brand, GiftFacts, LanguageNote, LiveOffer, Money, Person, Reader, Sender
from renderers.language.durations import whole_minutes
from renderers.language.translations import keys, text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.microsite.framed import framed
from renderers.proof import proof, recording

Way = Literal["first", "more", "different", "kind"]
KEPT: Final = 4096
"""Cards a process keeps drawn, each for one language and one difference in value: they tell of a product and name nobody."""
_CARDS: Final = "<!--cards-->"
_TONES: Final = {"lost_race": "error", "wish_invalid": "error"}


@dataclass(frozen=True, slots=True)
class OthersPage:
    """`gift` is what the reader has, with no price where the giver hides it. `offers` are empty before anything is set aside.
    `gone`: the card of what was just pressed in vain. `least` and `most`: what a swap may cost, None where prices are hidden."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    gift: GiftFacts
    offers: tuple[LiveOffer, ...]
    way: Way
    page: int
    pages: int
    held_for: timedelta | None
    swap_limit: str
    swaps_once: bool
    least: Money | None
    most: Money | None
    taps: tuple[str, ...]
    longest: int
    gone: LiveOffer | None = None
    notice: str | None = None
    language: LanguageNote | None = None
    typed: str = ""


def others_page(page: OthersPage) -> bytes:
    """The page as HTML, proofed: the cards each by themselves, what stands around them anew. Raises ProofFailed like a drawing."""
    locale = page.person.locale
    shown = page.offers if page.gone is None else (page.gone, *page.offers)
    cards = "".join(_card(locale, offer) for offer in shown)
    html = framed(
        "microsite/others.html",
        page,
        "other gifts",
        notice=_notice_key(page.notice),
        tone=_TONES.get(page.notice or "", ""),
        held_for=_held_for(locale, page.held_for),
        has_cards=bool(shown),
    )
    return html.replace(_CARDS, cards).encode()


@lru_cache(maxsize=KEPT)
def _card(locale: str, offer: LiveOffer) -> str:
    with recording() as inserted:
        html = typeset("microsite/card.html", locale, offer=offer)
        proof(readable(html, "other gift"), inserted, "other gift")
    return html


def _notice_key(code: str | None) -> str | None:
    """The sentence of a notice, of this page's own or the gift page's."""
    for surface, key in (("others", f"others.notice.{code}"), ("microsite", f"microsite.notice.{code}")):
        if key in keys(surface):
            return key
    return None


def _held_for(locale: str, left: timedelta | None) -> str | None:
    minutes = 0 if left is None else whole_minutes(left)
    return text(locale, "microsite.swap.held", count=minutes) if minutes else None
