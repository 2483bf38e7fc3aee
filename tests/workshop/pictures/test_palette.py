import numpy as np
import pytest

from renderers.brand.colours import COLOURS
from workshop.pictures.palette import (
    INK,
    MOODS,
    is_dark,
    linear,
    mix,
    print_on,
    shade_of,
    to_display,
    to_linear,
)


def test_the_six_papers_and_ten_colours_are_written_as_hex() -> None:
    assert (len(MOODS), len(COLOURS)) == (6, 10)
    assert all(len(linear(colour)) == 3 for colour in (*MOODS.values(), *COLOURS.values()))


def test_linear_light_runs_from_black_to_white() -> None:
    assert linear("#000000").tolist() == [0, 0, 0]
    assert linear("#ffffff").tolist() == [1, 1, 1]
    assert linear("#808080")[0] == pytest.approx(0.2159, abs=1e-4)


def test_display_undoes_linear() -> None:
    steps = np.linspace(0, 1, 33)
    assert np.allclose(to_display(to_linear(steps).astype(np.float32)), steps, atol=1e-4)


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert mix("#102030", "#f0e0d0", 0) == "#102030"
    assert mix("#102030", "#f0e0d0", 1) == "#f0e0d0"
    assert mix("#000000", "#ffffff", 0.2159) == "#808080"


def test_a_shade_is_the_same_hue_with_less_light() -> None:
    assert shade_of("#ffffff", 0.2159) == "#808080"
    assert shade_of("#c08040", 1) == "#c08040"
    assert shade_of("#ffffff", 3) == "#ffffff"


def test_print_is_pale_on_dark_and_ink_on_pale() -> None:
    assert [name for name, colour in COLOURS.items() if not is_dark(colour)] == ["rose", "cream"]
    assert print_on(COLOURS["cream"]) == INK
    assert print_on(COLOURS["pine"]) == "#f3e3c8"
