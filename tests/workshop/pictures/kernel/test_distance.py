"""Distances against what a ruler would say."""

import math

import numpy as np
import pytest

from workshop.pictures.kernel.distance import outline_distance, span
from workshop.pictures.kernel.tables import GRID_SIDE
from workshop.pictures.lines import turn
from workshop.pictures.scene import Scene

FAR = 1e9


@pytest.fixture
def scene() -> Scene:
    return Scene("#f1e6d6", 1)


def distance(scene: Scene, *point: float) -> float:
    rows = np.array(scene.solids)
    grids = np.array(scene.grids, np.float32).ravel() if scene.grids else np.zeros(1, np.float32)
    x, y, z = (float(value) for value in point)
    found: tuple[float, int] = span(rows, 0, len(rows), grids, x, y, z, FAR)
    return found[0]


def test_a_ball_is_its_radius_away(scene: Scene) -> None:
    scene.ellipsoid(scene.material("#808080"), (1, 2, 3), 0.5)
    assert distance(scene, 1, 4, 3) == pytest.approx(1.5 * 0.95)
    assert distance(scene, 1, 2, 3) < 0


def test_a_box_is_measured_to_its_face_and_its_corner(scene: Scene) -> None:
    scene.box(scene.material("#808080"), (0, 0, 0), 1, 2, 3, 0.001)
    assert distance(scene, 3, 0, 0) == pytest.approx(2)
    assert distance(scene, 4, 6, 3) == pytest.approx(5, abs=0.002)
    assert distance(scene, 0, 0, 0) == pytest.approx(-1)


def test_a_turned_box_is_measured_in_its_own_frame(scene: Scene) -> None:
    scene.box(scene.material("#808080"), (0, 0, 0), 1, 1, 1, 0.001, turned=turn(y=45))
    assert distance(scene, 3, 0, 0) == pytest.approx(3 - math.sqrt(2), abs=0.002)


def test_a_ring_has_a_hole(scene: Scene) -> None:
    scene.torus(scene.material("#808080"), (0, 0, 0), 1, 0.25)
    assert distance(scene, 0, 0, 0) == pytest.approx(0.75)
    assert distance(scene, 1, 0, 0) == pytest.approx(-0.25)


def test_what_is_cut_is_gone(scene: Scene) -> None:
    grey = scene.material("#808080")
    scene.box(grey, (0, 0, 0), 1, 1, 1)
    scene.box(grey, (0, 1, 0), 0.5, 1, 0.5, cut=0)
    assert distance(scene, 0, 0.5, 0) == pytest.approx(0.5)


def test_a_smooth_join_fills_the_crease(scene: Scene) -> None:
    grey = scene.material("#808080")
    scene.ellipsoid(grey, (-0.5, 0, 0), 0.5)
    apart = distance(scene, 0, 0.3, 0)
    scene.ellipsoid(grey, (0.5, 0, 0), 0.5, join=0.3)
    assert distance(scene, 0, 0.3, 0) < apart - 0.05


def test_a_turned_profile_is_a_cylinder(scene: Scene) -> None:
    scene.lathe(scene.material("#808080"), (0, 0, 0), np.array([(0, 0), (1, 0), (1, 2), (0, 2)]))
    assert distance(scene, 1.5, 1, 0) == pytest.approx(0.5 * 0.97, abs=0.01)
    assert distance(scene, 0.9, 1, 0) == pytest.approx(-0.1 * 0.97, abs=0.01)


def test_beyond_its_grid_a_profile_is_never_said_to_be_farther_than_it_is(scene: Scene) -> None:
    scene.lathe(scene.material("#808080"), (0, 0, 0), np.array([(0, 0), (1, 0), (1, 2), (0, 2)]))
    assert 1 < distance(scene, 3, 1, 0) <= 2
    assert 4 < distance(scene, 0, 9, 0) <= 7


def test_an_extruded_outline_ends_at_its_thickness(scene: Scene) -> None:
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    scene.extrude(scene.material("#808080"), (0, 0, 0), square, 0.25, 0.001)
    assert distance(scene, 0, 0, 1.25) == pytest.approx(0.97, abs=0.02)


def test_a_closed_outline_is_negative_inside_and_an_axis_is_no_surface() -> None:
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    grid = np.empty((GRID_SIDE, GRID_SIDE), np.float32)
    scale = float(GRID_SIDE - 1)
    outline_distance(square, True, True, 0.0, 0.0, scale, grid)
    middle = GRID_SIDE // 2
    assert grid[middle, 1] == pytest.approx(-0.5, abs=0.01)
    outline_distance(square, True, False, 0.0, 0.0, scale, grid)
    assert grid[middle, 1] == pytest.approx(-1 / scale, abs=0.001)
    outline_distance(square, False, False, 0.0, 0.0, scale, grid)
    assert grid[middle, middle] > 0
