"""Marks on the desk."""

from __future__ import annotations

import numpy as np
import pytest

from renderers.lettering.shaping import Direction, Style
from renderers.video.drawing.paint import INK, Desk
from renderers.video.drawing.planes import Patch

STYLE = Style("display", 60, 480)


def said(direction: Direction, words: str, dot: str | None) -> Patch:
    return Desk(direction).say(100, 200, [words], STYLE, INK, dot=dot).patch


@pytest.mark.parametrize(("direction", "words"), [("ltr", "Jana Nováková"), ("rtl", "أمل حداد")])
def test_a_wordmark_ends_in_a_dot_where_its_line_ends(direction: Direction, words: str) -> None:
    plain, ended = said(direction, words, None), said(direction, words, "#c2410c")
    widened = ended.width - plain.width
    assert 12 <= widened <= 28
    assert (ended.x < plain.x) is (direction == "rtl")
    red = np.argwhere((ended.chroma_v > 170) & (ended.chroma_alpha > 128))
    columns = 2 * red[:, 1]
    assert columns.min() > ended.width - 28 if direction == "ltr" else columns.max() < 28
