"""The words that mean a whole allergen, diet or material, from `assets/translations/gift_marks.json`.

Whoever says "almonds" of a person's allergy is heard as nuts; whoever says that a gift is free of almonds has said nothing of
walnuts. So a mark that makes a gift safe for somebody is read from these words alone, and every other leaves it unknown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from service.config import ASSETS
from service.dietary.tokens import fold_words

VOCABULARY: Final = ASSETS / "translations" / "gift_marks.json"


def whole_keys(text: str, group: str | None = None) -> tuple[str, ...]:
    """The marks that a text names whole, saying nothing besides ("seafood" names three); those of `group` where it is given."""
    keys = _whole().get(fold_words(text), ())
    return tuple(key for key in keys if group is None or key.startswith(f"{group}."))


@cache
def loaded() -> Mapping[str, Any]:
    """The file as it stands."""
    said: dict[str, Any] = json.loads(VOCABULARY.read_text("utf-8"))
    return said


@cache
def _whole() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, words in loaded()["whole"].items():
        for word in words:
            folded = fold_words(word)
            if key not in found.get(folded, ()):
                found[folded] = (*found.get(folded, ()), key)
    return found
