"""What the heading of a column says about one allergen, diet or material, and what "yes" and "no" below it then mean.

"Nuts" and "Contains nuts?" are answered yes where there are some, "Nut-free" where there are none; whoever takes one for the other
calls a gift safe that is not. A heading of which nobody taught us how it is meant is not read, and what it names stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from service.catalog.entry import GROUPS
from service.catalog.sheets.marks.whole import loaded, whole_keys
from service.dietary.prose import Sense, find_words
from service.dietary.read_diet import read_diet
from service.dietary.tokens import Words, fold_words
from service.dietary.vocabulary import key as key_of

PART: Final = "part"
"""One of what a mark stands for ("Hazelnuts"): "yes" tells of it, "no" says nothing of the others."""
SAYS: Final = ("free", "traces", "not", PART)
"""What may stand behind a mark's name in a field: "allergens.nuts:free" is answered yes where there are none."""
_KEY: Final = re.compile(r"(allergens|diets|materials)[._ ](\w+)")
_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_REMEMBERED: Final = 4_096
_NAMES: Final = Sense.FOOD | Sense.LIKED | Sense.MATERIAL | Sense.ALWAYS


def mark_field(heading: str) -> str | None:
    """The mark that a column is about ("allergens.nuts"), and behind a colon what else its heading says; None for no one."""
    if (exact := _KEY.fullmatch(heading.strip())) is not None and exact[2] in GROUPS[exact[1]]:
        return f"{exact[1]}.{exact[2]}"
    words = _said(heading)
    if not words:
        return None
    for free, listed in _free_names().items():
        if words in listed:
            return f"{free}:free"
    if (named := _one(words)) is not None:
        return named
    for says, bare in _unwrapped(words):
        if (key := _one(bare)) is not None and (field := _field(key, says)) is not None:
            return field
    return _part(words)


@lru_cache(maxsize=_REMEMBERED)
def named_by(heading: str) -> frozenset[str]:
    """The marks that a heading names, however it means them."""
    read = read_diet(heading)
    keys = {f"allergens.{key_of(bit)}" for bit in read.avoid} | {f"materials.{key_of(bit)}" for bit in read.materials}
    keys |= {f"diets.{key_of(bit)}" for bit in read.follow}
    for one in find_words(Words(heading)):
        if one.sense & _NAMES and not one.sense & Sense.ELSEWHERE:
            keys |= {f"allergens.{key_of(bit)}" for bit in one.avoid}
            keys |= {f"diets.{key_of(bit)}" for bit in one.follow}
            keys |= {f"materials.{key_of(bit)}" for bit in one.materials}
    return frozenset(keys)


@lru_cache(maxsize=_REMEMBERED)
def denies(text: str) -> bool:
    """Whether a text says that what it names is not there: "no nuts", "nut-free", "not vegan"."""
    words = fold_words(text)
    return bool(words) and (
        any(says in ("free", "not") for says, _ in _unwrapped(words))
        or any(one.sense & Sense.AFTER for one in find_words(Words(text)))
    )


def _said(heading: str) -> tuple[str, ...]:
    """The words of a heading without "(y/n)" and the like."""
    bare = _BRACKETS.sub(lambda found: " " if fold_words(found[1]) in _unsaid() else f" {found[1]} ", heading)
    words = fold_words(bare.replace("_", " "))
    for ending in _unsaid():
        if len(words) > len(ending) and words[-len(ending) :] == ending and "/" in heading:
            return words[: -len(ending)]
    return words


def _one(words: tuple[str, ...]) -> str | None:
    keys = whole_keys(" ".join(words))
    # A thing in several groups ("scent" is one, "alcohol" is not): the column is of whichever it names alone.
    return keys[0] if len(keys) == 1 else None


def _field(key: str, says: str) -> str | None:
    """The field of a key below such a wrapper; None where the two don't go together."""
    is_diet = key.startswith("diets.")
    if says in ("contains", "suits"):
        return key if is_diet == (says == "suits") else None
    if says == "not":
        return f"{key}:not" if is_diet else None
    if says == "free" and key == "allergens.gluten":
        return "diets.gluten_free"  # what may be sold as gluten-free can still hold wheat
    return None if is_diet else f"{key}:{says}"


def _unwrapped(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(what a wrapper says, the words without it), the longest wrapper first."""
    for says, wrapper in _wrappers():
        size = len(wrapper)
        if len(words) > size and words[:size] == wrapper:
            yield says, words[size:]
        if len(words) > size and words[-size:] == wrapper:
            yield says, words[:-size]
    for end in endings():
        if len(words[-1]) > len(end) + 1 and words[-1].endswith(end):
            yield "free", (*words[:-1], words[-1].removesuffix(end))


def _part(words: tuple[str, ...]) -> str | None:
    """A heading that is one of the things that a mark stands for, and nothing else."""
    if any(True for _ in _unwrapped(words)):
        return None
    text = " ".join(words)
    read = read_diet(text)
    keys = [f"allergens.{key_of(bit)}" for bit in read.avoid] + [f"materials.{key_of(bit)}" for bit in read.materials]
    if read.unknown_words or read.ask or read.follow or len(keys) != 1:
        return None
    is_said_otherwise = any(one.sense & (Sense.ALLERGY | Sense.CONDITION) for one in find_words(Words(text)))
    return None if is_said_otherwise else f"{keys[0]}:{PART}"


@cache
def _wrappers() -> tuple[tuple[str, tuple[str, ...]], ...]:
    listed = [(says, fold_words(word)) for says, words in loaded()["headed"].items() for word in words]
    return tuple(sorted((one for one in listed if one[1]), key=lambda one: -len(one[1])))


@cache
def endings() -> tuple[str, ...]:
    """What a word ends in, or is followed by, that says that it is not there."""
    return tuple(sorted(("".join(fold_words(end)) for end in loaded()["glued"]), key=len, reverse=True))


@cache
def _unsaid() -> frozenset[tuple[str, ...]]:
    return frozenset(fold_words(words) for words in loaded()["unsaid"])


@cache
def _free_names() -> dict[str, frozenset[tuple[str, ...]]]:
    return {key: frozenset(map(fold_words, words)) for key, words in loaded()["free_names"].items()}
