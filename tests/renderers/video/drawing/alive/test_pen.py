"""A pen that writes set text along the middle of its letters."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from renderers.lettering.shaping import Style, draw_line, set_line
from renderers.video.drawing.alive.pen import inked, moments


def letters(words: str, locale: str = "en") -> np.ndarray:
    style = Style("hand", 120, 600, locale=locale)
    line = set_line(words, style)
    box = Image.new("L", (round(line.width) + 80, 240))
    draw_line(ImageDraw.Draw(box), 40, 150, line, 255)
    return np.asarray(box).astype(np.uint16)


def test_a_stroke_is_inked_along_its_middle_from_where_a_hand_begins() -> None:
    stroke = np.zeros((40, 220), np.uint16)
    stroke[14:26, 10:210] = 255
    when = moments(stroke, rightwards=True)
    along = when[20, 14:206:8]
    assert (np.diff(along) >= 0).all()
    assert along[0] < 0.06
    assert along[-1] > 0.94
    assert np.abs(when[15, 20:200] - when[24, 20:200]).max() < 0.08, "straight across the stroke"
    back = moments(stroke, rightwards=False)
    assert np.abs(back[20, 14:206] - when[20, 14:206][::-1]).max() < 0.05


def test_at_the_beginning_nothing_is_inked_and_at_the_end_everything() -> None:
    alpha = letters("Nora")
    when = moments(alpha, rightwards=True)
    shares = [float((alpha * inked(when, share)).sum() / alpha.sum()) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert shares[0] < 0.001
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert 0.1 < shares[1] < 0.45


@pytest.mark.parametrize(
    ("words", "locale", "rightwards"), [("lono", "en", True), ("дом", "ru", True), ("دار", "ar", False)]
)
def test_letters_follow_one_another_as_they_are_read(words: str, locale: str, rightwards: bool) -> None:
    alpha = letters(words, locale)
    when = moments(alpha, rightwards=rightwards)
    ink = alpha > 128
    columns = np.nonzero(ink.any(axis=0))[0]
    middles = [float(when[:, part][ink[:, part]].mean()) for part in np.array_split(columns, 3)]
    assert middles == sorted(middles, reverse=not rightwards)


def test_a_dot_is_set_after_its_letter_and_before_the_next() -> None:
    alpha = np.zeros((120, 100), np.uint16)
    alpha[40:100, 20:30], alpha[20:30, 20:30], alpha[40:100, 60:70] = 255, 255, 255
    when = moments(alpha, rightwards=True)
    stem, dot, following = when[42:98, 21:29], when[21:29, 21:29], when[42:98, 61:69]
    assert stem.max() < dot.min()
    assert dot.max() < following.min()


def test_nothing_to_write_takes_no_time() -> None:
    assert not moments(np.zeros((20, 30), np.uint16), rightwards=True).any()
