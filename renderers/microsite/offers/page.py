"""Everything a sender has for somebody, by rank, on a page of its own; and the first of them as a section of another page.

Its forms post to `<base_path>/offers` with the hidden `nonce` and an `act`:

    show     nothing else: all of them are shown, which counts as seen
    go       `offer`: its id; its link is opened, which counts as pressed
    agree    nothing else: how the page is used may be counted
    stop     nothing else: it may not, and what was counted is deleted
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Brand, LanguageNote, Money, Person, Reader, Sender
from renderers.language.translations import keys
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording

_NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """`kind`: keep, reward, complement or news. `value` None for news, and where the giver hides what a gift is
    worth. `host`: where the link leads. `locale`: of its words."""

    id: str
    kind: str
    title: str
    line: str
    link: str
    host: str
    locale: str
    value: Money | None
    until: date | None

    @property
    def until_at(self) -> datetime | None:
        """A moment of the last day, for sentences."""
        return None if self.until is None else datetime.combine(self.until, _NOON)


@dataclass(frozen=True, slots=True)
class OffersPage:
    """`offers` by rank. `agrees`: whether they let us count how they use the page. `is_live`: whether it can be
    pressed, which staff who look at it can't. `notice`: gone, stale, agreed or stopped."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    offers: tuple[ShownOffer, ...]
    is_bound: bool
    agrees: bool
    notice: str | None = None
    language: LanguageNote | None = None
    is_live: bool = True


def offers_page(page: OffersPage) -> bytes:
    """The page as HTML, proofed. Raises TemplateError or ProofFailed like a drawing."""
    with recording() as inserted:
        html = typeset(
            "microsite/offers/page.html",
            page.person.locale,
            page=page,
            theme=theme_of(page.brand),
            mark=wordmark(page.brand, page.person if page.reader == "greeted" else None),
            base_path=page.base_path,
            nonce=page.nonce,
            notice=page.notice if f"offers.notice.{page.notice}" in keys("offers") else None,
        )
        proof(readable(html, "offers page"), inserted, "offers page")
    return html.encode()


def offer_section(offer: ShownOffer, locale: str, company: str, base_path: str, nonce: str) -> bytes:
    """The first of them, for another page, with the way to all. Proofed; raises as above."""
    with recording() as inserted:
        html = typeset(
            "microsite/offers/section.html", locale, offer=offer, company=company, base_path=base_path, nonce=nonce
        )
        proof(readable(html, "offer"), inserted, "offer")
    return html.encode()


def go_page(page: OffersPage, host: str, url: str) -> bytes:
    """Between a press and the sender's own page, which is opened from here: a form of ours may lead to no other site. Proofed."""
    with recording() as inserted:
        html = typeset(
            "microsite/offers/go.html",
            page.person.locale,
            page=page,
            theme=theme_of(page.brand),
            mark=wordmark(page.brand, None),
            base_path=page.base_path,
            nonce=page.nonce,
            host=host,
            url=url,
        )
        proof(readable(html, "offer"), inserted, "offer")
    return html.encode()
