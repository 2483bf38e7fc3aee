"""What conditions are called in the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.brain.segments.conditions import Condition, What
from service.folding import searched_text

NAMES: Final[Mapping[What, str]] = {
    "country": "Country",
    "stage": "Stage",
    "value": "Value",
    "language": "Language",
    "entry": "Came in by",
    "told": "Told us, or seen",
    "device": "Device",
    "behaviour": "Behaviour",
}
HINTS: Final[Mapping[What, str]] = {
    "country": "CZ, DE, AT",
    "stage": "new, active, renewal, lapsed, prospect, customer, partner",
    "value": "over-50000-EUR: what their company bought within a year",
    "language": "cs, en",
    "entry": "mail, link, card, text: how they first came to their page; api: added with a key",
    "told": "interest:running, motive:sport",
    "device": "phone, tablet, computer: of people who agreed",
    "behaviour": "came_back, pressed_offer, looked_at_prices: of people who agreed",
}
_WORDS: Final[Mapping[str, str]] = {
    "came_back": "looked on two days or more",
    "pressed_offer": "opened an offer",
    "looked_at_prices": "looked at your prices",
    "looked_at_gift": "looked at the gift",
    "looked_at_known": "looked at what we know",
    "looked_at_offers": "looked at the offers",
    "looked_at_others": "looked at other gifts",
    "looked_at_preferences": "looked at their settings",
    "looked_at_statement": "looked at the statement",
    "looked_at_thread": "looked at the conversation",
}


def describe(condition: Condition) -> str:
    """The codes of a condition as a line of the console says them."""
    return ", ".join(_WORDS.get(code, _of_pair(code)) for code in condition.any)


def _of_pair(code: str) -> str:
    """ "interest:running" -> "running"."""
    return " ".join(searched_text(code.partition(":")[2]).split()) if ":" in code else code
