"""Stacks of text in a box."""

from __future__ import annotations

import pytest

from renderers.lettering.shaping import Style
from renderers.video.drawing.formats import FORMATS, SQUARE, WIDE
from renderers.video.drawing.layout import Block, Box, safe, stack, unbroken
from renderers.video.drawing.paint import Desk

BOX = Box(100, 50, 400, 300)
DESK = Desk("ltr", WIDE)


def block(text: str, size: int = 40, lines: int = 3) -> Block:
    return Block(text, Style("text", size), "#000000", size, lines, gap=20)


def test_blocks_follow_each_other_with_their_gap() -> None:
    first, second = stack(DESK, BOX, (block("One"), block("Two")))
    assert first.top == 50
    assert second.top == pytest.approx(first.bottom + 20)


@pytest.mark.parametrize(("anchor", "end"), [("bottom", 350.0), ("middle", 222.0)])
def test_a_stack_stands_where_its_anchor_says(anchor: str, end: float) -> None:
    (one,) = stack(DESK, BOX, (block("One"),), anchor)  # type: ignore[arg-type]
    assert one.bottom == pytest.approx(end)


def test_a_short_part_is_not_broken_in_two() -> None:
    assert unbroken("Noted by Fjord & Loom:", "Fjord & Loom") == "Noted by Fjord\u00a0&\u00a0Loom:"
    long = "Gesellschaft für Schwingungstechnik"
    assert unbroken(f"Noted by {long}:", long) == f"Noted by {long}:"


def test_a_stack_too_high_for_its_box_is_set_smaller_as_a_whole() -> None:
    title, line = stack(
        DESK, Box(0, 0, 400, 160), (block("A long title of many words indeed", 60), block("word " * 30, 30))
    )
    assert line.bottom <= 160
    assert title.size < 60
    assert line.size < 30


def test_a_stack_for_a_reader_from_right_to_left_ends_at_the_other_side() -> None:
    (left,) = stack(Desk("ltr", SQUARE), BOX, (block("One"),))
    (right,) = stack(Desk("rtl", SQUARE), BOX, (block("One"),))
    assert left.text.patch.x == pytest.approx(100, abs=4)
    assert right.text.patch.x + right.text.patch.width == pytest.approx(720 - 100, abs=4)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_centred_stack_stands_around_the_middle_of_its_box(direction: str) -> None:
    (one,) = stack(Desk(direction, SQUARE), Box(60, 0, 600, 200), (block("One"),), centred=True)  # type: ignore[arg-type]
    assert one.text.patch.x + one.text.patch.width / 2 == pytest.approx(360, abs=2)


@pytest.mark.parametrize("name", FORMATS)
def test_words_keep_off_the_edges_and_off_what_players_lay_over_the_foot(name: str) -> None:
    frame = FORMATS[name]
    box = safe(frame)
    assert box.x >= frame.width * 0.07
    assert box.x + box.width <= frame.width * 0.93
    assert box.bottom <= frame.height * 0.93
