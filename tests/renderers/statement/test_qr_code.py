"""The code that leads from paper to page."""

from __future__ import annotations

import re

import pytest

from renderers.statement.qr_code import code_path, code_size, code_svg

ADDRESS = "https://handpicked.example/gift/gft_1/statement"


def test_the_code_is_one_path_with_words_for_those_who_cannot_see_it() -> None:
    svg = code_svg(ADDRESS, "Link & more")
    assert svg.count("<path") == 1
    assert "<title>Link &amp; more</title>" in svg


def test_picture_and_operators_draw_the_same_modules() -> None:
    drawn: set[tuple[int, int]] = set()
    x, y = 0.0, 0.0
    for step, dx, dy in re.findall(
        r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", re.findall(r' d="([^"]*)"', code_svg(ADDRESS, "x"))[0]
    ):
        if step == "h":
            drawn |= {(int(x + at), int(y)) for at in range(int(dx))}
            x += float(dx)
        else:
            x, y = (float(dx), float(dy)) if step == "M" else (x + float(dx), y + float(dy))
    lines = re.findall(rb"(\d+) (\d+)\.5 m\n(\d+) \2\.5 l", code_path(ADDRESS))
    assert drawn == {(at, int(row)) for begin, row, end in lines for at in range(int(begin), int(end))}
    assert max(at for at, _ in drawn) == code_size(ADDRESS) - 1


@pytest.mark.parametrize(("letters", "modules"), [(20, 29), (40, 33), (60, 37)])
def test_a_longer_address_has_a_larger_code(letters: int, modules: int) -> None:
    assert code_size("https://" + "x" * letters) == modules
