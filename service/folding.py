"""Comparing what people type: every way of leaving differences out of account, each for what it is used for.

`fold` for headings and searches, `fold_case` for the same words said again, `company_key` for what makes an account, and
`bare_letters` for dietary words, which are heard through every spelling.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_KEPT = frozenset("LNM")
"""The general categories that a name is told apart by: letters, numbers, and marks, which in many scripts are letters."""

_YO = ("CYRILLIC", "\u0308")
_APOSTROPHES: Final = frozenset("'’‘ʼʹ′`´＇‛ꞌ")
_LETTERS: Final = {
    "ð": "d", "đ": "d", "þ": "th", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "ı": "i",
    "ة": "ه", "ى": "ي", "ک": "ك", "ی": "ي", "ـ": "",
}  # fmt: skip
"""Letters that have no bare form, written as people type them in a hurry; Arabic letters that are often taken for one another."""
_KEPT_MARKS: Final = frozenset("\u3099\u309a")
"""The marks that tell バ from ハ are part of the letter."""
_UNSEEN: Final = frozenset({"Mn", "Cf", "Sk"})
"""Unicode's categories of accents, of signs without a shape, and of tones of skin."""


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no punctuation: for comparing headings and for searching.

    Never for showing, and never as a key: in many scripts what it takes off are letters ("ホンダ" and "ポンタ" fold alike).
    """
    bare = text.lower() if text.isascii() else _without_marks(text)
    return re.sub(r"[^\w+]+", " ", bare).strip()


def fold_case(text: str) -> str:
    """The same words in any case, width and spacing; every mark and sign counts. What is kept of it is a keyed hash."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def bare_letters(text: str) -> str:
    """Without case, accents, widths and what nobody sees, every apostrophe a plain one; spaces and punctuation stay.

    Not `fold`, and on purpose: a word about food is heard as people type it in a hurry ("losos" for "łosoś"), and in Japanese the
    marks that `fold` takes off tell one word from another. A character becomes the same letters wherever it stands, so that what
    was found can be shown as it was written.
    """
    return text.translate(_BARE)


def company_key(name: str) -> str:
    """What makes two spellings one company: letter case, width, spaces and punctuation do not count, every mark does.

    One account means one gift policy, so a mark is never taken off: "Škoda" and "Skoda" are two until somebody writes them
    alike. "" where the name holds neither letter nor digit; such a name is no company's.
    """
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(_kept(letter) for letter in whole).split()) if _says_something(whole) else ""


def without_accents(key: str) -> str:
    """A key without the accents that people leave out in a hurry: those of Latin and Greek letters, and of Cyrillic ё."""
    kept: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFD", key):
        if not unicodedata.combining(letter):
            base = unicodedata.name(letter, "").split(" ", 1)[0]
        if not unicodedata.combining(letter) or not (base in {"LATIN", "GREEK"} or (base, letter) == _YO):
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


class _Bare(dict[int, str]):
    """One character -> what is compared; filled as characters come."""

    def __missing__(self, code: int) -> str:
        bare = self[code] = _bare(chr(code))
        return bare


_BARE: Final = _Bare()


def _bare(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    plain = unicodedata.normalize("NFKC", character).casefold()
    bare = unicodedata.normalize("NFKD", "".join(_LETTERS.get(letter, letter) for letter in plain))
    return "".join(
        _LETTERS.get(mark, mark) for mark in bare if mark in _KEPT_MARKS or unicodedata.category(mark) not in _UNSEEN
    )


def _without_marks(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] in _KEPT or letter == "+":
        return letter
    return "" if category == "Cf" else " "  # joiners and direction marks do not even part words


def _says_something(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)
