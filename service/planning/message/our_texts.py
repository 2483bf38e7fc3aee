"""Our own sentences as readers may read them, by where they stand, from the page to text messages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from renderers.language.translations import fields, keys, resolve, text

SURFACES: Final[Mapping[str, tuple[str, ...]]] = {
    "page": ("microsite", "front", "welcome", "held", "tell"),
    "email": ("mail",),
    "film": ("video",),
    "statement": ("statement",),
    "questions": ("question",),
    "conversation": ("thread",),
    "text messages": ("sms",),
}
"""What the console calls it -> the surfaces of the catalogues."""
_VALUE: Final = "·"


@lru_cache(maxsize=64)
def our_texts(locale: str, surface: str) -> tuple[str, ...]:
    """Every sentence of one of `SURFACES` in a language, its values left open."""
    found = sorted(key for part in SURFACES[surface] for key in keys(part))
    return tuple(_sentence(resolve(locale), key) for key in found)


def _sentence(locale: str, key: str) -> str:
    values: dict[str, object] = dict.fromkeys(fields(locale, key), _VALUE)
    return text(locale, key, **values | {"count": 2})
