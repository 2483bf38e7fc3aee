"""The structure of a finished statement, as a screen reader is given it: docs/accessibility.md names these tests."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.statement.test_draw import streams_of

LANGUAGES = {"jana": "en", "amal": "ar"}
BOTH = pytest.mark.parametrize("name", LANGUAGES)


@dataclass(frozen=True)
class Tag:
    """An element of the structure; `marks` are the pieces of its page that it stands for."""

    kind: str
    alt: str
    page: int
    marks: frozenset[int]


@cache
def opened(name: str) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(render("statement", SAMPLE_STORIES[name]).body)


@cache
def tags(name: str) -> tuple[Tag, ...]:
    """In the order in which they are read."""
    found: list[Tag] = []
    for number, page in enumerate(opened(name)):
        tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
        for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            found += _below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), number)
        pdfium.FPDF_StructTree_Close(tree)
    return tuple(found)


def _below(one: Any, page: int) -> Iterator[Tag]:
    count = pdfium.FPDF_StructElement_GetMarkedContentIdCount(one)
    marks = {pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(one, at) for at in range(max(0, count))}
    kind, alt = told(pdfium.FPDF_StructElement_GetType, one), told(pdfium.FPDF_StructElement_GetAltText, one)
    yield Tag(kind, alt, page, frozenset(marks))
    for place in range(pdfium.FPDF_StructElement_CountChildren(one)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(one, place):
            yield from _below(child, page)


def told(ask: Callable[..., int], of: Any) -> str:
    """A text of PDFium's, asked for twice: its length in bytes, then it."""
    length = ask(of, None, 0)
    room = (ctypes.c_ushort * max(1, length))()
    ask(of, room, length)
    return bytes(room)[:length].decode("utf-16-le").rstrip("\0")


def untagged(name: str) -> list[tuple[int, str]]:
    """(page, text) of what is drawn and is neither an artifact nor in the structure."""
    found = []
    for number, page in enumerate(opened(name)):
        tagged = {mark for tag in tags(name) if tag.page == number for mark in tag.marks}
        words = page.get_textpage()
        for thing in page.get_objects():
            marks = [
                pdfium.FPDFPageObj_GetMark(thing.raw, at) for at in range(pdfium.FPDFPageObj_CountMarks(thing.raw))
            ]
            is_artifact = "Artifact" in {_name(mark) for mark in marks}
            if not is_artifact and pdfium.FPDFPageObj_GetMarkedContentID(thing.raw) not in tagged:
                found.append((number, _text(thing, words)))
    return found


def artifacts_with_words(name: str) -> Iterator[tuple[int, str]]:
    """(page, text) of the words that are artifacts."""
    for number, page in enumerate(opened(name)):
        words = page.get_textpage()
        for thing in page.get_objects():
            text = _text(thing, words).strip().replace("\u00a0", " ") if thing.type == pdfium.FPDF_PAGEOBJ_TEXT else ""
            count = pdfium.FPDFPageObj_CountMarks(thing.raw) if text else 0
            if "Artifact" in {_name(pdfium.FPDFPageObj_GetMark(thing.raw, at)) for at in range(count)}:
                yield number, text


def _name(mark: Any) -> str:
    length, room = ctypes.c_ulong(), (ctypes.c_ushort * 64)()
    pdfium.FPDFPageObjMark_GetName(mark, room, 128, length)
    return bytes(room)[: length.value].decode("utf-16-le").rstrip("\0")


def _text(thing: Any, page: Any) -> str:
    room = (ctypes.c_ushort * 200)()
    length = pdfium.FPDFTextObj_GetText(thing.raw, page.raw, room, 400)
    return bytes(room)[:length].decode("utf-16-le").rstrip("\0")


@BOTH
def test_the_file_says_its_language(name: str) -> None:
    assert told(pdfium.FPDFCatalog_GetLanguage, opened(name).raw) == LANGUAGES[name]


@BOTH
def test_headings_begin_with_one_of_the_first_level_and_skip_none(name: str) -> None:
    levels = [int(tag.kind[1]) for tag in tags(name) if tag.kind in {"H1", "H2", "H3", "H4", "H5", "H6"}]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))


@BOTH
def test_tables_have_heads_and_lists_have_entries(name: str) -> None:
    found = Counter(tag.kind for tag in tags(name))
    assert (found["Table"], found["THead"], found["TBody"], found["TH"]) == (2, 2, 2, 7)
    assert found["L"] > 0
    assert found["LI"] == found["LBody"] > found["L"]


@BOTH
def test_the_one_picture_has_words_for_whoever_cannot_see_it(name: str) -> None:
    (figure,) = [tag for tag in tags(name) if tag.kind == "Figure"]
    assert len(figure.alt) > 10


@BOTH
def test_all_that_is_drawn_is_in_the_structure_or_an_artifact(name: str) -> None:
    assert untagged(name) == []


def test_heads_and_feet_of_pages_are_artifacts_of_pagination() -> None:
    words = [
        (0, "Footer", "Issued 21 April 2027. Check it at handpicked.example"),
        (0, "Footer", "Page 1 of 2"),
        (1, "Header", "Gift statement HP-2027-04-21-7KQ4"),
        (1, "Header", "Fjord & Loom AS"),
        (1, "Footer", "Issued 21 April 2027. Check it at handpicked.example"),
        (1, "Footer", "Page 2 of 2"),
    ]
    assert list(artifacts_with_words("jana")) == [(page, text) for page, _, text in words]
    drawn = b"\n".join(streams_of(render("statement", SAMPLE_STORIES["jana"]).body))
    kinds = re.findall(rb"/Artifact\s*<</Type /Pagination/Subtype /(\w+)>>\s*BDC", drawn)
    assert [kind.decode() for kind in kinds] == [kind for _, kind, _ in words]
