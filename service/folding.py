"""Comparing what people type: every way of leaving differences out of account, each for what it is used for.

`fold` for headings, `searched_words` with `asked_words` for searches, `fold_case` for the same words said again, `company_key` for
what makes an account, `batch_key` for makers' batches, `as_an_address` for links, and `bare_letters` for dietary words, which are
heard through every spelling.
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
_LONG: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How letters with marks are written in full; `fold` takes the marks off."""
_DOTS: Final = str.maketrans("\u3002\uff61", "..")
_HIRAGANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
"""Of the two kana somebody types either."""
_ARTICLE_FROM: Final = 4
"""Letters of an Arabic word from which its article can be left out."""
SHORTEST: Final = 2
"""Letters of a word that can be looked for; one sign of a script in which signs are words."""
LONGEST_WORD: Final = 24
"""What follows tells no two words apart when somebody searches."""
ASKED_MOST: Final = 6
"""Words of one search."""
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


def batch_key(text: str) -> str:
    """A maker's batch number as it is compared: letters and figures alone, so that "L 2041-A" and "l2041a" are one batch. Accents
    stay: what only looks alike is not known to be the same."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def as_an_address(text: str) -> str:
    """As an address bar reads what was copied: wide letters are plain ones, every full stop is a dot, and signs without a shape are
    not there."""
    plain = unicodedata.normalize("NFKC", text).translate(_DOTS)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")


def searched_words(*texts: str) -> frozenset[str]:
    """The words that begin as somebody may look for them: without case, accents and signs, each in all its `_spellings`.

    A name with an apostrophe is one word and its parts are words too ("O'Brien": obrien, brien); so is an Arabic name without its
    article, and a name in signs of words, whose parts are written together (山田太郎).
    """
    found: set[str] = set()
    for text in texts:
        for word in _written_words(text):
            found |= _spellings(word.replace("'", ""))
            for part in word.split("'"):
                found |= _spellings(part)
    found |= {word[2:] for word in found if word.startswith("ال") and len(word) > _ARTICLE_FROM}
    if any(_needs_one(word) for word in found):
        found |= _spellings("".join(texts)) | _spellings("".join(reversed(texts)))
    return frozenset(word for word in found if _is_long_enough(word))


def asked_words(text: str) -> tuple[tuple[str, ...], ...]:
    """What somebody typed into a search: of each word the spellings of which one has to begin a word. Words that are too short to
    look for are left out."""
    asked = (sorted(_spellings(word.replace("'", ""))) for word in _written_words(text))
    kept = (tuple(word for word in spelled if _is_long_enough(word)) for spelled in asked)
    return tuple(dict.fromkeys(spelled for spelled in kept if spelled))[:ASKED_MOST]


def searched_text(*texts: str) -> str:
    """The words in one line, each behind a space, for a column in which SQL looks for " " and the beginning of a word."""
    return "".join(f" {word}" for word in sorted(searched_words(*texts)))


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


def latin_letters(text: str) -> str:
    """Letters and figures of ASCII, in capitals, also those that were typed wide: for a code that somebody copies or is read."""
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in wide if letter.isascii() and letter.isalnum())


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
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_LETTERS.get(mark, mark) for mark in bare if not unicodedata.combining(mark))


def _written_words(text: str) -> list[str]:
    """What stands between signs; an apostrophe, written as ', stays inside."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = ("'" if letter in _APOSTROPHES else letter if letter == "'" else _kept(letter) for letter in plain)
    return [word for word in "".join(kept).split() if word.strip("'")]


def _spellings(word: str) -> set[str]:
    """One word without accents, and as it is written where there is no key for its letters: müller is muller and mueller."""
    written = unicodedata.normalize("NFC", word)
    spelled = {_without_marks(written), _without_marks(written.translate(_LONG))}
    return {one.translate(_HIRAGANA)[:LONGEST_WORD] for one in spelled}


def _needs_one(word: str) -> bool:
    return "\u3400" <= word[:1] <= "\u9fff"


def _is_long_enough(word: str) -> bool:
    return len(word) >= (1 if _needs_one(word) else SHORTEST)


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] in _KEPT or letter == "+":
        return letter
    return "" if category == "Cf" else " "  # joiners and direction marks do not even part words


def _says_something(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)
