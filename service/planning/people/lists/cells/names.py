"""Names as lists write them: with titles, family name first, in capitals, in the order of a language. Letters are never changed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from service.sheets.refusals import CellError
from service.sheets.text import REMEMBERED, clean, may_say_nothing, says_nothing
from service.sheets.vocabulary import words

_NAME_MAX: Final = 120
_COMMA: Final = re.compile(r"[,،，、]")
_BRACKETS: Final = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]\s*")
_TITLES: Final = words("titles")
_ONLY_WITH_A_DOT: Final = words("titles_with_a_dot")
"""Titles that are somebody's name as well: a title only with its dot."""
_DEGREES: Final = words("degrees")
_KEPT_LAST: Final = words("kept_last")
_SHORTEST_SHOUTED: Final = 3
"""Letters of a first word that is surely a family name in capitals, and not two initials."""
_INITIAL: Final = re.compile(r"(?:[^\W\d_]\.)+")
_HONORIFICS: Final = re.compile(r"\s*(?:様|さん|氏|先生|殿|御中)$")
_HAN_OR_KANA: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff々]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")
_PATRONYMIC: Final = re.compile(r"(?:ович|евич|ьич|ич|овна|евна|ична|инична|оглы|кызы|улы)$", re.IGNORECASE)
_RUSSIAN_FAMILY: Final = re.compile(
    r"(?:[оеё]в|[оеё]ва|[иы]н|[иы]на|ский|ская|цкий|цкая|енко|чук|юк|ых|их|ян)$", re.IGNORECASE
)
_FAMILY_FIRST: Final = frozenset({"HU", "JP", "CN", "TW", "HK", "MO", "KR", "KP", "VN", "KH"})
"""Countries whose people write the family name first at home, and often the other way round abroad: such a name stays whole."""


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name in its parts; one that cannot be taken apart stands whole in `family`, where nobody is greeted by half of it."""

    given: str | None
    family: str | None


def read_name(text: str) -> str | None:
    """A name, city or the like as it is written, or None. Only its length is checked: no list knows all names.

    Raises CellError for one that is too long.
    """
    name = clean(text)
    if len(name) > _NAME_MAX:
        raise CellError(
            f"Names can have up to {_NAME_MAX} characters; this one has {len(name)}.",
            name[:_NAME_MAX],
            code="name_too_long",
        )
    return name or None


@lru_cache(maxsize=REMEMBERED)
def read_part(text: str) -> str | None:
    """A first or last name without titles and degrees. What exports write for nothing has to be sorted out before."""
    name = read_name(text)
    if name is None:
        return None
    bare = _without_titles(name).rstrip(",; ")
    # Somebody is called Herr; nobody is called "Dr.".
    return bare or (None if name.endswith(".") else name)


def read_whole(text: str, country: str = "", *, family_first: bool = False) -> NameReading:
    """A name that stands in one cell: "Testa, Ada", "Dr. Ada Testa", "田中 美咲", "Иванова Анна Петровна".

    `family_first`: the column's heading says that the family name comes first.
    """
    name = read_name(text)
    if name is None or "@" in name:
        return NameReading(None, None)
    name = _HONORIFICS.sub("", _BRACKETS.sub(" ", name).strip() or name)
    parts = [part for piece in _COMMA.split(name) if (part := _without_titles(piece.strip()))]
    named = [part for part in parts if not _is_degree(part)]
    if not named:
        return NameReading(None, None)
    if len(named) > 1:
        last = [part for part in named[2:] if _bare(part) in _KEPT_LAST]
        if _bare(named[1]) in _KEPT_LAST:
            return _split(f"{named[0]} {named[1]}", country)
        return NameReading(named[1], " ".join((named[0], *last)))
    words = named[0].split()
    if family_first and len(words) > 1:
        is_patronymic = len(words) == 3 and _PATRONYMIC.search(words[2]) is not None
        return NameReading(words[1] if is_patronymic else " ".join(words[1:]), words[0])
    titled = named[0] != clean(name) and " " not in named[0]
    return NameReading(None, named[0]) if titled else _split(named[0], country)


def without(part: str | None, whole: str) -> str | None:
    """What is left of a whole name, or of a lone family name, beside the part that has a column of its own."""
    known = {word.casefold() for word in (part or "").split()}
    return " ".join(word for word in _without_titles(clean(whole)).split() if word.casefold() not in known) or None


@lru_cache(maxsize=REMEMBERED)
def may_be_empty(cell: str) -> bool:
    """Whether `placeholders` has to look at a first or last name, beside others in its row."""
    return says_nothing(cell) or may_say_nothing(cell)


def placeholders(given: str, family: str, whole: str, often: Collection[str]) -> tuple[bool, bool, bool]:
    """Which of a row's three name cells hold what exports write for nothing.

    "Null" and "Test" are names of people: they count as nothing only beside another such cell, or where they are in `often`,
    the words that stand in the same column again and again.
    """
    sure = [says_nothing(cell) for cell in (given, family, whole)]
    maybe = [may_say_nothing(cell) for cell in (given, family, whole)]
    parts = [(sure[at] or maybe[at] or not clean(cell)) for at, cell in enumerate((given, family))]
    alone = all(parts) and (clean(given) and clean(family))
    doubled = bool(whole) and all(may_say_nothing(word) or says_nothing(word) for word in clean(whole).split())
    return (
        sure[0] or (maybe[0] and (bool(alone) or clean(given) in often)),
        sure[1] or (maybe[1] and (bool(alone) or clean(family) in often)),
        sure[2] or (doubled and " " in clean(whole)) or (maybe[2] and clean(whole) in often),
    )


def _without_titles(name: str) -> str:
    words = name.split()
    while words and _is_title(words[0]):
        words = words[1:]
    while len(words) > 1 and (_is_degree(words[-1]) or (_is_title(words[-1]) and words[-1].endswith("."))):
        words = words[:-1]
    return " ".join(words)


def _is_title(word: str) -> bool:
    bare = word.casefold().rstrip(".:").replace(".", "-" if word.casefold().startswith("dipl") else "")
    if word.casefold() in {"mr/mrs", "mr./mrs."}:
        return True
    if bare not in _TITLES and word.casefold() not in _TITLES:
        return False
    return bare not in _ONLY_WITH_A_DOT or word.endswith(".")


def _is_degree(word: str) -> bool:
    bare = word.replace(".", "").casefold()
    written_so = word.isupper() or "." in word or word in {"PhD", "MSc", "BSc", "CSc", "DiS", "MPhil", "DrSc", "Esq"}
    return bare in _DEGREES and written_so


def _bare(word: str) -> str:
    return word.casefold().rstrip(".")


def _split(name: str, country: str) -> NameReading:
    words = name.split()
    if len(words) == 1:
        return NameReading(None, name)
    if _HAN_OR_KANA.search(name) or _HANGUL.search(name):
        return NameReading(words[1], words[0]) if len(words) == 2 else NameReading(None, name)
    if _is_cyrillic(name):
        return _split_cyrillic(words)
    shouted = _split_at_capitals(words)
    if shouted is not None:
        return shouted
    if country in _FAMILY_FIRST:
        return NameReading(None, name)
    # "J. R. Smith": the initials are the given names, all of them.
    given = max(
        1, next((place for place, word in enumerate(words[:-1]) if not _INITIAL.fullmatch(word)), len(words) - 1)
    )
    return NameReading(" ".join(words[:given]), " ".join(words[given:]))


def _split_at_capitals(words: list[str]) -> NameReading | None:
    """Many write the family name in capitals, first or last: "DE LA CRUZ Maria", "Ada TESTA"."""
    loud = [word for word in words if len(word) > 1 and word.isupper() and "." not in word]  # "J." is an initial
    quiet = [word for word in words if word not in loud]
    if loud and quiet and words in (loud + quiet, quiet + loud):
        if words[0] in loud and all(len(word) < _SHORTEST_SHOUTED for word in loud):
            return NameReading(None, " ".join(words))  # "JP Smith" or "NG Anna": nobody can tell
        return NameReading(" ".join(quiet), " ".join(loud))
    return None


def _split_cyrillic(words: list[str]) -> NameReading:
    """Russian lists put the family name first as often as last; a patronymic or the family name's ending tells."""
    if len(words) == 3 and _PATRONYMIC.search(words[2]):
        return NameReading(words[1], words[0])
    if len(words) == 3 and _PATRONYMIC.search(words[1]):
        return NameReading(words[0], words[2])
    if len(words) == 2 and _RUSSIAN_FAMILY.search(words[0]) and not _RUSSIAN_FAMILY.search(words[1]):
        return NameReading(words[1], words[0])
    return NameReading(words[0], " ".join(words[1:]))


def _is_cyrillic(name: str) -> bool:
    return all(unicodedata.name(sign, "").startswith("CYRILLIC") for sign in name if sign.isalpha())
