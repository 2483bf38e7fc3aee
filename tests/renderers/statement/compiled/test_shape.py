"""A text set line by line, as a whole document would set it."""

from __future__ import annotations

import pytest

from renderers.statement.compiled.shape import Style, Unset, lines_of, style_of
from tests.renderers.statement.compiled.papers import any_style

WORDS = "A long-run tin with twelve bars of dark chocolate"


@pytest.fixture(scope="module")
def style() -> Style:
    return any_style()


def told(line: object) -> str:
    return "".join(letter for glyphs in line.glyphs.values() for letter in glyphs.values())  # type: ignore[attr-defined]


def test_a_short_text_is_one_line_and_no_wider_than_its_place(style: Style) -> None:
    (line,) = lines_of("Tea", style, 200.0)
    assert 0 < line.width <= 200
    assert set(told(line)) == set("Tea")
    assert line.operators.endswith(b"TJ")


def test_a_long_text_is_broken_into_lines_that_fit_and_lose_nothing(style: Style) -> None:
    lines = lines_of(WORDS, style, 120.0)
    assert len(lines) > 1
    assert all(0 < line.width <= 120 for line in lines)
    assert set().union(*(told(line) for line in lines)) - {" "} == set(WORDS) - {" "}
    assert len(lines_of(WORDS, style, 80.0)) > len(lines)
    assert len(lines_of(WORDS, style, 4000.0)) == 1


def test_the_same_text_is_set_once(style: Style) -> None:
    assert lines_of("Tea", style, 200.0) is lines_of("Tea", style, 200.0)
    assert lines_of("Tea", style, 200.0) == lines_of("Tea", style, 300.0)


@pytest.mark.parametrize("text", ["\U000f0000", "Tea \U000f0000"])
def test_a_letter_without_a_font_is_left_to_a_full_drawing(style: Style, text: str) -> None:
    with pytest.raises(Unset):
        lines_of(text, style, 200.0)


def test_a_break_of_its_own_is_left_to_a_full_drawing(style: Style) -> None:
    with pytest.raises(Unset):
        lines_of("Tea\nand coffee", style, 200.0)


def test_equal_styles_are_one_object_that_knows_only_what_it_keeps(style: Style) -> None:
    again = style_of(style)
    assert again is style
    with pytest.raises(Unset, match="The property color is asked for and not kept"):
        style["color"]
    bold = Style(style | {"font_weight": 700})
    bold.font_config = style.font_config
    assert style_of(bold) is not style
    assert lines_of("Tea", style_of(bold), 200.0)[0].width != lines_of("Tea", style, 200.0)[0].width
