"""The notice of a recall on paper, for whom no mail has reached: a sheet of A5 for each person, in their language, to be posted or
handed over. It holds what the mail holds, and no link: a link opens its reader's own page.

Drawn in a child, since how many there are is decided by a press.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final
from unicodedata import bidirectional

from renderers.errors import ProofFailed
from renderers.language.translations import direction, text
from renderers.lettering.fonts import require_letters
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.product.recall import HEADING, RecallFacts, parts
from renderers.proof import proof, recording
from renderers.runtime.bounded import Limits, draw_bounded
from renderers.statement.pdf.html_to_pdf import print_pdf
from renderers.statement.pdf.read_back import words_of

LIMITS: Final = Limits(cpu_seconds=60, wall_seconds=120, memory_mb=2048)
MOST: Final = 50
"""Sheets of one file; the next press prints the next ones."""
_WHERE: Final = "recall card"


@dataclass(frozen=True, slots=True)
class RecallCard:
    """One person's sheet. `to`: the lines that it is posted to, or who it is handed to. `number`: of their gift."""

    locale: str
    number: str
    to: tuple[str, ...]
    facts: RecallFacts


def draw_recall_cards(cards: Sequence[RecallCard], limits: Limits = LIMITS) -> bytes:
    """One PDF, in the order given. Raises TooLarge where it takes more than `limits`, ProofFailed, FontMissing and TemplateError as
    any drawing."""
    told = json.dumps([asdict(card) for card in cards], default=datetime.isoformat)
    return draw_bounded(f"{__name__}:draw_in_child", told.encode(), limits)


def draw_in_child(given: bytes) -> bytes:
    """The act of the child."""
    return print_recall_cards([_card(told) for told in json.loads(given)])


def print_recall_cards(cards: Sequence[RecallCard]) -> bytes:
    """Draws and proofs the file in this process. Raises ProofFailed and whatever else `draw_recall_cards` does."""
    with recording() as inserted:
        sheets = [_sheet(card) for card in cards]
        for sheet in sheets:
            words = readable(sheet, _WHERE)
            proof(words, inserted, _WHERE)
            require_letters(words, _WHERE)
        html = typeset("parcel/recall_cards.html", "en", number=cards[0].number)
    pdf = print_pdf(html.replace("<!--sheets-->", "".join(sheets)), " ".join(card.number for card in cards))
    printed = "".join(words_of(pdf).split())
    for card in cards:
        if "".join(card.number.split()) not in printed:
            raise ProofFailed(f"{card.number} is not in the finished PDF.", where=_WHERE)
    return pdf


def _sheet(card: RecallCard) -> str:
    locale = card.locale
    told = parts(locale, replace(card.facts, contact=_in_order(locale, card.facts.contact)), partial(text, locale))
    lines = [_in_order(locale, line) for line in card.to]
    return typeset("parcel/recall_card.html", locale, card=card, lines=lines, heading=text(locale, HEADING), parts=told)


def _in_order(locale: str, words: str) -> str:
    """Between words that run from right to left a number of several parts is turned in print, where isolates are not heeded."""
    if direction(locale) == "ltr" or any(bidirectional(letter) in {"R", "AL"} for letter in words):
        return words
    return f"\N{LEFT-TO-RIGHT EMBEDDING}{words}\N{POP DIRECTIONAL FORMATTING}"


def _card(told: dict[str, Any]) -> RecallCard:
    facts = dict(told["facts"])
    sent_on = facts["sent_on"]
    facts |= {
        "remedies": tuple(facts["remedies"]),
        "sent_on": None if sent_on is None else datetime.fromisoformat(sent_on),
    }
    return RecallCard(told["locale"], told["number"], tuple(told["to"]), RecallFacts(**facts))
