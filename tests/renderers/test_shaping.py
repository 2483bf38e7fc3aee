"""Lines: direction, runs, wrapping, fitting."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from renderers.fonts import face
from renderers.shaping import (
    Run,
    Style,
    _words,
    draw_line,
    fit,
    line_height,
    order,
    page_direction,
    set_line,
    text_direction,
    wrap,
)

DISPLAY = Style("display", 60)


@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ar-AE", "rtl"), ("cs", "ltr")])
def test_a_locale_has_its_direction(locale: str, direction: str) -> None:
    assert page_direction(locale) == direction


@pytest.mark.parametrize(("text", "direction"), [("أمل Ltd", "rtl"), ("Ltd أمل", "ltr"), ("2027", "rtl")])
def test_a_line_runs_as_its_first_letter_does_and_figures_as_the_page(text: str, direction: str) -> None:
    assert text_direction(text, "rtl") == direction


def test_one_face_draws_a_whole_line_where_it_can() -> None:
    line = set_line("Jana Nováková", DISPLAY)
    assert [(run.text, run.face.file.family) for run in line.runs] == [("Jana Nováková", "Literata")]


def test_a_line_of_two_scripts_is_cut_into_runs_in_visual_order() -> None:
    line = set_line("أمل Дарья", replace(DISPLAY, locale="ar"))
    assert [(run.text.strip(), run.face.file.family) for run in line.runs] == [("Дарья", "Literata"), ("أمل", "Amiri")]
    assert line.width == pytest.approx(sum(run.width for run in line.runs))


def test_a_mark_stays_with_the_letter_before_it() -> None:
    runs = set_line("Дa\u0301 أَ", replace(DISPLAY, locale="en")).runs
    assert "".join(run.text for run in runs).count("a\u0301") == 1


def test_runs_of_two_levels_are_turned_round_as_annex_nine_asks() -> None:
    here = face("text", "a", 20)
    runs = tuple(Run(text, here, level) for text, level in (("A", 1), ("b", 2), ("c", 2), ("D", 1)))
    assert "".join(run.text for run in order(runs)) == "DbcA"


def test_lines_are_no_wider_than_asked_and_leave_no_word_alone() -> None:
    lines = wrap("Something chosen with care for one single person here", Style("text", 28), 300)
    assert all(set_line(line, Style("text", 28)).width <= 300 for line in lines[:-1])
    assert " ".join(lines) == "Something chosen with care for one single person here"
    assert len(lines[-1].split()) > 1


def test_scripts_without_spaces_break_between_letters_but_not_before_punctuation() -> None:
    assert [word for _, word in _words("残った。「一つ」")] == ["残", "っ", "た。", "「一", "つ」"]


def test_a_short_name_keeps_its_size_and_a_long_one_shrinks_then_breaks() -> None:
    short, lines = fit("Jana", DISPLAY, 1000, 40)
    assert (short.size, lines) == (60, ("Jana",))
    smaller, lines = fit("Þórdís Kristbjörg Guðmundsdóttir", DISPLAY, 800, 40)
    assert 40 <= smaller.size < 60
    assert len(lines) == 1
    broken, lines = fit("Þórdís Kristbjörg Guðmundsdóttir von Hohenlohe", DISPLAY, 600, 40)
    assert broken.size <= 40
    assert " ".join(lines) == "Þórdís Kristbjörg Guðmundsdóttir von Hohenlohe"
    assert all(set_line(line, broken).width <= 600 for line in lines)


def test_a_name_without_a_space_is_set_smaller_and_never_cut() -> None:
    name = "W" * 60
    style, lines = fit(name, DISPLAY, 500, 30)
    assert "".join(lines) == name
    assert style.size < 30


def test_arabic_lines_stand_further_apart() -> None:
    assert line_height("أمل", DISPLAY) == pytest.approx(60 * 1.42)
    assert line_height("Jana", DISPLAY) == pytest.approx(60 * 1.22)


def test_a_drawn_line_fills_the_width_it_told() -> None:
    line = set_line("Jana أمل", Style("display", 40))
    canvas = Image.new("L", (400, 90))
    draw_line(ImageDraw.Draw(canvas), 10, 60, line, 255)
    left, _, right, _ = canvas.getbbox() or (0, 0, 0, 0)
    assert 2 <= left <= 16
    assert right == pytest.approx(10 + line.width, abs=8)
