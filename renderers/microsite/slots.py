"""Where the live parts of the gift page go, and the keys its forms may send."""

from __future__ import annotations

import re
from typing import Final

from renderers.errors import TemplateError

SLOTS: Final = ("notice", "answered", "answers", "address", "film", "offers", "question", "other", "papers")
_SLOT: Final = re.compile(rb"<!--slot:([a-z]+)-->")
_PART: Final = re.compile(rb"<!--part:open-->.*?<!--/part:open-->", re.DOTALL)
_PART_MARK: Final = re.compile(rb"<!--/?part:open-->")

ALLERGENS: Final = (
    "gluten", "crustaceans", "eggs", "fish", "peanuts", "soya", "milk",
    "nuts", "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs",
)  # fmt: skip
DIETS: Final = (
    "vegan", "vegetarian", "pescatarian", "gluten_free", "dairy_free", "halal", "kosher", "keto", "low_sugar", "no_alcohol",
)  # fmt: skip
WISHES: Final = ("taste", "outdoors", "make")
"""Answers to "Next time, what would you enjoy more?"."""
DECLINE_REASONS: Final = (
    "gift_policy", "value_too_high", "dietary", "not_interested", "already_have", "wrong_person", "privacy", "other",
)  # fmt: skip


def require_slots(html: str) -> None:
    """Raises TemplateError unless every slot stands in the page exactly once."""
    found = [slot.decode() for slot in _SLOT.findall(html.encode())]
    if sorted(found) != sorted(SLOTS):
        raise TemplateError(f"The page has the slots {', '.join(found)}.", where="microsite/gift.html")


def fill(body: bytes, fragments: dict[str, bytes], *, keep_open_parts: bool) -> bytes:
    """The page with every slot filled; a slot without a fragment stays empty. Parts for an open gift go once it is answered."""
    body = _PART_MARK.sub(b"", body) if keep_open_parts else _PART.sub(b"", body)
    return _SLOT.sub(lambda slot: fragments.get(slot[1].decode(), b""), body)
