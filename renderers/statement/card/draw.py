"""The printed card, A6 on both sides, for whoever is not reached by mail: a picture to scan, a code to type, how to stop."""

from __future__ import annotations

from typing import Final

from renderers.errors import ProofFailed
from renderers.lettering.fonts import require_letters
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording
from renderers.runtime.bounded import Limits, draw_bounded
from renderers.statement.card.context import Card, from_bytes, to_bytes
from renderers.statement.pdf.html_to_pdf import lay_out, print_pdf
from renderers.statement.pdf.read_back import words_of
from renderers.statement.qr_code import code_svg

LIMITS: Final = Limits(cpu_seconds=60, wall_seconds=120, memory_mb=2048)
_SIDES: Final = 2
_NAME_SIZES: Final = ((14, 31), (22, 24), (34, 18), (10_000, 13))
"""Letters of the longest word of a name, at most -> points."""


def draw_card(card: Card, limits: Limits = LIMITS) -> bytes:
    """The card as PDF, drawn in a child.

    Raises TooLarge for one that takes more than `limits`, ProofFailed where a word does not fit on its side or did not arrive,
    FontMissing and TemplateError as any drawing.
    """
    return draw_bounded(f"{__name__}:draw_in_child", to_bytes(card), limits)


def draw_in_child(given: bytes) -> bytes:
    """The act of the child."""
    return print_card(from_bytes(given))


def print_card(card: Card) -> bytes:
    """Draws and proofs it in this process. Raises ProofFailed and whatever else `draw_card` does."""
    picture = code_svg(card.link, card.link)
    with recording() as inserted:
        html = typeset(
            "statement/card.html",
            card.locale,
            card=card,
            picture=picture,
            name_size=_name_size(card.name or card.brand),
            has_marks=card.edition == "bleed",
        )
        words = readable(html.replace(picture, ""), "card")
        proof(words, inserted, "card")
    require_letters(words, "card")
    if len(lay_out(html).pages) != _SIDES:
        raise ProofFailed("A side of the card holds more than fits on it.", where="card")
    pdf = print_pdf(html, f"card {card.code} {card.edition}")
    told = "".join(words_of(pdf).split())
    for word in (card.code, card.typed):
        if "".join(word.split()) not in told:
            raise ProofFailed(f"{word!r} is not in the finished PDF.", where="card")
    return pdf


def _name_size(name: str) -> int:
    longest = max((len(word) for word in name.split()), default=0)
    letters = max(longest, len(name) // 2)
    return next(size for most, size in _NAME_SIZES if letters <= most)
