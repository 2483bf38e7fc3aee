"""What a gift comes wrapped in, laid before it: how versions differ whose thing itself has one colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from workshop.pictures.archetypes.look import around, card, lacquer
from workshop.pictures.lines import turn
from workshop.pictures.palette import shade_of
from workshop.pictures.scene import Place, Scene

_SHARE: Final = 0.17
"""Half its width, as a share of half the width or depth of what stands behind it."""


def lay_wrapping(scene: Scene, part: str, colour: str) -> None:
    """A ribbon, box, bag or tin in #rrggbb in front of all that is there. The frame stays, and so do places on the picture."""
    low, high = np.maximum(scene.low, (-np.inf, 0, -np.inf)), scene.high.copy()
    scene.framed = np.array([low, high])
    unit = _SHARE * float(max(high[0] - low[0], high[2] - low[2]) / 2 + 0.6)
    at = (float(low[0]) + 1.5 * unit, 0.0, float(high[2]) + 1.25 * unit)
    WRAPPINGS[part](scene, at, unit, colour)


def _ribbon(s: Scene, at: Place, unit: float, colour: str) -> None:
    """A roll that lies, with its end running out."""
    satin = s.material(colour, 0.38, sheen=0.25)
    place = around(turn(y=24), at)
    s.cylinder(satin, place(0, 0.42 * unit, 0), unit, 0.42 * unit, 0.05 * unit)
    s.cylinder(satin, place(0, 0.62 * unit, 0), 0.42 * unit, 0.40 * unit, 0.03 * unit, cut=0.01)
    s.cylinder(s.material(shade_of(colour, 0.5), 0.8), place(0, 0.2 * unit, 0), 0.41 * unit, 0.1 * unit, 0.02 * unit)
    s.box(
        satin,
        place(1.15 * unit, 0.4 * unit, 0.93 * unit),
        1.15 * unit,
        0.4 * unit,
        0.035 * unit,
        0.01,
        turned=turn(y=24),
    )


def _box(s: Scene, at: Place, unit: float, colour: str) -> None:
    """A closed box with its lid a little wider."""
    yaw = turn(y=24)
    place = around(yaw, at)
    paper = card(s, colour)
    s.box(paper, place(0, 0.42 * unit, 0), 1.05 * unit, 0.42 * unit, 0.8 * unit, 0.03 * unit, turned=yaw)
    s.box(
        card(s, shade_of(colour, 1.12)),
        place(0, 0.82 * unit, 0),
        1.12 * unit,
        0.16 * unit,
        0.87 * unit,
        0.03 * unit,
        turned=yaw,
    )


def _bag(s: Scene, at: Place, unit: float, colour: str) -> None:
    """A cloth bag that lies, folded once."""
    yaw = turn(y=20)
    place = around(yaw, at)
    cloth = s.material(colour, 0.9, wrap=0.2)
    s.box(cloth, place(0, 0.16 * unit, 0), 1.25 * unit, 0.16 * unit, 0.85 * unit, 0.12 * unit, turned=yaw)
    s.box(
        cloth,
        place(-0.15 * unit, 0.42 * unit, 0.05 * unit),
        0.95 * unit,
        0.13 * unit,
        0.8 * unit,
        0.1 * unit,
        turned=yaw,
    )


def _tin(s: Scene, at: Place, unit: float, colour: str) -> None:
    """A low round tin."""
    place = around(turn(), at)
    s.cylinder(lacquer(s, colour), place(0, 0.45 * unit, 0), unit, 0.45 * unit, 0.05 * unit)
    s.cylinder(lacquer(s, shade_of(colour, 1.12)), place(0, 0.9 * unit, 0), 1.05 * unit, 0.16 * unit, 0.05 * unit)


WRAPPINGS: Final[dict[str, Callable[[Scene, Place, float, str], None]]] = {
    "ribbon": _ribbon, "box": _box, "bag": _bag, "tin": _tin,
}  # fmt: skip
