"""A gift of which something is known of every kind, and what is answered about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from renderers.context import GiftFacts
from renderers.samples.stories import SAMPLE_STORIES
from service.conversation.concierge.reply import reply, texts_of
from service.conversation.concierge.understand import own_words_of, understand
from service.conversation.concierge.values import Answer, Known

CHOCOLATE: GiftFacts = replace(SAMPLE_STORIES["long-name"].gift, lead_days=3)
"""Contains soya and milk, may contain nuts and sesame; halal and kosher are not stated."""
Prepared = tuple[str, str, str, bool]
"""Language, question, kind of the answer, and whether it is handed over."""


def table(name: str) -> list[Prepared]:
    rows = json.loads((Path(__file__).parent / name).read_text("utf-8"))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def known(locale: str = "en", gift: GiftFacts | None = CHOCOLATE, **values: Any) -> Known:
    texts = [*(texts_of(gift) if gift else ()), "Nora Whitfield", "Fjord & Loom"]
    defaults: dict[str, Any] = {
        "giver": "Nora Whitfield", "company": "Fjord & Loom", "state": "open",
        "open_until": datetime(2027, 4, 30, tzinfo=UTC), "undo_until": None, "has_charities": True,
        "swap_limit": "within_20", "may_swap": True, "is_price_shown": True, "address_known": False, "has_statement": True,
        "own_words": own_words_of(texts),
    }  # fmt: skip
    return Known(locale=locale, gift=gift, **(defaults | values))


def ask(question: str, of: Known) -> Answer:
    return reply(understand(question, of.own_words), of)
