"""Comparing what people type: one loose way for headings and searches, one strict way for what makes an account."""

from __future__ import annotations

import re
import unicodedata

_KEPT = frozenset("LNM")
"""The general categories that a name is told apart by: letters, numbers, and marks, which in many scripts are letters."""

_YO = ("CYRILLIC", "\u0308")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no punctuation: for comparing headings and for searching.

    Never for showing, and never as a key: in many scripts what it takes off are letters ("ホンダ" and "ポンタ" fold alike).
    """
    bare = text.lower() if text.isascii() else _without_marks(text)
    return re.sub(r"[^\w+]+", " ", bare).strip()


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


def _without_marks(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] in _KEPT or letter == "+":
        return letter
    return "" if category == "Cf" else " "  # joiners and direction marks do not even part words


def _says_something(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)
