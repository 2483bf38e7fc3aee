"""How many letters are read, and how long they take."""

from __future__ import annotations

import pytest

from renderers.video.reading import DENSE_GOAL, frames_to_read, letters


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("With thanks", 10),
        ("Nora’s gift, €16 — “yes”… (or no?)", 19),
        ("Příliš žluťoučký kůň", 18),
        ("Þórdís Ægisdóttir", 16),
        ("e\u0301te\u0301", 3),
        ("مُحَمَّد", 4),
        ("محمد", 4),
        ("هديةٌ اختيرت لشخصٍ واحد.", 18),
        ("مـــحـــمـــد", 4),
        ("2026年11月：夕べの草原、カフェインレスブレンド", 24),
        ("「はい」で、お手元へ。", 7),
        ("コーヒー・人々", 6),
        ("\u2068Jana\u2069\u00a0\u200f!", 4),
        ("  …、。 ", 0),
    ],
)
def test_spaces_punctuation_marks_and_vowel_signs_are_not_read(words: str, count: int) -> None:
    assert letters(words) == count


@pytest.mark.parametrize(
    ("words", "locale", "frames"),
    [
        ("x" * 34, "en", 60),
        ("x" * 35, "en", 62),
        ("ب" * 34 + "\u064e" * 34, "ar-AE", 60),
        ("字" * 14, "ja-JP", 60),
        ("字" * 15, "ja", 65),
        ("x" * 14, "ja", 60),
        ("田中美咲" * 4, "cs", 69),
        ("x" * 17 + "字" * 7, "en", 60),
        ("字" * 14, "de", 60),
    ],
)
def test_seventeen_letters_a_second_are_read_or_seven_of_japanese(words: str, locale: str, frames: int) -> None:
    assert frames_to_read((words,), locale, 30) == frames


def test_the_lines_of_a_caption_are_read_together() -> None:
    assert frames_to_read(("x" * 17, "x" * 17), "en", 30) == 60


def test_even_a_word_is_shown_for_more_than_a_second() -> None:
    assert [frames_to_read((words,), "en", 30) for words in ("", "Hi", "x" * 20, "x" * 21)] == [36, 36, 36, 38]
    assert frames_to_read(("Hi",), "en", 24) == 29


def test_a_calm_reader_of_japanese_takes_longer_and_one_of_letters_does_not() -> None:
    assert frames_to_read(("字" * 15,), "ja", 30, DENSE_GOAL) == 90
    assert frames_to_read(("x" * 34,), "en", 30, DENSE_GOAL) == 60
