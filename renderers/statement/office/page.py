"""The page on which an ethics office answers to a gift statement, without an account, and the one that asks for its code.

It says what the statement says, in the language of whoever reads it: nothing of why the gift was chosen, of food or of an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from babel.numbers import get_currency_precision

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording
from renderers.statement.figures import figures_of

OfficeNotice = Literal["keep", "share", "return", "rules", "both", "stale", "nothing", "moved", "sum", "softer"]
DONE: Final = frozenset({"keep", "share", "return", "rules", "both"})
"""Notices that say that something has happened; an address may have a page say no other."""


@dataclass(frozen=True, slots=True)
class OfficeAsked:
    """What can be answered at this moment. `way`: what a return does, None where nothing is left to return. `may_pass`: whether the
    gift can be kept or shared. `rules`: what this link said last for everybody, {} for nothing; `typed` stands in its field where
    it could not be read."""

    path: str
    nonce: str
    way: Literal["decline", "stop", "send_back"] | None
    may_pass: bool
    currency: str
    rules: Mapping[str, Any]
    typed: str = ""


def office_page(story: Story, asked: OfficeAsked, notice: OfficeNotice | None = None) -> bytes:
    """The page as HTML, proofed."""
    with recording() as inserted:
        html = typeset(
            "microsite/office.html",
            story.person.locale,
            story=story,
            figures=figures_of(story),
            asked=asked,
            limit=asked.typed or _typed(asked),
            notice=notice,
            is_done=notice in DONE,
            theme=theme_of(story.brand),
            mark=wordmark(story.brand, None),
            base_path=asked.path,
            nonce=asked.nonce,
        )
        proof(readable(html, "office page"), inserted, "office page")
    return html.encode()


def code_page(locale: str, typed: str = "", *, is_unknown: bool = False) -> bytes:
    """The page that asks for the code, proofed."""
    with recording() as inserted:
        html = typeset("microsite/office_code.html", locale, typed=typed, is_unknown=is_unknown)
        proof(readable(html, "office page"), inserted, "office page")
    return html.encode()


def _typed(asked: OfficeAsked) -> str:
    """The limit as it stands in its field; "" for none."""
    minor = asked.rules.get("cap_minor")
    digits = get_currency_precision(asked.currency)
    return "" if minor is None else f"{minor / 10**digits:.{digits}f}"
