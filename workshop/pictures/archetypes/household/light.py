"""Candles and lamps."""

import numpy as np

from workshop.pictures.archetypes.look import Look, around, brass, card, ceramic, lacquer
from workshop.pictures.kernel.surface import LINEN
from workshop.pictures.kernel.tables import AROUND, FRONT
from workshop.pictures.lines import Points, smooth, turn, vessel
from workshop.pictures.palette import mix
from workshop.pictures.scene import Place, Scene


def candle(s: Scene, look: Look) -> None:
    """A candle in a glass with its box and two matches, or two glasses and a lid."""
    if look.arrangement == 0:
        _candle(s, look, (0, 0, 0), 1.0, look.accent)
        box = card(s, look.colour)
        s.box(box, (-1.78, 0.98, -0.62), 0.68, 0.98, 0.68, 0.025, turned=turn(y=14))
        s.decal(box, look.stamp(look.colour, (1000, 1360), 150), FRONT, (-0.68, 0.68, -0.98, 0.98))
        _matches(s)
        return
    _candle(s, look, (-0.75, 0, -0.25), 1.15, look.colour)
    _candle(s, look, (1.05, 0, 0.30), 0.78, look.accent)
    s.cylinder(lacquer(s, look.colour), (0.05, 0.09, 1.25), 0.66, 0.09, 0.03)


def _candle(s: Scene, look: Look, at: Place, size: float, tint: str) -> None:
    k, place = size, around(turn(), at)
    wax = s.material("#f3e8d3", 0.5, 0.03, wrap=0.35)
    body = [
        (0, 0),
        (0, 0),
        (0.72, 0),
        (0.755, 0.04),
        (0.755, 1.14),
        (0.73, 1.19),
        (0.60, 1.165),
        (0.2, 1.15),
        (0, 1.15),
    ]
    shell = [(0.74, 0), (0.82, 0.03), (0.845, 0.1), (0.85, 0.8), (0.85, 1.86)]
    s.lathe(wax, place(0, 0.13 * k, 0), _scaled(body, k))
    s.cone(s.material("#2b2320", 0.9), place(0, 1.25 * k, 0), 0.024, 0.26 * k, 0.016, turned=turn(z=9))
    glass = s.material(mix(tint, "#ffffff", 0.78), 0.03)
    s.lathe(glass, at, vessel([(x * k, y * k) for x, y in shell], 0.055 * k, 0.12 * k), glass=True)
    s.decal(wax, look.sticker((1000, 800), 150), AROUND, (-0.80, 0.80, 0.16 * k, 0.98 * k), 0.8)


def _scaled(points: list[tuple[float, float]], k: float) -> Points:
    return smooth(points, steps=2) * k


def _matches(s: Scene) -> None:
    stick, head = s.material("#d9bd92", 0.7), s.material("#8f3a22", 0.7)
    for x, z, yaw in ((1.30, 0.55, 28), (1.42, 0.80, -12)):
        frame = around(turn(y=yaw), (x, 0, z))
        s.box(stick, frame(0, 0.035, 0), 0.42, 0.03, 0.03, 0.008, turned=turn(y=yaw))
        s.ellipsoid(head, frame(0.42, 0.045, 0), 0.065, 0.045, 0.045, turned=turn(y=yaw))


def lamp(s: Scene, look: Look) -> None:
    """A table lamp under a linen shade, or a mushroom lamp of one colour."""
    s.elevation = 18
    if look.arrangement == 0:
        linen = s.material(mix(look.accent, "#f2e6cf", 0.72), 0.9, wrap=0.5, glow=0.30, relief=(LINEN, 0.0006, 70))
        foot = ceramic(s, look.colour)
        base = [(0, 0), (0.62, 0), (0.62, 0), (0.70, 0.06), (0.74, 0.40), (0.62, 0.86), (0.34, 1.16), (0.16, 1.30), (0.13, 1.42),
                (0.13, 1.42), (0, 1.42)]  # fmt: skip
        s.lathe(foot, (0, 0, 0), smooth(base))
        s.cylinder(brass(s), (0, 1.62, 0), 0.06, 0.24, 0.02)
        s.lathe(linen, (0, 1.62, 0), _shade(1.18, 0.74, 1.35))
        s.ellipsoid(brass(s), (0, 3.04, 0), 0.085)
        _flex(s)
        return
    paint = s.material(look.colour, 0.32, 0.05)
    glow = s.material(mix(look.accent, "#fff0d2", 0.85), 0.6, wrap=0.6, glow=0.55)
    s.lathe(
        paint,
        (0, 0, 0),
        smooth(
            [
                (0, 0),
                (0.80, 0),
                (0.80, 0),
                (0.82, 0.05),
                (0.55, 0.12),
                (0.30, 0.4),
                (0.26, 1.2),
                (0.34, 1.62),
                (0.34, 1.62),
                (0, 1.62),
            ]
        ),
    )
    s.cylinder(glow, (0, 1.60, 0), 0.62, 0.10, 0.04)
    dome = [(1.20, 1.55), (1.20, 1.55), (1.16, 1.86), (0.98, 2.20), (0.64, 2.46), (0.30, 2.57), (0, 2.6)]
    inner = [(0, 2.52), (0.30, 2.49), (0.60, 2.38), (0.92, 2.14), (1.09, 1.84), (1.13, 1.55), (1.13, 1.55)]
    s.lathe(paint, (0, 0, 0), smooth(dome + inner, closed=False))
    s.cylinder(brass(s), (0, 1.52, 0), 0.30, 0.05, 0.02)


def _shade(foot: float, top: float, height: float) -> Points:
    wall = 0.07
    return np.array([(foot - wall, 0), (foot, 0), (top, height), (top - wall, height)])


def _flex(s: Scene) -> None:
    """The cord, in a lazy curve on the paper."""
    cord = s.material("#3a332e", 0.8)
    line = smooth([(0.6, 0.2), (1.05, 0.5), (1.35, 0.1), (1.8, 0.35)])
    s.tube(cord, (0, 0.035, 0), line, 0.03, turned=turn(x=90))
