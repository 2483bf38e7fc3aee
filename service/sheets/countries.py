"""Countries by every code and name that lists write: ISO 3166, short and official names, in our languages and the neighbours'."""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Final

from babel.core import get_global

from service.config import ASSETS
from service.folding import fold
from service.sheets.refusals import CellError
from service.sheets.text import REMEMBERED, clean, says_nothing
from service.sheets.vocabulary import cldr_names

_SHORTEST_NAME: Final = 4
"""Letters; shorter ones are codes, and one letter amiss in a code is another country."""
ONE_LETTER_OF_SIX: Final = 0.83
"""How alike two words of six letters are that differ in one of them."""
VOCABULARY: Final = ASSETS / "translations" / "countries.json"
"""Code -> names besides those of CLDR: everyday ones, official ones, parts of a country that people give as it."""
_AMBIGUOUS: Final = ("congo", "korea")
"""Names of two countries; which one is meant has to be said."""
_STYLES: Final = re.compile(
    r"^(?:the )?(?:(?:federal |islamic |democratic |socialist |people s |arab |hashemite |oriental |plurinational |cooperative )*"
    r"(?:republic|kingdom|state|commonwealth|federation|grand duchy|principality|sultanate|union) of )?(?:the )?"
)
_PLATES: Final = {"A": "AT", "D": "DE"}
"""Countries as cars and old addresses have them: likely, and never taken for granted."""
_PLAIN_CODE: Final = re.compile("[A-Z]{2}")


@lru_cache(maxsize=REMEMBERED)
def find_country(text: str) -> str | None:
    """ISO 3166 alpha-2 of a code or a name in any of the languages known; None where it is none."""
    name = clean(text)
    folded = fold(name)
    if not folded:
        return None
    known = _countries()
    for likely in _spellings(name, folded):
        if (code := known.get(likely)) is not None:
            return code
    return None


def read_country(text: str) -> str:
    """ISO 3166 alpha-2 from a code or from a country's name. Raises CellError, with the one country that is likely meant."""
    name = clean(text)
    code = find_country(name)
    if code is None and (not name or says_nothing(name)):
        said = f"“{name}” is no country. " if name else ""
        raise CellError(f"{said}We need a country to know what can be delivered.", code="country_missing")
    if code is None:
        likely = _nearest(fold(name)) or _PLATES.get(name.rstrip("-"))
        raise CellError(f"“{name}” is not a country we know.", likely, code="country_unknown")
    return code


def _spellings(name: str, folded: str) -> tuple[str, ...]:
    """A name as it stands, then without what people put around it: dots between letters, brackets, "the", "Republic of"."""
    words = folded.split()
    joined = "".join(words) if "/" not in name and all(len(word) == 1 for word in words) else folded
    bare = fold(re.sub(r"[(\[].*?[)\]]", " ", name)) or folded
    last, _, first = name.partition(",")
    turned = fold(f"{first} {last}") if first.strip() else folded
    inside = fold(found[1]) if (found := re.search(r"[(\[](.*?)[)\]]", name)) else folded
    code = fold(name.split(" - ", 1)[0]) if " - " in name else folded
    return (
        folded,
        joined,
        bare,
        turned,
        _STYLES.sub("", folded),
        _STYLES.sub("", turned),
        _STYLES.sub("", bare),
        inside,
        code,
    )


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    also = json.loads(VOCABULARY.read_text("utf-8"))
    names = {fold(name): code for code, listed in also.items() if _PLAIN_CODE.fullmatch(code) for name in listed}
    for named in cldr_names("countries").values():
        for code, name in named.items():
            names.setdefault(fold(name), code)
            names.setdefault(code.lower(), code)
    for ambiguous in _AMBIGUOUS:
        names.pop(ambiguous, None)
    for alias, codes in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{3}", alias) and len(codes) == 1 and codes[0].lower() in names:
            names.setdefault(alias.lower(), codes[0])
    return names


@lru_cache(maxsize=1_024)
def _nearest(word: str) -> str | None:
    """The one country that is likely meant. The upload page chooses it beforehand, so a doubtful guess is worse than none:
    the beginning must be the same, and no second country may be as close."""
    known = _countries()
    same_beginning = [name for name in known if len(name) >= _SHORTEST_NAME and name[0] == word[:1]]
    close = get_close_matches(word, same_beginning, n=len(known), cutoff=ONE_LETTER_OF_SIX)
    closest = {known[name] for name in close if _likeness(word, name) == _likeness(word, close[0])}
    return closest.pop() if len(closest) == 1 else None


def _likeness(word: str, name: str) -> float:
    return SequenceMatcher(None, name, word).ratio()
