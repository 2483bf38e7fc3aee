"""Reading a PDF back."""

from __future__ import annotations

import pytest

from renderers.errors import ProofFailed
from renderers.statement.pdf.html_to_pdf import print_pdf
from renderers.statement.pdf.read_back import words_of

PAGE = '<!doctype html><html lang="en"><head><title>Paper</title></head><body>{}</body></html>'


def test_words_come_back_page_by_page() -> None:
    pdf = print_pdf(PAGE.format("<p>Jana Nováková</p><p style='break-before: page'>€38.00</p>"), "x")
    words = words_of(pdf)
    assert words.index("Jana Nováková") < words.index("€38.00")


def test_a_torn_file_is_refused() -> None:
    with pytest.raises(ProofFailed, match="cannot be read back"):
        words_of(b"%PDF-1.7 torn")
