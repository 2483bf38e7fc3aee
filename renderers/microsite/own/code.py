"""The page on which somebody types the code of their card. It names nobody and says the same to whoever asks."""

from __future__ import annotations

from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording


def code_page(locale: str, *, is_wrong: bool) -> bytes:
    """The page as HTML, proofed. `is_wrong`: what was typed opens nothing."""
    with recording() as inserted:
        html = typeset("microsite/code.html", locale, is_wrong=is_wrong)
        proof(readable(html, "code page"), inserted, "code page")
    return html.encode()
