"""The page on which an erasure ends: what went, by kind and number and never by value, and what stays and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Brand
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording

GONE: Final = ("facts", "answers", "letters", "said", "gifts", "files", "addresses", "numbers")
"""Kinds that are counted; one of which there was none is left out."""


@dataclass(frozen=True, slots=True)
class ErasedPage:
    """`gone`: kind of `GONE` -> how many. `kept_gifts`: gifts whose ids and sums stay. `number` proves the erasure and says nothing
    of its person. `help`: a mail address to write to."""

    locale: str
    brand: Brand
    at: datetime
    gone: Mapping[str, int]
    kept_gifts: int
    number: str
    help: str


def erased_page(page: ErasedPage) -> bytes:
    """The page as HTML, proofed; nobody is named in it. Raises TemplateError or ProofFailed like a drawing."""
    with recording() as inserted:
        html = typeset(
            "microsite/erased.html",
            page.locale,
            page=page,
            theme=theme_of(page.brand),
            mark=wordmark(page.brand, None),
            gone=[(kind, page.gone[kind]) for kind in GONE if page.gone.get(kind)],
            time=f"{page.at:%H:%M} UTC",
        )
        proof(readable(html, "erased page"), inserted, "erased page")
    return html.encode()
