"""The press: nothing is fetched, a warning is a failure."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from renderers.errors import FetchRefused, TemplateError
from renderers.statement.pdf.html_to_pdf import print_pdf

PAGE = '<!doctype html><html lang="en"><head><title>Paper</title></head><body><h1>Paper</h1>{}</body></html>'


@pytest.mark.parametrize(
    "asks",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="https://example.com/x.css">',
        '<p style="background: url(file:///etc/passwd)">x</p>',
        "<style>@import url(file:///etc/hostname);</style>",
        '<object data="file:///etc/passwd">x</object>',
    ],
)
def test_whatever_a_document_asks_for_is_refused(asks: str) -> None:
    with pytest.raises((FetchRefused, TemplateError)):
        print_pdf(PAGE.format(asks), "test")


def test_a_linked_picture_is_refused_as_a_fetch() -> None:
    with pytest.raises(FetchRefused, match="nothing may be fetched"):
        print_pdf(PAGE.format('<img src="file:///etc/passwd" alt="x">'), "test")


def test_a_style_that_weasyprint_only_warns_of_fails() -> None:
    with pytest.raises(TemplateError, match="WeasyPrint warns: Ignored"):
        print_pdf(PAGE.format('<p style="colour: red">x</p>'), "test")


def test_equal_documents_are_equal_bytes_and_the_name_tells_them_apart() -> None:
    one = print_pdf(PAGE.format("<p>x</p>"), "one")
    assert print_pdf(PAGE.format("<p>x</p>"), "one") == one
    assert print_pdf(PAGE.format("<p>x</p>"), "two") != one


def test_the_log_is_given_back_as_it_was(tmp_path: Path) -> None:
    handlers = list(logging.getLogger("weasyprint").handlers)
    print_pdf(PAGE.format("<p>x</p>"), "one")
    assert logging.getLogger("weasyprint").handlers == handlers
