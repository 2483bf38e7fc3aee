"""Letters that a program has broken on their way into a list, put right where only one reading is possible.

UTF-8 that was read as Windows-1252 and saved again ("JosÃ©"), Cyrillic that was shown as Latin ("Èâàí"), entities of web pages
("O&#39;Brien"), marks of spreadsheets ("_x000D_"): none of them is anybody's name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_MISREAD_AS: Final = (
    "cp1252",
    "latin-1",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1256",
    "mac_roman",
    "cp437",
    "cp850",
)
_RUN: Final = re.compile(r"[^\x00-\x7f]{2,}")
"""One broken letter is two to four signs in a row, none of them of ASCII."""
_UNDEFINED: Final = re.compile(r"[\x80-\x9f]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FOUR_IN_A_ROW: Final = re.compile(r"[À-ÿ¸¨]{4}")
"""No language that is written in Latin letters has four accented ones side by side."""
_ACCENTED_WORD: Final = re.compile(r"(?<![A-Za-z])[À-ÿ¸¨]{2,}(?![A-Za-z])")
_SOUND: Final = frozenset("аеёиоуыэюяіїєАЕЁИОУЫЭЮЯІЇЄ")
_ODD_BLOCKS: Final = ((0x0180, 0x0217), (0x021C, 0x036F), (0x03CF, 0x0400), (0x0460, 0x058F), (0x1D00, 0x1DFF))
"""Letters that hardly any name holds: where a repair gives one of them, it was no repair."""
_SHOWN_ONLY: Final = ("'=", "'+", "'-", "'@")
"""How a file of ours writes what a spreadsheet would compute."""
_DEEPEST: Final = 4
"""How often the same letters may have been broken, one over the other."""


def repair(text: str) -> str:
    """The text as it was before a program broke it; the text itself where nothing is broken."""
    if text.startswith(_SHOWN_ONLY):
        text = text[1:]
    if text.isascii() and "&" not in text and "_x" not in text:
        return text
    return _repaired(text)


def is_whole(text: str) -> bool:
    """Whether nothing in it can be broken; a text of which this is not so need not be."""
    return text.isascii() and is_whole_in_ascii(text)


def is_whole_in_ascii(text: str) -> bool:
    """Whether none of its parts that are ASCII can be broken."""
    return "&" not in text and "_x" not in text and "'" not in text


@lru_cache(maxsize=8_192)
def _repaired(text: str) -> str:
    plain = _ESCAPE.sub(_control, text)
    for _ in range(_DEEPEST):
        better = _ENTITY.sub(lambda found: html.unescape(found.group()), plain)
        if better == plain:
            break
        plain = better
    plain = _RUN.sub(lambda found: _reread(found.group(), _DEEPEST) or found.group(), plain)
    if not _FOUR_IN_A_ROW.search(plain):
        return plain
    return _ACCENTED_WORD.sub(lambda found: _as_cyrillic(found.group()), plain)


def _control(found: re.Match[str]) -> str:
    """`_x000D_` is what spreadsheets write for a control sign; anything else in this form may be somebody's own code."""
    sign = chr(int(found[1], 16))
    return " " if unicodedata.category(sign) == "Cc" else found.group()


def _reread(run: str, depth: int) -> str | None:
    """The letters that the run's bytes are in UTF-8, broken up to `depth` times over; None where they are none."""
    for encoding in _MISREAD_AS:
        data = _bytes(run, encoding)
        if data is None:
            continue
        try:
            found = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if depth > 1:
            found = _RUN.sub(lambda part: _reread(part.group(), depth - 1) or part.group(), found)
        if len(found) < len(run) and all(_is_likely(letter) for letter in found):
            return found
    return None


def _bytes(run: str, encoding: str) -> bytes | None:
    """The run in an encoding; bytes that it does not define stand for themselves, as programs let them pass."""
    try:
        return run.encode(encoding)
    except UnicodeEncodeError:
        if not _UNDEFINED.search(run):
            return None
    pieces: list[bytes] = []
    for sign in run:
        try:
            pieces.append(bytes((ord(sign),)) if _UNDEFINED.match(sign) else sign.encode(encoding))
        except UnicodeEncodeError:
            return None
    return b"".join(pieces)


def _is_likely(letter: str) -> bool:
    category = unicodedata.category(letter)
    if category in {"Cc", "Co", "Cn", "Cs"}:
        return False
    return not any(first <= ord(letter) <= last for first, last in _ODD_BLOCKS)


def _as_cyrillic(word: str) -> str:
    """Windows-1251 that was shown as Windows-1252 makes a word with Cyrillic vowels, in the case that words have."""
    try:
        found = word.encode("cp1252").decode("cp1251")
    except UnicodeError:
        return word
    in_case = found.islower() or found.isupper() or found.istitle()
    return found if in_case and _SOUND & set(found) else word
