import math

import numpy as np
import pytest

from workshop.pictures.lines import aligned, ring, smooth, turn, vessel


@pytest.mark.parametrize("angles", [(0, 0, 0), (30, -75, 110), (180, 45, 90)])
def test_a_turn_keeps_lengths_and_handedness(angles: tuple[float, float, float]) -> None:
    turned = turn(*angles)
    assert np.allclose(turned @ turned.T, np.eye(3))
    assert math.isclose(np.linalg.det(turned), 1)


def test_a_turn_about_y_brings_z_to_x() -> None:
    assert np.allclose(turn(y=90) @ [0, 0, 1], [1, 0, 0])


@pytest.mark.parametrize("direction", [(0, 0, 1), (1, 2, 3), (-0.7, 0.6, -0.3)])
def test_aligned_lays_y_along_the_direction(direction: tuple[float, float, float]) -> None:
    turned = aligned(direction)
    assert np.allclose(turned @ [0, 1, 0], np.array(direction) / np.linalg.norm(direction))
    assert np.allclose(turned @ turned.T, np.eye(3))


def test_a_smooth_line_passes_through_its_points() -> None:
    line = smooth([(0, 0), (1, 2), (3, 1)], steps=10)
    assert line.shape == (21, 2)
    assert np.allclose(line[[0, 10, 20]], [(0, 0), (1, 2), (3, 1)])


def test_a_closed_line_does_not_repeat_its_first_point() -> None:
    line = smooth([(0, 0), (1, 0), (1, 1)], closed=True, steps=5)
    assert line.shape == (15, 2)
    assert not np.allclose(line[0], line[-1])


def test_a_vessel_is_open_above_and_closed_below() -> None:
    profile = vessel([(0.5, 0), (0.5, 1)], 0.1, 0.2)
    assert profile[0].tolist() == [0, 0]
    assert profile[-1].tolist() == [0, 0.2]
    assert profile[:, 1].max() > 1
    assert (profile[:, 0] >= 0).all()


def test_a_ring_is_regular() -> None:
    corners = ring(2, 6)
    assert np.allclose(np.hypot(*corners.T), 2)
    assert np.allclose(np.hypot(*(corners - np.roll(corners, 1, 0)).T), 2)
