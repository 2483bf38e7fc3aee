"""An offer is whole before it is kept, in every language, and says nothing about what people eat."""

from __future__ import annotations

from datetime import date

import pytest

from renderers.language.translations import LOCALES
from service.brain.offers.draft import OfferDraft, read_draft
from service.brain.offers.read_sheet import COLUMNS, read_lines
from service.brain.offers.texts import LANGUAGES
from service.errors import InvalidInput
from tests.service.brain.offering import WORDS, fields

TODAY = date(2026, 11, 22)


def sheet(*rows: dict[str, str]) -> bytes:
    lines = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)]
    return "\n".join(";".join(line) for line in lines).encode()


def test_the_languages_of_an_offer_are_those_of_the_pages() -> None:
    assert LANGUAGES == LOCALES


def test_a_whole_offer_is_read() -> None:
    said = read_draft(fields(until="2026-12-31", segment=" Renewals "), TODAY)
    assert said == OfferDraft(
        "renewal", "keep", dict.fromkeys(LANGUAGES, WORDS), "https://fjordloom.example/renew", 12_000, "EUR",
        TODAY, date(2026, 12, 31), "Renewals",
    )  # fmt: skip
    assert read_draft(fields(kind="news", value=""), TODAY).value_minor is None


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"code": ""}, "code"),
        ({"code": "two words"}, "code"),
        ({"kind": "discount"}, "kind"),
        ({"title_ja": ""}, "title_ja"),
        ({"line_en": "x" * 201}, "line_en"),
        ({"line_cs": "Sleva pro vegany a bezlepkovou dietu."}, "line_cs"),
        ({"line_en": "For everybody who is allergic to nuts."}, "line_en"),
        ({"value": ""}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "-3"}, "value"),
        ({"value": "1.001"}, "value"),
        ({"currency": "XXX"}, "currency"),
        ({"kind": "news", "value": "5"}, "value"),
        ({"since": "2026-12-02", "until": "2026-12-01"}, "until"),
        ({"since": "2026-11-01", "until": "2026-11-21"}, "until"),
        ({"since": "soon"}, "since"),
        ({"url": "http://fjordloom.example/renew"}, "url"),
        ({"url": "https://nora:secret@fjordloom.example/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": 'https://fjordloom.example/"><script>'}, "url"),
        ({"url": "https://fjordloom.example:8443/"}, "url"),
    ],
)
def test_what_is_missing_or_wrong_is_named(change: dict[str, str], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_draft(fields(**change), TODAY)
    assert refused.value.param == param


def test_a_sheet_names_bad_rows_and_codes_that_stand_twice() -> None:
    good, bad = read_lines(sheet(fields(), fields(code="other", value="0"), fields()), "offers.csv", TODAY)
    assert [(row, one.code) for row, one in good] == [(2, "renewal")]
    assert [(one.row, one.sentence) for one in bad] == [
        (3, "Write what the offer is worth to one person, such as 25.00."),
        (4, "The code “renewal” stands in row 2 already."),
    ]
