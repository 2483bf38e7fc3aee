from __future__ import annotations

import unicodedata

import pytest

from renderers.errors import ProofFailed
from renderers.proof import verified
from service.written import (
    MARKS_MOST,
    is_currency,
    is_formula,
    is_plain,
    is_seen,
    no_formula,
    one_line,
    written,
    written_in,
)
from tests.hostile import HOSTILE, nothing, something


def test_what_holds_nothing_to_see_is_no_value() -> None:
    assert {text for text in nothing() if written(text)} == set()
    assert {text for text in something() if not written(text)} == set()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("che\u200bss", "chess"),
        ("\ufeffchess\u202e", "chess"),
        ("Jane\x00 Doe", "Jane Doe"),
        ("half\ud800", "half"),
        ("Ann\u3164", "Ann"),
        ("e\u0301", "é"),
        ("a\r\nb\u2028c\td", "a\nb\nc d"),
        ("x\U000e0041\ufe0f\u200d", "x"),
        ("\u0301Ann", "Ann"),
        ("a" + "\u0489" * 10_000, "a" + "\u0489" * MARKS_MOST),
        ("田\ue123", "田\ue123"),
    ],
)
def test_a_text_is_kept_without_what_only_hides(typed: str, kept: str) -> None:
    assert written(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "ශ්\u200dරී", "می\u200cخواهم", "র\u200d্যাম", "क्\u200d", "👩\u200d🚀", "❤\ufe0f", "1\ufe0f\u20e3", "葛\U000e0100", "辻\ufe00",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "क्षितिज", "ที่นี่", "שָׁלוֹם", "Nguyễn", "\U00020000",
    ],
)  # fmt: skip
def test_what_makes_another_spelling_stays(text: str) -> None:
    assert written(text) == unicodedata.normalize("NFC", text)


def test_reading_once_more_changes_nothing() -> None:
    assert [text for text in HOSTILE if written(written(text)) != written(text)] == []


def test_whatever_is_a_value_may_enter_an_output() -> None:
    """The proof has a rule of its own for what an output may hold; it never refuses what was taken for a value."""
    refused = []
    for code in range(0x30000):
        if is_seen(chr(code)):
            try:
                verified(chr(code))
            except ProofFailed:
                refused.append(code)
    assert [code for code in refused if unicodedata.category(chr(code)) != "Cn"] == []


def test_names_stand_on_one_line_and_say_whether_anything_was_hidden_in_them() -> None:
    assert one_line("  Ada \n  Lovelace ") == "Ada Lovelace"
    assert [is_plain(text) for text in ("Ada  L.", "ශ්\u200dරී", "e\u0301", "", "A\u200bda", "A\x00", "A\ue000", "\u0378")] == [
        True, True, True, True, False, False, False, False,
    ]  # fmt: skip


def test_texts_inside_plain_values_are_read_the_same() -> None:
    assert written_in({"a\u200b": ["\u200b", 1, None, {"b": "x\u202e"}]}) == {"a": ["", 1, None, {"b": "x"}]}


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@a", "\t=1", "\rx", " =1", "|x", "\u2212" + "1", "\ufeff=1", "\u200b@x"]
    + [f"{sign}1" for sign in "＝＋－＠"],
)
def test_a_cell_that_a_spreadsheet_might_compute_is_only_shown(text: str) -> None:
    assert no_formula(text) == f"'{text}"
    assert not is_formula(no_formula(text))


@pytest.mark.parametrize("text", ["", "Jana", "O'Brien", "田中", "4 = four", "44.50", "a-b", "(=1)"])
def test_an_ordinary_cell_leaves_as_it_is(text: str) -> None:
    assert no_formula(text) == text


@pytest.mark.parametrize("code", ["EUR", "CZK", "ISK", "JPY", "KWD"])
def test_a_price_can_be_in_any_currency_of_a_country(code: str) -> None:
    assert is_currency(code)


@pytest.mark.parametrize("code", ["QQQ", "XXX", "XTS", "eur", "EU", "", "€"])
def test_three_letters_are_not_a_currency_by_themselves(code: str) -> None:
    assert not is_currency(code)
