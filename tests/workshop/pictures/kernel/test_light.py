"""Flames: soft light with a shape, which is seen at its wick and casts nothing dark."""

from __future__ import annotations

import numpy as np
import pytest

from workshop.pictures.kernel import tables as T
from workshop.pictures.kernel.light import burning, cast, flame_way
from workshop.pictures.palette import MOODS
from workshop.pictures.scene import Scene
from workshop.pictures.studio import _light, radiance

FIRST = T.STUDIO_COLUMNS


@pytest.fixture
def studio() -> T.Table:
    """One flame from (0, 1, 0) up, one high and 0.15 wide to each side."""
    scene = Scene(MOODS["stone"], 1)
    scene.flame((0, 1, 0), 1.0, 0.15)
    return _light(scene)


def cover(studio: T.Table, x: float, y: float) -> float:
    """How much a level look from the front finds covered at x, y."""
    found: tuple[float, float, float, float] = burning(studio, FIRST, x, y, 5.0, 0.0, 0.0, -1.0)
    assert found[0] == pytest.approx(5.0)
    return found[1]


def test_it_hides_what_is_behind_its_middle_and_softens_to_nothing_at_its_rim(studio: T.Table) -> None:
    across = [cover(studio, x, 1.4) for x in (0.0, 0.05, 0.08, 0.11, 0.14, 0.16)]
    assert across[0] == pytest.approx(0.98)
    assert across == sorted(across, reverse=True)
    assert 0.1 < across[3] < 0.6
    assert across[-1] == 0


def test_it_is_hardly_there_at_its_foot_and_ends_at_its_tip(studio: T.Table) -> None:
    assert 0 < cover(studio, 0, 1.03) < 0.1
    assert cover(studio, 0, 1.12) == pytest.approx(0.292, abs=0.001)
    assert [cover(studio, 0, y) for y in (0.99, 2.01)] == [0, 0]


def test_the_way_to_it_is_the_way_to_its_wick(studio: T.Table) -> None:
    assert flame_way(studio, 0.0, 1.4, 5.0, 0.0, 0.0, -1.0) == pytest.approx(5.0)
    assert flame_way(studio, 0.5, 1.4, 5.0, 0.0, 0.0, -1.0) == -1
    assert flame_way(_light(Scene(MOODS["stone"], 1)), 0.0, 1.4, 5.0, 0.0, 0.0, -1.0) == -1


def test_its_light_falls_on_what_is_near_and_looks_at_it(studio: T.Table) -> None:
    near, farther, away = (cast(studio, x, 1.0, 0.0, 0.0, 1.0, 0.0) for x in (0.1, 0.6, 2.5))
    assert near > 2 * farther > 0
    assert away == 0
    assert cast(studio, 0.1, 1.0, 0.0, 0.0, -1.0, 0.0) == 0


def test_wax_is_lit_around_the_wick_and_no_shadow_of_a_flame_falls() -> None:
    def shot(lit: bool) -> T.Pixels:
        scene = Scene(MOODS["stone"], 3, texture=16)
        scene.cylinder(scene.material("#808080"), (0, 0.5, 0), 1, 0.5)
        scene.low, scene.high = np.array([-1.0, 0, -1]), np.array([1.0, 2, 1])
        if lit:
            scene.flame((0, 1, 0), 0.8, 0.12)
        return radiance(scene, 64)

    gained = shot(lit=True) - shot(lit=False)
    assert (gained.min(axis=2) < -0.01).mean() < 0.02, (
        "the flame itself hides a little of the blue behind it, and nothing else"
    )
    assert (gained[..., 0] > 0.05).mean() > 0.02
    paper = gained[60:]
    assert np.abs(paper).max() == 0
