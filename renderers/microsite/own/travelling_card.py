"""One card that travels: what its reader told, to be taken to any giver's page, and a card from elsewhere, looked at before
anything is kept of it.

The page's forms post below `<base_path>/my-card` with the hidden `nonce`:

    file, code    nothing else: the card as a file, or as a code on this page
    read          `file`, or `code` as text
    keep          `card`: the code that was read, `agree` = yes
"""

from __future__ import annotations

from dataclasses import dataclass

from renderers.context import Brand, Person, Reader, Sender
from renderers.language.translations import keys, text
from renderers.microsite.framed import framed
from renderers.microsite.own.privacy import KnownFact, value_words


@dataclass(frozen=True, slots=True)
class Shown:
    """A card from elsewhere that is whole. `issuer`: the host it is from; `lines`: what it says; `left_out`: whether a limit on it
    is in other money than the gift, so that it is not kept; `card`: its code."""

    issuer: str
    lines: tuple[KnownFact, ...]
    left_out: bool
    card: str


@dataclass(frozen=True, slots=True)
class CardPage:
    """`own`: what would stand on the reader's own card; None where whoever reads may be somebody else. `code`: their card, once
    they asked for it. `shown`: a card that they have handed in. `notice`: a code of `card.error`."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    own: tuple[KnownFact, ...] | None
    code: str | None = None
    shown: Shown | None = None
    notice: str | None = None


def card_page(page: CardPage) -> bytes:
    """The page as HTML, proofed. Raises ProofFailed like a drawing."""
    locale = page.person.locale

    def said(facts: tuple[KnownFact, ...]) -> list[tuple[str, str]]:
        return [(text(locale, f"privacy.kind.{fact.kind}"), value_words(locale, fact)) for fact in facts]

    html = framed(
        "microsite/travelling_card.html",
        page,
        "card page",
        own=None if page.own is None else said(page.own),
        lines=[] if page.shown is None else said(page.shown.lines),
        notice=page.notice if f"card.error.{page.notice}" in keys("card") else None,
    )
    return html.encode()
