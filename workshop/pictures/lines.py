"""Drawn lines: smooth curves, vessel silhouettes and turns, all plain arrays of points."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""(n, 2): x and y of each point."""
Turn = NDArray[np.float64]
"""(3, 3): from local axes to the world's."""


def turn(x: float = 0, y: float = 0, z: float = 0) -> Turn:
    """Local to world in degrees: first about x, then z, then y. Shape (3, 3)."""
    a, b, c = (math.radians(v) for v in (x, y, z))
    about_x = np.array([[1, 0, 0], [0, math.cos(a), -math.sin(a)], [0, math.sin(a), math.cos(a)]])
    about_y = np.array([[math.cos(b), 0, math.sin(b)], [0, 1, 0], [-math.sin(b), 0, math.cos(b)]])
    about_z = np.array([[math.cos(c), -math.sin(c), 0], [math.sin(c), math.cos(c), 0], [0, 0, 1]])
    turned: Turn = about_y @ about_z @ about_x
    return turned


def smooth(points: Sequence[tuple[float, float]], closed: bool = False, steps: int = 14) -> Points:
    """Catmull-Rom through the points, shape (n, 2); a point given twice in a row stays a corner."""
    given = [np.asarray(p, float) for p in points]
    n = len(given)
    curve = []
    for i in range(n if closed else n - 1):
        p0, p1, p2, p3 = (given[(i + k) % n] if closed else given[min(max(i + k, 0), n - 1)] for k in (-1, 0, 1, 2))
        for t in np.linspace(0, 1, steps, endpoint=False):
            linear, square = (p2 - p0) * t, (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t
            curve.append(0.5 * (2 * p1 + linear + square + (3 * p1 - p0 - 3 * p2 + p3) * t**3))
    if not closed:
        curve.append(given[-1])
    return np.array(curve)


def vessel(outer: Sequence[tuple[float, float]], wall: float, base: float = 0.1) -> Points:
    """Closed half profile of an open vessel from its outer line (foot to lip), with a rounded lip. Shape (n, 2)."""
    out = smooth(outer)
    foot, lip = out[0][1], out[-1]
    inner = [(max(x - wall, 0.0), y) for x, y in out if y > foot + base]
    arc = [
        (lip[0] - wall / 2 + wall / 2 * math.cos(a), lip[1] + wall / 2 * math.sin(a))
        for a in np.linspace(0.3, math.pi - 0.3, 7)
    ]
    return np.array([(0, foot), *map(tuple, out), *arc, *inner[::-1], (0, foot + base)])


def ring(radius: float, corners: int, start: float = 0.0) -> Points:
    """A regular polygon, start angle in degrees. Shape (corners, 2)."""
    angles = np.radians(start) + np.linspace(0, 2 * math.pi, corners, endpoint=False)
    return np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)


def aligned(direction: Sequence[float] | NDArray[np.float64]) -> Turn:
    """A turn that lays the local y axis along a world direction of shape (3,), any length. Shape (3, 3)."""
    y = np.asarray(direction, float)
    y = y / np.linalg.norm(y)
    across = np.array([0.0, 0.0, 1.0]) if abs(y[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    x = np.cross(y, across)
    x /= np.linalg.norm(x)
    return np.stack([x, y, np.cross(x, y)], axis=1)
