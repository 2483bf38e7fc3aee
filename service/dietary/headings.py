"""What a column of a list is about, as far as food and faith go: by the words of its heading, also inside long form questions.

A heading is about diet where it says so ("Dietary requirements", "Allergènes"), where it puts food beside a wish or a limit ("Meal
choice", "Catering notes"), where it is nothing but a word for meals ("Essen", "Restrictions"), or where it names a diet or allergen
itself ("Vegan?"). Companies, industries and accounts may have food in their names and mean none ("Food & Beverage industry"). A
column about faith is told apart, so that it can be refused and offered as a question about food.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from service.config import ASSETS
from service.dietary.detect import detect
from service.dietary.lexicon import Lexicon, fill_roles
from service.dietary.prose import Sense, find_words
from service.dietary.read_diet import read_diet
from service.dietary.tokens import Words, fold_words

HEADINGS: Final = ASSETS / "translations" / "dietary_headings.json"
_JOINED: Final = re.compile(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])|_")
"""Where programs write two words as one: dietaryRestrictions, diet_type."""
_YES: Final = frozenset(
    {
        "yes",
        "y",
        "true",
        "x",
        "1",
        "ja",
        "j",
        "да",
        "ano",
        "já",
        "da",
        "نعم",
        "はい",
        "有",
        "あり",
        "ναι",
        "oui",
        "o",
        "✓",
        "✔",
        "✅",
        "☑",
        "☒",
        "●",
        "■",
        "〇",
        "○",
        "◯",
    }
)
_MARKS: Final = frozenset({"x", "1", "o"})
"""Of those, what ticks a box where the heading names what is ticked, and says nothing under another."""
_OTHER: Final = (
    "other", "others", "other (please specify)", "other, please specify", "something else", "special", "see notes", "see note",
    "see comments", "andere", "anderes", "sonstige", "sonstiges", "siehe Notiz", "siehe Bemerkung", "jiné", "jiná", "ostatní",
    "viz poznámka", "другое", "иное", "см. примечание", "annað", "sjá athugasemd", "altele", "alta", "altceva", "vezi nota", "أخرى",
    "غير ذلك", "その他", "備考参照",
)  # fmt: skip
_OPENING: Final = re.compile(r"\s*([^\W\d_]{1,6})\s*[(,;:.!、،：（–—-]\s*(?=\w)")
_NO: Final = frozenset({"n", "f", "false", "falsch", "nepravda", "ложь", "fals"})
"""How programs write "no" under a question."""
DOUBT: Final = "?"
"""What reads as a doubt about everything."""


def heading_kind(heading: str) -> Literal["diet", "religion"] | None:
    """What a column is about, or None where it is about neither food nor faith."""
    heading = _JOINED.sub(" ", heading)
    words = Words(heading)
    roles = _roles(words)
    if _is_diet(words, heading, roles):
        return "diet"
    return "religion" if "religion" in roles else None


def cell_under(heading: str, cell: str) -> str:
    """What a cell says under a heading that names a diet or allergen itself: "yes" under "Vegan?" is "vegan".

    "No" under such a heading answers for that one word and for nothing else, so it is "unknown", never "none". "Yes" under any
    other dietary heading says that there is something and not what, which is a doubt. Every other cell is returned as it is.
    """
    bare = heading.strip().rstrip("?？؟;:：")
    named = read_diet(bare)
    names_one = named.restricted and not named.unknown_words
    opening = _OPENING.match(cell)
    if opening is not None and says_yes(opening[1]) and opening[1].casefold() not in _MARKS:
        rest = cell[opening.end() :]  # "Yes - nuts"
        cell = f"{bare}, {rest}" if names_one else rest
    if not names_one and cell.strip().casefold() in _NO:
        cell = "no"
    if tuple(fold_words(cell)) in _other():
        return DOUBT
    if not names_one:
        return DOUBT if says_yes(cell) and cell.strip().casefold() not in _MARKS else cell
    said = read_diet(cell)
    if says_yes(cell):
        return bare
    if cell.strip().casefold() in _NO | {"0"}:
        return "unknown"
    return "unknown" if said.known and not said.restricted else cell


@cache
def _other() -> frozenset[tuple[str, ...]]:
    """What forms offer beside the diets they name: there is something, and nobody said what."""
    return frozenset(map(fold_words, _OTHER))


def says_yes(cell: str) -> bool:
    """Whether a cell says yes, or bears a tick, and nothing else."""
    return bool({"".join(fold_words(cell)), cell.strip()} & _yes())


@cache
def _yes() -> frozenset[str]:
    return frozenset("".join(fold_words(word)) or word for word in _YES)


def _is_diet(words: Words, heading: str, roles: set[str]) -> bool:
    senses = Sense(0)
    for found in find_words(words):
        senses |= found.sense
    if senses & Sense.ALLERGY:
        return True
    if "business" in roles:
        return "tells" in roles and "need" in roles
    if "tells" in roles or senses & Sense.ALWAYS or detect(heading) is not None:
        return True
    return tuple(words.folded) in _alone() or {"food", "need"} <= roles


def _roles(words: Words) -> set[str]:
    lexicon = _lexicon()
    roles: set[str] = set()
    place = 0
    while place < len(words):
        found = lexicon.at(words.folded, place)
        if found is not None:
            roles |= found[1].roles
        place += found[0] if found is not None else 1
    return roles


@cache
def _lexicon() -> Lexicon:
    lexicon = Lexicon()
    fill_roles(lexicon, HEADINGS, without=("alone",))
    return lexicon


@cache
def _alone() -> frozenset[tuple[str, ...]]:
    lexicon = Lexicon()
    fill_roles(lexicon, HEADINGS, without=("tells", "food", "need", "business", "religion"))
    return frozenset(lexicon.phrases)
