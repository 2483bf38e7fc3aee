"""What a form can hold, and where it puts the lines it is given."""

from __future__ import annotations

import pytest

from renderers.statement.compiled.form import Form, Frame, Place, content, set_slots
from renderers.statement.compiled.shape import Line, Style, Unset


def line(width: float = 30.0, says: str = "a", glyph: int = 1, operators: bytes = b"(a) Tj") -> Line:
    return Line(width, operators, {"font": {glyph: says}})


def form(lines: int = 1, room: int = 0, letters: dict[int, str] | None = None) -> Form:
    held = {1: "a", 2: " "} if letters is None else letters
    return Form({"gift": Frame(Style(), 200.0, lines, room)}, {"font": held}, {}, {})


@pytest.mark.parametrize(
    ("lines", "room", "taken"), [(1, 0, {1}), (2, 0, {2}), (1, 2, {0, 1, 2}), (1, 3, {0, 1, 2, 3})]
)
def test_a_frame_takes_the_lines_it_was_laid_out_with_or_as_many_as_it_keeps_room_for(
    lines: int, room: int, taken: set[int]
) -> None:
    frame = Frame(Style(), 200.0, lines, room)
    assert {count for count in range(5) if frame.takes(count)} == taken


def test_a_form_holds_letters_that_are_in_its_cut_and_say_the_same() -> None:
    assert form().holds({"gift": (line(),)})
    assert not form().holds({"gift": (line(says="b"),)})
    assert not form().holds({"gift": (line(glyph=7),)})
    assert not form().holds({"gift": (Line(1.0, b"", {"another font": {1: "a"}}),)})
    assert not form().holds({"gift": (line(), line())})


@pytest.mark.parametrize("space", [" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"])
def test_one_glyph_may_say_any_space(space: str) -> None:
    assert form().holds({"gift": (line(says=space, glyph=2),)})
    assert not form(letters={2: "x"}).holds({"gift": (line(says=space, glyph=2),)})


def test_the_side_that_stays_is_the_left_or_the_right() -> None:
    left, right = Place("gift", 0, 100.0, 50.0, False, 0.0), Place("gift", 0, 100.0, 50.5, True, 0.0)
    set_lines = {"gift": (line(30.25),)}
    assert content((left,), set_lines, b"") == b"1 0 0 -1 100 50 Tm\n(a) Tj"
    assert content((right,), set_lines, b"") == b"1 0 0 -1 69.75 50.5 Tm\n(a) Tj"


def test_a_place_draws_its_own_line_and_one_with_room_all_of_them() -> None:
    lines = {"gift": (line(operators=b"first"), line(operators=b"second"))}
    assert content((Place("gift", 1, 0.0, 9.0, False, 0.0),), lines, b"") == b"1 0 0 -1 0 9 Tm\nsecond"
    assert content((Place("gift", 0, 0.0, 9.0, False, 12.5),), lines, b"") == (
        b"1 0 0 -1 0 9 Tm\nfirst\n1 0 0 -1 0 21.5 Tm\nsecond"
    )


def test_a_page_is_its_pieces_in_their_order_with_the_code_s_path_where_it_stood() -> None:
    place = Place("gift", 0, 0.0, 0.0, False, 0.0)
    assert content((b"q", None, place, b"Q"), {"gift": (line(),)}, b"path") == (b"q\npath\n1 0 0 -1 0 0 Tm\n(a) Tj\nQ")


def test_words_for_other_slots_than_the_form_has_are_not_set() -> None:
    with pytest.raises(Unset, match="day"):
        set_slots(form().frames, {"gift": "Tea", "day": "1 May"})
    with pytest.raises(Unset, match="gift"):
        set_slots(form().frames, {})
