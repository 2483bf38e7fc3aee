"""Other gifts, on a page of their own: those set aside while somebody looks, two ways further, and a field to ask for a kind.

Its forms send the hidden `nonce` to paths below `base_path`:

    swap      `product`: a product id
    others    `way`: first, more, different, kind, or longer (those that are shown, for as long again); `page` with more and
              different; with kind either `words`, as they were typed, or `tap`: one of `taps`
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Final, Literal

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import Wordmark, wordmark
from renderers.context import Brand, GiftFacts, LanguageNote, LiveOffer, Money, Person, Reader, Sender, ValueStep
from renderers.language.durations import whole_minutes
from renderers.language.translations import keys, text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording

Way = Literal["first", "more", "different", "kind"]
KEPT: Final = 4096
"""Cards a process keeps drawn, each for one language: they tell of a product and name nobody. As many lines on how the value of one
differs from that of another."""
_CARDS: Final = "<!--cards-->"
_STEP: Final = "<!--step-->"
_PATH: Final = "/gift/of-whoever-looks"
_NONCE: Final = "nonce-of-this-look"
_SECONDS: Final = "seconds-of-this-look"
"""Stand in what is kept for what is each reader's own."""
_TONES: Final = {"lost_race": "error", "wish_invalid": "error"}


@dataclass(frozen=True, slots=True)
class OthersPage:
    """`gift` is what the reader has, with no price where the giver hides it. `offers` are empty before anything is set aside.
    `gone`: the card of what was just pressed in vain. `least` and `most`: what a swap may cost, None where prices are hidden.
    `is_last`: the offers can’t be held for longer again."""

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
    is_last: bool = False


def others_page(page: OthersPage) -> bytes:
    """The page as HTML, proofed. Its frame, the gift that the reader has and each card are drawn by themselves and kept: none of
    them changes with every look, or names anybody. Whose page it is, and the form's nonce, are put in last. Raises ProofFailed like
    a drawing."""
    locale = page.person.locale
    shown = page.offers if page.gone is None else (page.gone, *page.offers)
    frame = _Frame(
        locale=locale,
        theme=theme_of(page.brand).key,
        is_house=theme_of(page.brand).is_house,
        company=page.sender.company,
        help=page.help,
        has_offers=bool(page.offers),
        has_cards=bool(shown),
        **{name: getattr(page, name) for name in _AS_THEY_ARE},
    )
    lede = _Lede(
        len(page.offers), page.swap_limit, page.swaps_once, page.least, page.most, _held_for(locale, page.held_for)
    )
    mark = wordmark(page.brand, page.person if page.reader == "greeted" else None)
    html = _draw_frame(frame) if page.typed else _kept_frame(frame)
    for place, part in (
        ("<!--mark-->", _masthead(locale, mark)),
        ("<!--strip-->", _strip(locale, page.gift.image, page.gift.name, page.gift.locale, page.gift.price)),
        ("<!--lede-->", _lede(locale, lede)),
        ("<!--longer-->", _longer(locale, page)),
        (_CARDS, "".join(_card(locale, offer) for offer in shown)),
        (_PATH, page.base_path),
        (_NONCE, page.nonce),
    ):
        html = html.replace(place, part)
    return html.encode()


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the frame of a page says: nothing of the person but their language, and what they typed where that is shown again."""

    locale: str
    theme: str
    is_house: bool
    company: str
    help: str
    has_offers: bool
    has_cards: bool
    way: Way
    page: int
    pages: int
    taps: tuple[str, ...]
    longest: int
    notice: str | None
    language: LanguageNote | None
    typed: str

    @property
    def base_path(self) -> str:
        return _PATH

    @property
    def nonce(self) -> str:
        return _NONCE


_AS_THEY_ARE: Final = ("way", "page", "pages", "taps", "longest", "notice", "language", "typed")


def _draw_frame(frame: _Frame) -> str:
    with recording() as inserted:
        html = typeset(
            "microsite/others.html",
            frame.locale,
            page=frame,
            theme={"key": frame.theme, "is_house": frame.is_house},
            notice=_notice_key(frame.notice),
            tone=_TONES.get(frame.notice or "", ""),
            has_cards=frame.has_cards,
        )
        proof(readable(html, "other gifts"), inserted, "other gifts")
    return html


_kept_frame: Final = lru_cache(maxsize=512)(_draw_frame)


def _masthead(locale: str, mark: Wordmark) -> str:
    """Drawn at every look: a person's name is kept nowhere."""
    with recording() as inserted:
        html = typeset("microsite/masthead.html", locale, mark=mark, base_path=_PATH, nonce=_NONCE)
        proof(readable(html, "wordmark"), inserted, "wordmark")
    return html.strip()


@dataclass(frozen=True, slots=True)
class _Lede:
    """How many others there are, by which rule, what they may cost, and the sentence on how long they are kept."""

    offers: int
    swap_limit: str
    swaps_once: bool
    least: Money | None
    most: Money | None
    held_for: str | None


@lru_cache(maxsize=KEPT)
def _lede(locale: str, lede: _Lede) -> str:
    with recording() as inserted:
        html = typeset("microsite/lede.html", locale, lede=lede)
        proof(readable(html, "lede"), inserted, "lede")
    return html.strip()


def _longer(locale: str, page: OthersPage) -> str:
    """More time for whoever is choosing: a button, and a warning that a script has read out before the time is over."""
    seconds = int(page.held_for.total_seconds()) if page.offers and page.held_for else 0
    return _kept_longer(locale, is_last=page.is_last).replace(_SECONDS, str(seconds)) if seconds > 0 else ""


@lru_cache(maxsize=32)
def _kept_longer(locale: str, *, is_last: bool) -> str:
    with recording() as inserted:
        html = typeset(
            "microsite/longer.html", locale, is_last=is_last, base_path=_PATH, nonce=_NONCE, seconds=_SECONDS
        )
        proof(readable(html, "more time"), inserted, "more time")
    return html.strip()


@lru_cache(maxsize=KEPT)
def _strip(locale: str, image: str, name: str, language: str, price: Money | None) -> str:
    gift = {"image": image, "name": name, "locale": language, "price": price}
    with recording() as inserted:
        html = typeset("microsite/what_they_have.html", locale, gift=gift, base_path=_PATH)
        proof(readable(html, "gift"), inserted, "gift")
    return html.strip()


def _card(locale: str, offer: LiveOffer) -> str:
    step = _step(locale, offer.beside_present, has_price=offer.gift.price is not None)
    return _kept_card(locale, replace(offer, beside_present=None)).replace(_STEP, step)


@lru_cache(maxsize=KEPT)
def _kept_card(locale: str, offer: LiveOffer) -> str:
    with recording() as inserted:
        html = typeset("microsite/card.html", locale, offer=offer)
        proof(readable(html, "other gift"), inserted, "other gift")
    return html


@lru_cache(maxsize=KEPT)
def _step(locale: str, step: ValueStep | None, *, has_price: bool) -> str:
    with recording() as inserted:
        html = typeset("microsite/step.html", locale, step=step, has_price=has_price)
        proof(readable(html, "difference in value"), inserted, "difference in value")
    return html.strip()


def _notice_key(code: str | None) -> str | None:
    """The sentence of a notice, of this page's own or the gift page's."""
    for surface, key in (("others", f"others.notice.{code}"), ("microsite", f"microsite.notice.{code}")):
        if key in keys(surface):
            return key
    return None


def _held_for(locale: str, left: timedelta | None) -> str | None:
    minutes = 0 if left is None else whole_minutes(left)
    return text(locale, "microsite.swap.held", count=minutes) if minutes else None
