"""From the bytes of a text file to its letters: Unicode as it is, the older code pages by the words that come out.

A code page cannot be told from bytes alone, so whatever was guessed is told with examples, and where no reading makes words the
file is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from service.sheets.refusals import ListRefused, Question

_NAMES: Final[Mapping[str, str]] = {
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp932": "Shift-JIS (Japanese)",
}
_COMMON: Final[Mapping[str, str]] = {
    "cp1252": "áéíóúýàèìòùâêîôûäëïöüÿãõñåæøœçðþßšž",
    "cp1250": "áéíóúýčďěňřšťůžäôľĺŕąćęłńśźżăâîşţșțđőűöüëßç",
    "cp1254": "çğıöşüâîûi̇",
}
"""The letters that the languages written in a code page use; others are a sign of another one."""
_TELLING: Final[Mapping[str, str]] = {
    "cp1252": "èòìùàâêîûåæøñãõðþœÿï",
    "cp1250": "čěňřďťůľąćęłńśźżăşţőűđ",
    "cp1254": "ğış",
}
_LANDS: Final[Mapping[str, re.Pattern[str]]] = {
    encoding: re.compile(rf"\.(?:{codes.lower()})\b|\b(?:{codes})\b")
    for encoding, codes in (
        ("cp1252", "DE|AT|CH|FR|BE|ES|PT|IT|SE|NO|DK|FI|IS|NL|IE|UK"),
        ("cp1250", "CZ|SK|PL|HU|RO|SI|HR"),
        ("cp1254", "TR"),
    )
}
_FREQUENT: Final[Mapping[str, str]] = {"cp1251": "оеаинтсрвл", "cp1253": "αεοιστνρη", "cp1256": "اليمونرتبةعدسفحكأ"}
"""The letters that make up about half of any text in these scripts; chance gives far fewer."""
_RARE: Final = 0.35
_WHOLLY_ACCENTED: Final = 0.6
"""The share of a Latin file's words that may hold no plain letter at all."""
_CAPITAL_INSIDE: Final = re.compile(r"[a-zà-öø-ÿšž][À-ÖØ-ÞŠŽŸ]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SIGNS: Final = frozenset("€‚„…‘’“”•–—™‰‹›«»§©®°±²³´µ·¶¹¼½¾¿¡¢£¥¦ª№\u00a0\u00ad")
_AMISS: Final = 0.1
"""The share of words that may look wrong: some names are always foreign to a code page."""
_SHOWN: Final = 3
_BETWEEN: Final = re.compile("[,;\t|]")
_HEADINGS_AMONG: Final = 25


def decode(data: bytes, is_heading: Callable[[str], bool]) -> tuple[str, tuple[Question, ...]]:
    """The file's text and what has to be told about its letters. Raises ListRefused where no reading makes words.

    Where a code page has to be guessed, the headings that `is_heading` knows count most.
    """
    for marks, encoding in ((b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(marks):
            return _strictly(data, encoding), ()
    if data[:200].count(b"\x00") > len(data[:200]) // 4:
        return _strictly(data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        return _guess(data, error, is_heading)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ListRefused(
            "encoding_unknown", "The file starts as UTF-16 but doesn’t continue that way. Save it again as CSV (UTF-8)."
        ) from None


def _guess(
    data: bytes, error: UnicodeDecodeError, is_heading: Callable[[str], bool]
) -> tuple[str, tuple[Question, ...]]:
    readings: list[tuple[float, int, float, str, str]] = []
    for place, encoding in enumerate(_NAMES):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        words = [word for word in _WORD.findall(text) if not word.isascii()]
        odd_signs = sum(1 for sign in text if not sign.isascii() and not sign.isalpha() and not _is_usual(sign))
        amiss = sum(not _is_word(word, encoding) for word in words) + odd_signs
        share = 1.0 if _by_chance(words, encoding) else amiss / max(1, len(words))
        order = place - _telling(text, encoding) * len(_NAMES)
        readings.append((round(share, 2), -_known_headings(text, is_heading), order, encoding, text))
    likely = sorted(
        (reading for reading in readings if reading[0] <= _AMISS), key=lambda reading: (reading[1], *reading)
    )
    if not likely:
        line = data.count(b"\n", 0, error.start) + 1
        raise ListRefused(
            "encoding_unknown",
            f"Line {line} is not UTF-8, so names would be garbled. In the spreadsheet choose "
            "“Save as: CSV UTF-8” (or send the XLSX itself) and upload again.",
        )
    *_, encoding, text = likely[0]
    if len(likely) > 1 and len({reading[-1] for reading in likely}) == 1:
        return text, ()  # whichever of them it was, every letter is the same
    return text, (_describe(encoding, text),)


def _known_headings(text: str, is_heading: Callable[[str], bool]) -> int:
    """How many headings the best of the first lines has: the surest words of a list are those above it."""
    lines = text.splitlines()[:_HEADINGS_AMONG]
    cells = [[cell.strip(' "') for cell in _BETWEEN.split(line)] for line in lines]
    return max((sum(map(is_heading, filter(None, line))) for line in cells), default=0)


def _describe(encoding: str, text: str) -> Question:
    examples = list(dict.fromkeys(word for word in _WORD.findall(text) if not word.isascii()))[:_SHOWN]
    shown = ", ".join(f"“{word}”" for word in examples)
    return Question(
        None,
        None,
        "encoding_guessed",
        f"The file doesn’t say how its text is encoded. We read it as {_NAMES[encoding]}, which gives words such as "
        f"{shown}. If one of them is wrong, save the sheet as CSV (UTF-8) or XLSX and upload that.",
    )


def _is_usual(sign: str) -> bool:
    return (
        sign in _SIGNS
        or unicodedata.category(sign) in {"Mn", "Mc", "Zs"}
        or "\u3000" <= sign <= "\u30ff"
        or sign >= "\uff00"
    )


def _is_word(word: str, encoding: str) -> bool:
    """Whether the word could stand in a language that is written in the code page."""
    scripts = {unicodedata.name(letter, "?").split(" ", 1)[0].split("-")[0] for letter in word}
    if encoding == "cp1251":
        return scripts == {"CYRILLIC"} and (word.islower() or word.isupper() or word.istitle())
    if encoding == "cp1253":
        return scripts == {"GREEK"} and (word.islower() or word.isupper() or word.istitle())
    if encoding == "cp1256":
        return scripts == {"ARABIC"} or (scripts == {"LATIN"} and bool(set(word.casefold()) & set("éèêàâçùûîôœ")))
    if encoding == "cp932":
        return scripts <= {"HIRAGANA", "KATAKANA", "CJK"} and not any("\uff61" <= letter <= "\uff9f" for letter in word)
    accented = [letter for letter in word.casefold() if not letter.isascii()]
    usual = all(letter in _COMMON[encoding] for letter in accented)
    # Many accented letters side by side are another script that is being shown as Latin.
    few = len(accented) <= 4 and (len(word) <= 4 or len(accented) <= len(word) // 2 + 1)
    return usual and few and not _CAPITAL_INSIDE.search(word)


def _by_chance(words: list[str], encoding: str) -> bool:
    """Whether the words as a whole look like another script that is being shown in this one."""
    letters = "".join(words).casefold()
    frequent = _FREQUENT.get(encoding)
    if frequent is not None:
        return bool(letters) and sum(letters.count(letter) for letter in frequent) < _RARE * len(letters)
    long = [word for word in words if len(word) > 1]
    bare = sum(not any(letter.isascii() for letter in word) for word in long)
    return encoding in _COMMON and bare > _WHOLLY_ACCENTED * len(long)


def _telling(text: str, encoding: str) -> int:
    """How much in the text points to the code page: letters that only its languages have, and the countries that are named."""
    letters = sum(text.casefold().count(letter) for letter in _TELLING.get(encoding, ""))
    lands = _LANDS.get(encoding)
    return letters + 2 * len(lands.findall(text)) if lands else letters
