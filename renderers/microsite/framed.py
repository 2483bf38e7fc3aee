"""A page of one reader in the giver's frame: their look, whose page it is, and where its forms go. Proofed as it is drawn."""

from __future__ import annotations

from typing import Protocol

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Brand, Person, Reader
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording


class Framed(Protocol):
    """What the frame needs of a page. `base_path`: where its forms go; `nonce` comes back with them."""

    @property
    def person(self) -> Person: ...
    @property
    def brand(self) -> Brand: ...
    @property
    def reader(self) -> Reader: ...
    @property
    def base_path(self) -> str: ...
    @property
    def nonce(self) -> str: ...


def framed(template: str, page: Framed, what: str, /, **values: object) -> str:
    """The page's HTML; `what` names it where a word is not right. `values` are the template's own, and stand before the frame's.
    Raises ProofFailed, ContextError or TemplateError."""
    frame = {
        "page": page,
        "theme": theme_of(page.brand),
        "mark": wordmark(page.brand, page.person if page.reader == "greeted" else None),
        "base_path": page.base_path,
        "nonce": page.nonce,
    }
    with recording() as inserted:
        html = typeset(template, page.person.locale, **(frame | values))
        proof(readable(html, what), inserted, what)
    return html
