"""Which glyphs a finished PDF really draws, and which ones a word is shaped to: for scripts whose letters join and change places.

Text read out of a PDF comes in the order it was drawn: the vowel of "क्षि" stands before its consonant, Arabic runs backwards, and
one glyph may stand for several letters. So a word of such a script is not searched for by its letters. It is shaped once more,
alone, with the same fonts, and the glyphs of the file are compared with that; one that is missing, or another one, is found.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Final

from renderers.errors import ProofFailed
from renderers.statement.pdf.html_to_pdf import print_pdf

Glyph = tuple[str, int]
"""Name of the font, number of the glyph in it."""
Run = tuple[Glyph, ...]

_OBJECT: Final = re.compile(rb"(?:^|\n)(\d+) 0 obj\n")
_STREAM: Final = re.compile(rb"<<([^\n]*?)/Length (\d+)[^\n]*?>>\s*\nstream\n")
_FONT: Final = re.compile(rb"/BaseFont /([A-Z]{6})\+([^\s/<>\[\]()]+)")
_CONTENTS: Final = re.compile(rb"/Type /Page/.*?/Contents (\d+) 0 R")
_DRAWN: Final = re.compile(rb"/([A-Z]{6}) [-\d.]+ Tf|<([0-9a-f]+)>")
_SANS: Final = "'Print Inter', 'IBM Plex Sans Arabic', 'Noto Sans', sans-serif"
_SERIF: Final = "'Print Literata', Amiri, 'Noto Sans', serif"
_FACES: Final = tuple(
    f"font-family: {family}; font-weight: {weight}; letter-spacing: {spacing}"
    for family, weight, spacing in (
        *((_SANS, weight, "normal") for weight in (400, 600)),
        *((_SERIF, weight, spacing) for weight in (400, 600) for spacing in ("normal", "-.3pt")),
    )
)
"""How words are set on paper, by its style sheet; letters that are spaced are not joined to ligatures."""
_PAPER: Final = (
    '<!doctype html><html lang="{}"><head><title>Words</title><style>@page {{ size: 1000mm 4000mm !important }}</style></head>'
    "<body>{}</body></html>"
)
"""One page, so that the words come first and the page's number last."""
_WORDS: Final = (
    '<p dir="auto" style="{}; white-space: nowrap">{}</p>',
    '<p dir="auto" style="{}; white-space: nowrap">&lrm;{}&lrm;</p>',
    '<p style="{}; white-space: nowrap; direction: rtl">{}</p>',
)
"""A word alone, as `slots` sets it into a line of the other direction (some vowels look different where a word begins, and after a
mark of direction none does), and in a line from right to left, where the comma after it is drawn on its left."""


def is_shaped(word: str) -> bool:
    """Whether its letters join or change places, so that a PDF need not tell them as they are written."""
    return any(
        unicodedata.bidirectional(letter) in {"R", "AL"} or unicodedata.category(letter) in {"Mn", "Mc", "Me", "Cf"}
        for letter in word
    )


def glyphs_of(pdf: bytes) -> Run:
    """Every glyph that the pages draw, in the order of drawing. Raises ProofFailed where the file is not as ours are."""
    return tuple(glyph for run in _runs(pdf) for glyph in run)


def shaped(words: Sequence[str], locale: str) -> dict[str, frozenset[Run]]:
    """Word -> the glyphs it is made of, for each face a word on paper may have.

    Raises as `print_pdf`, so also where a letter has no glyph.
    """
    return _shaped(tuple(dict.fromkeys(words)), locale)


@lru_cache(maxsize=64)
def _shaped(words: tuple[str, ...], locale: str) -> dict[str, frozenset[Run]]:
    set_words = [(word, face, line) for word in words for face in _FACES for line in _WORDS]
    body = "".join(line.format(face, escape(word)) for word, face, line in set_words)
    runs = list(_runs(print_pdf(_PAPER.format(locale, body), "words")))
    found: dict[str, set[Run]] = {}
    for (word, _, _), run in zip(set_words, runs[: len(set_words)], strict=True):
        found.setdefault(word, set()).add(run)
    return {word: frozenset(those) for word, those in found.items()}


def draws(drawn: Run, word: Run) -> bool:
    """Whether the word's glyphs stand in the file one after the other."""
    length = len(word)
    return length > 0 and any(drawn[at : at + length] == word for at in range(len(drawn) - length + 1))


def _runs(pdf: bytes) -> Iterator[Run]:
    """The glyphs of each text object, in order."""
    objects = _objects(pdf)
    whole = b"\n".join(objects.values())
    fonts = {tag.decode(): name.decode() for tag, name in _FONT.findall(whole)}
    pages = [int(number) for number in _CONTENTS.findall(whole)]
    if not pages:
        raise ProofFailed("The PDF has no readable page.", where="statement")
    for number in pages:
        for text in objects[number].split(b"BT\n")[1:]:
            yield tuple(_glyphs(text.split(b"\nET", 1)[0], fonts))


def _glyphs(operators: bytes, fonts: dict[str, str]) -> Iterator[Glyph]:
    font = ""
    for name, codes in _DRAWN.findall(operators):
        if name:
            font = fonts.get(name.decode(), "")
        else:
            yield from ((font, int(codes[at : at + 4], 16)) for at in range(0, len(codes), 4))


def _objects(pdf: bytes) -> dict[int, bytes]:
    """Number -> the object's bytes; streams unpacked, what is packed into one taken out."""
    found: dict[int, bytes] = {}
    for begins in _OBJECT.finditer(pdf):
        body = pdf[begins.end() : pdf.find(b"\nendobj", begins.end())]
        stream = _STREAM.match(body)
        if stream is None:
            found[int(begins[1])] = body
            continue
        at = begins.end() + stream.end()
        packed = pdf[at : at + int(stream[2])]
        try:
            content = zlib.decompress(packed) if b"/FlateDecode" in stream[0] else packed
        except zlib.error:
            raise ProofFailed("A stream of the PDF is damaged.", where="statement") from None
        if b"/Type /ObjStm" in stream[0]:
            found |= _packed(content, int(re.findall(rb"/First (\d+)", stream[0])[0]))
        else:
            found[int(begins[1])] = content
    return found


def _packed(content: bytes, first: int) -> dict[int, bytes]:
    index = [int(number) for number in content[:first].split()]
    places = [*index[1::2], len(content) - first]
    return {
        number: content[first + begin : first + end]
        for number, begin, end in zip(index[::2], places[:-1], places[1:], strict=True)
    }
