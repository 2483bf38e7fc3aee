from __future__ import annotations

import pytest

from service.sheets.text import clean, may_say_nothing, says_nothing


def test_hidden_marks_and_stray_spaces_are_taken_out_of_a_cell() -> None:
    assert clean("  Jana\u200b \u202eNov\u00e1kov\u00e1\t\n ") == "Jana Nov\u00e1kov\u00e1"


@pytest.mark.parametrize(
    "name",
    [
        "ශ්\u200dරී",
        "ක්\u200dෂ",
        "می\u200cخواهم",
        "क्\u200dष",
        "অ\u200cমল",
        "മലയാളത്തില്\u200d",
        "ಕ್\u200cಷ",
    ],
)
def test_a_joiner_stays_where_a_script_spells_with_it(name: str) -> None:
    assert clean(f" {name}\u200b ") == name


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ja\u200dna", "Jana"),
        ("\u200dJana\u200c", "Jana"),
        ("ми\u200cр", "мир"),
        ("田\u200d中", "田中"),
        ("می\u200c", "می"),
        ("a\u00adb", "ab"),
        ("Lumen\rPrague", "Lumen Prague"),
    ],
)
def test_a_joiner_is_taken_out_everywhere_else(text: str, seen: str) -> None:
    assert clean(text) == seen


@pytest.mark.parametrize(
    "text",
    ["(No value)", "Unknown", "N/A", "n. a.", "-", "—", "--", "?", ".", "#N/A", "#REF!", "[None]", "(null)", "<null>", "undefined",
     "Not provided", "k. A.", "unbekannt", "Не указано", "neuvedeno", "óþekkt", "nespecificat", "غير معروف", "不明", "未入力",
     "TBD"],
)  # fmt: skip
def test_what_exports_write_for_nothing_is_known(text: str) -> None:
    assert says_nothing(f" {text} ")


@pytest.mark.parametrize(
    "text",
    ["Null", "Nan", "None", "Test", "Na", "O", "Ng", "Nil", "Blank & Sons", "Unknown Pleasures", "Nix", "X Æ", ""],
)
def test_what_somebody_may_be_called_is_not_taken_for_nothing(text: str) -> None:
    assert not says_nothing(text)


def test_words_that_are_both_are_told_apart_by_their_neighbours_only() -> None:
    assert [may_say_nothing(word) for word in ("Null", "NULL", "test", "Na", "Nina")] == [True, True, True, True, False]
