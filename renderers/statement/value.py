"""A sum in place of a gift, as the page and the statement of its donation name it."""

from __future__ import annotations

from typing import Final

from renderers.context import GiftFacts, Money, SafetyFacts
from renderers.language.translations import text

_NONE: Final = "value"
"""Stands for the codes of a product that there is none of."""


def value_alone(locale: str, value: Money) -> GiftFacts:
    """The sum's facts in the reader's language: nothing is in it, and nothing was sent."""
    name = text(locale, "statement.value.alone")
    return GiftFacts(
        product_id=_NONE,
        sku=_NONE,
        name=name,
        line=name,
        inside=text(locale, "statement.inside.alone"),
        category=_NONE,
        price=value,
        lead_days=0,
        image=_NONE,
        image_alt=name,
        locale=locale,
        safety=SafetyFacts(False, (), (), (), (), (), (), (), None),
    )
