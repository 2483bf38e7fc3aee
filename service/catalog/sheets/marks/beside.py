"""What the rest of a row says of a mark that one of its cells calls clear: its name, its texts, and columns that we can't read.

A sheet that is free of nuts in one column and lists almonds in another is wrong in one of them, and nobody can tell from here in
which. The mark stays unknown until a person states it on the gift's page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from service.catalog.entry import CLEAR
from service.catalog.sheets.marks.headings import denies, endings, named_by
from service.catalog.sheets.marks.whole import loaded
from service.catalog.sheets.vocabulary import words
from service.dietary.prose import Sense, find_words, without_addresses
from service.dietary.tokens import Words, fold_words
from service.dietary.vocabulary import key as key_of
from service.folding import fold
from service.sheets.text import clean, says_nothing

_JOINING: Final = frozenset(
    {
        "any",
        "added",
        "and",
        "or",
        "und",
        "oder",
        "a",
        "ani",
        "nebo",
        "и",
        "или",
        "og",
        "eda",
        "si",
        "sau",
        "و",
        "او",
        "と",
        "や",
    }
)
"""Words over which a denial goes on."""
_LONGEST_END: Final = 4
_SIGNS: Final = re.compile("[\u3040-\u9fff]")
_IMITATED: Final = frozenset({"vegan", "faux", "fake", "imitation", "artificial", "synthetic", "kunst", "non"})
"""Words before a material that say it is none."""


def without_named(
    marks: Mapping[str, str], texts: Iterable[str], unread: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The marks, of which those that are `absent` and named elsewhere in the row are unknown; and these.

    `texts` are those of the product, `unread` (heading, cell) of its columns that are not read.
    """
    clear = {name for name, mark in marks.items() if mark in CLEAR}
    if not clear:
        return dict(marks), ()
    named: set[str] = set()
    for text in texts:
        named |= plainly_named(text)
    for heading, cell in unread:
        named |= _named_in_column(heading, cell)
    open_now = tuple(sorted(clear & named))
    return {**marks, **dict.fromkeys(open_now, "unknown")}, open_now


def plainly_named(text: str) -> frozenset[str]:
    """The allergens and materials that a text names without saying that they are not there."""
    found = Words(without_addresses(text))
    keys: set[str] = set()
    denied_from = -1
    for one in find_words(found):
        written = found.written(one.first, one.last)
        if one.sense & Sense.CONDITION:
            is_before = not one.sense & Sense.AFTER and not _SIGNS.match(written)  # 不使用 stands behind
            denied_from = one.last if is_before and denies(f"{written} x") else -1
        elif one.sense & Sense.FILLER:
            denied_from = denied_from if found.folded[one.first] in _JOINING else -1
        elif denied_from >= 0 and _JOINING.issuperset(found.folded[denied_from : one.first]):
            denied_from = one.last  # "free of nuts, milk and eggs"
        elif not (one.sense & Sense.MISSPELT or denies(written) or _is_free(found, one.last)):
            denied_from = -1
            keys |= {f"allergens.{key_of(bit)}" for bit in one.avoid}
            if not one.sense & Sense.ELSEWHERE and not _is_imitated(
                found, one.first
            ):  # a horn is blown, hides are seen from
                keys |= {f"materials.{key_of(bit)}" for bit in one.materials}
    return frozenset(keys) | _in_products(found, frozenset(keys))


def _in_products(found: Words, known: frozenset[str]) -> frozenset[str]:
    """What only lists of ingredients call so: Molkenpulver, oatmeal, E220. A word that is denied right at it is none."""
    keys = set()
    for at, word in enumerate(found.folded):
        for key, parts in _parts().items():
            if word.startswith(parts) and key not in known and not _is_free(found, at + 1):
                before = found.folded[at - 1] if at else ""
                if not denies(f"{before} x") and not denies(word):
                    keys.add(key)
    joined = " ".join(found.folded)
    together = "".join(found.folded)
    for key, phrases in _phrases().items():
        if any(phrase in joined or (_SIGNS.match(phrase) and phrase in together) for phrase in phrases):
            keys.add(key)
    return frozenset(keys)


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    """How single words begin, by mark."""
    return {
        key: tuple(word[0] for part in parts if len(word := fold_words(part)) == 1 and not _SIGNS.match(part))
        for key, parts in loaded()["in_products"].items()
    }


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """Several words, and words in signs, by mark."""
    return {
        key: tuple(
            ("" if _SIGNS.match(part) else " ").join(fold_words(part))
            for part in parts
            if len(fold_words(part)) > 1 and (not _SIGNS.match(part) or len(part) > 1)
        )
        for key, parts in loaded()["in_products"].items()
    }


def _is_free(found: Words, last: int) -> bool:
    """Whether what ends there is denied right behind it: gluten "-free", ナッツ"不使用"."""
    if last >= len(found):
        return False
    gap = found.text[found.spans[last - 1][1] : found.spans[last][0]]
    behind = "".join(found.folded[last : last + _LONGEST_END])
    return gap in ("", " ", "-") and (found.folded[last] in endings() or (not gap and behind.startswith(endings())))


def _is_imitated(found: Words, place: int) -> bool:
    return place > 0 and found.folded[place - 1] in _IMITATED


def _named_in_column(heading: str, cell: str) -> frozenset[str]:
    said = clean(cell)
    if not said or (says_nothing(said) and fold(said)):
        return frozenset()
    own = named_by(heading)
    return (own if fold(said) not in words("no") else frozenset()) | plainly_named(said)
