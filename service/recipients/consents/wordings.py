"""Which sentences people agreed to. Each has a version; other words are another version, and the old ones stay in the catalogues,
so that a copy quotes what was read. `tests/service/recipients/consents` holds every version to its words, in all languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FOOD: Final = "food.1"
"""Stands beside every form that asks what somebody avoids."""
USE: Final = "use.1"
SHOWN: Final = "shown.1"
VIEWING: Final = "viewing.1"
TEXTS: Final = "texts.1"
STOP: Final = "stop.1"
WORDINGS: Final[Mapping[str, str]] = {
    FOOD: "consent.food.1",
    USE: "offers.counted.refuses",
    SHOWN: "viewing.show",
    VIEWING: "viewing.off",
    TEXTS: "preferences.number.hint",
    STOP: "privacy.stop",
    "basis_agreed.1": "privacy.origin.agreed",
    "basis_customer.1": "privacy.origin.customer",
    "basis_none.1": "privacy.origin.none",
    "food_form.1": "privacy.origin.food_form",
    "food_mail.1": "privacy.origin.food_mail",
    "food_call.1": "privacy.origin.food_call",
    "food_person.1": "privacy.origin.food_person",
}
"""Name and version -> the sentence in the catalogues. The last seven are what a page tells of a list."""


def version_of(wording: str) -> int:
    """The number at its end. Raises ValueError where there is none."""
    return int(wording.rpartition(".")[2])
