"""What a sheet and a form say of what can be written on a gift."""

from __future__ import annotations

import pytest

from service.catalog.own.inscriptions import Inscription, read_inscription, read_inscription_cell
from service.sheets.refusals import CellError

BOTH = ("initials", "line")


@pytest.mark.parametrize(
    ("cell", "letters", "kinds"),
    [
        ("initials", 4, ("initials",)),
        ("line, 24", 24, ("line",)),
        ("Initials or a line, 20 letters", 20, BOTH),
        ("18", 18, BOTH),
        ("yes", 24, BOTH),
        ("monogram; 3", 3, ("initials",)),
        ("iniciály / řádek", 24, BOTH),
        ("名入れ: 12".replace("名入れ: ", "一行, "), 12, ("line",)),
    ],
)
def test_a_cell_says_which_kinds_and_how_long(cell: str, letters: int, kinds: tuple[str, ...]) -> None:
    assert read_inscription_cell(cell) == Inscription(letters, kinds)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["no", "none", "нет", "なし"])
def test_no_is_nothing(cell: str) -> None:
    assert read_inscription_cell(cell) is None


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("on the lid", "“on the lid” doesn’t say what can be written on it"),
        ("line, 3, 24", "“line, 3, 24” doesn’t say what can be written on it"),
        ("line, 400", "400 letters can’t be right: 1 to 60 fit"),
        ("0", "0 letters can’t be right: 1 to 60 fit"),
        ("no, 12", "“no, 12” doesn’t say what can be written on it"),
    ],
)
def test_whatever_else_it_says_has_its_sentence(cell: str, sentence: str) -> None:
    with pytest.raises(CellError) as refused:
        read_inscription_cell(cell)
    assert refused.value.sentence == sentence


def test_a_form_without_the_tick_says_nothing_and_one_with_it_everything() -> None:
    errors: dict[str, str] = {}
    assert read_inscription({"inscription_letters": "9", "inscription_line": "yes"}, errors) is None
    ticked = {"inscribed": "yes", "inscription_letters": "9", "inscription_line": "yes"}
    assert read_inscription(ticked, errors) == Inscription(9, ("line",))
    assert errors == {}
    assert read_inscription({"inscribed": "yes", "inscription_letters": "61"}, errors) is None
    assert errors == {
        "inscription_letters": "Say how many letters fit on it: 1 to 60.",
        "inscription_initials": "Choose what can be written on it: initials, a short line, or both.",
    }
