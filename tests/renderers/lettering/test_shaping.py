"""Lines: direction, runs, wrapping, fitting."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from renderers.errors import FontMissing
from renderers.lettering.fonts import face, missing_letters
from renderers.lettering.shaping import (
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


def test_a_short_word_tied_to_the_next_one_goes_with_it() -> None:
    lines = wrap("A hledali jsme něco, co se k\u00a0tomu hodí.", Style("text", 28), 350)
    assert lines == ("A hledali jsme něco, co se", "k\u00a0tomu hodí.")


def test_japanese_breaks_between_phrases() -> None:
    assert [word for _, word in _words("残った。「一つ」を選びました", "ja")] == [
        "残った。",
        "「一つ」を",
        "選びました",
    ]


def test_a_phrase_too_long_for_its_line_breaks_but_not_before_a_sign_that_ends_something() -> None:
    lines = wrap("スーパーファミリーコンピューター", replace(DISPLAY, locale="ja"), 185)
    assert lines == ("スー", "パー", "ファミ", "リーコ", "ン", "ピュー", "ター")


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


@pytest.mark.parametrize("text", ["أمل", "आरव", "สมชาย"])
def test_lines_with_tall_marks_stand_further_apart(text: str) -> None:
    assert line_height(text, DISPLAY) == pytest.approx(60 * 1.42)


def test_other_lines_keep_their_leading() -> None:
    assert line_height("Jana", DISPLAY) == pytest.approx(60 * 1.22)


def test_a_drawn_line_fills_the_width_it_told() -> None:
    line = set_line("Jana أمل", Style("display", 40))
    canvas = Image.new("L", (400, 90))
    draw_line(ImageDraw.Draw(canvas), 10, 60, line, 255)
    left, _, right, _ = canvas.getbbox() or (0, 0, 0, 0)
    assert 2 <= left <= 16
    assert right == pytest.approx(10 + line.width, abs=8)


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Ελένη Παπαδοπούλου", ["Literata"]),
        ("Jana 田中", ["Literata", "Noto Sans CJK"]),
        ("สมชาย Nováková", ["Noto Sans Thai", "Literata"]),
        ("김민준 👩\u200d👩\u200d👧", ["Noto Sans CJK", "Noto Emoji"]),
        ("Ada 1\ufe0f\u20e3", ["Literata", "Noto Sans Symbols"]),
        ("👍 🇨🇿 Ada", ["Noto Emoji", "Literata"]),
        ("आरव Ægir", ["Noto Sans", "Literata"]),
    ],
)
def test_each_script_is_drawn_by_its_own_font(text: str, families: list[str]) -> None:
    runs = set_line(text, DISPLAY).runs
    assert list(dict.fromkeys(run.face.file.family for run in runs)) == families
    assert "".join(run.text for run in runs) == text


def test_the_space_after_a_pictograph_is_no_wider_than_between_words() -> None:
    assert set_line("😀 😀", DISPLAY).width - 2 * set_line("😀", DISPLAY).width == pytest.approx(
        set_line(" ", DISPLAY).width, abs=1
    )


def test_hebrew_runs_from_right_to_left_beside_latin() -> None:
    line = set_line("אלון Kohen", replace(DISPLAY, locale="en"))
    assert [(run.text.strip(), run.direction) for run in line.runs] == [("Kohen", "ltr"), ("אלון", "rtl")]


def test_a_mark_no_font_has_with_its_letter_is_refused() -> None:
    with pytest.raises(FontMissing, match="No installed font has the"):
        set_line("田\u0f71", DISPLAY)


@pytest.mark.parametrize("name", ["W" * 80, "สมชาย" * 16, "田" * 80, "ا" * 80, "👩\u200d👩\u200d👧" * 12])
def test_a_word_wider_than_a_line_is_broken_and_no_letter_lost(name: str) -> None:
    lines = wrap(name, DISPLAY, 400)
    assert "".join(lines) == name
    assert len(lines) > 1
    assert all(set_line(line, DISPLAY).width <= 400 for line in lines)


@given(st.text(alphabet=st.sampled_from("aWñЖأלনก田か한 \u0301😀-'"), min_size=1, max_size=40).filter(str.strip))
@settings(max_examples=60, deadline=None)
def test_what_no_letter_is_missing_from_is_fitted_whole_and_no_wider_than_asked(text: str) -> None:
    if missing_letters(text):
        with pytest.raises(FontMissing):
            set_line(text, DISPLAY)
        return
    style, lines = fit(text, DISPLAY, 300, 24)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(set_line(line, style).width <= 300 for line in lines)


def test_a_short_last_line_borrows_no_space_that_was_not_there() -> None:
    style = Style("display", 60, locale="ja")
    lines = wrap("Fjord & Loomの記録から。", style, 450)
    assert "".join(lines).replace(" ", "") == "Fjord&Loomの記録から。"
    assert lines[-1] == "記録から。"


def test_a_czech_preposition_goes_with_its_word_whoever_wrote_the_text() -> None:
    lines = wrap("Lanýže s datlemi a višněmi", replace(DISPLAY, locale="cs"), 420)
    assert lines == ("Lanýže", "s\u00a0datlemi", "a\u00a0višněmi")
    assert "\u00a0" not in "".join(wrap("Lanýže s datlemi a višněmi", DISPLAY, 420))
