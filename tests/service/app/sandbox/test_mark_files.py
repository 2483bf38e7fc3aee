"""A file of a sandbox says inside that its people are made up, and stays what it was otherwise."""

from __future__ import annotations

import csv
import io
import json

import pypdfium2
import pytest

from renderers.errors import RenderError
from renderers.statement.pdf.html_to_pdf import print_pdf
from renderers.statement.pdf.stamp import LINE, stamp
from service.app.sandbox.mark_files import MARKS, mark_csv, mark_json, mark_pdf

CARD = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jana\r\nEND:VCARD\r\n"
MARKED = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jana\r\nCATEGORIES:Invented\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(
    ("file", "marked"),
    [
        ("a,b\r\n1,2\r\n", "a,b,Invented\r\n1,2,yes\r\n"),
        ("\ufeffName\r\n\"Nováková, Jana\"\r\n", "\ufeffName,Invented\r\n\"Nováková, Jana\",yes\r\n"),
        ("a\r\n\"two\nlines\"\r\n\r\nb\r\n", "a,Invented\r\n\"two\nlines\",yes\r\n\r\nb,yes\r\n"),
        ("a,Invented\r\n1,yes\r\n", "a,Invented\r\n1,yes\r\n"),
        ("Spring,Invented: a sandbox\r\n\r\nPeople\r\n", "Spring,Invented: a sandbox\r\n\r\nPeople\r\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_table_gets_one_column_once(file: str, marked: str) -> None:
    assert mark_csv(file.encode()).decode() == marked
    assert mark_csv(mark_csv(file.encode())) == mark_csv(file.encode())
    assert len(list(csv.reader(io.StringIO(marked)))) == len(list(csv.reader(io.StringIO(file))))


def test_cards_and_meetings_get_one_category_each_once() -> None:
    mark = MARKS["text/vcard"]
    assert mark(CARD + CARD) == MARKED + MARKED
    assert mark(MARKED + CARD) == MARKED + MARKED
    event = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert MARKS["text/calendar"](event).count(b"\r\nCATEGORIES:Invented\r\nEND:VEVENT") == 1


def test_an_object_says_so_first_and_a_list_stays() -> None:
    assert list(json.loads(mark_json(b'{"name": "Jana"}')).items()) == [("sandbox", True), ("name", "Jana")]
    assert mark_json(b"[1]") == b"[1]"


def test_a_paper_says_so_on_each_page_once() -> None:
    paper = print_pdf('<html lang="en"><title>x</title><p style="break-after: page">one</p><p>two</p></html>', "a test")
    marked = mark_pdf(paper)
    document = pypdfium2.PdfDocument(marked)
    pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    assert [(LINE in page, word in page) for page, word in zip(pages, ("one", "two"), strict=True)] == [
        (True, True)
    ] * 2
    assert stamp(marked) == marked
    assert LINE not in pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_bounded()
    with pytest.raises(RenderError):
        stamp(b"no paper")
