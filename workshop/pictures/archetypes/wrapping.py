"""What a gift comes wrapped in, laid before it: how versions differ whose thing itself has one colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from workshop.pictures.archetypes.look import around, card, lacquer
from workshop.pictures.kernel.surface import FLUTED, LINEN
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import shade_of
from workshop.pictures.scene import Place, Scene

_SHARE: Final = 0.17
"""Half its width, as a share of half the width, the depth or a third of the height of what stands behind it."""


def lay_wrapping(scene: Scene, part: str, colour: str) -> None:
    """A bow, box, bag or tin in #rrggbb before all that is there; to the left of what is tall, so that its foot is seen."""
    low, high = np.maximum(scene.low, (-np.inf, 0, -np.inf)), scene.high.copy()
    wide, tall, deep = high - low
    unit = _SHARE * float(max(wide / 2, deep / 2, 0.36 * tall) + 0.6)
    aside = float(np.clip(tall / max(wide, deep) - 0.8, 0, 1))
    at = (float(low[0]) + (1.5 - 2.6 * aside) * unit, 0.0, float(high[2]) + (1.6 - 1.3 * aside) * unit)
    WRAPPINGS[part](scene, at, unit, colour)


def _ribbon(s: Scene, at: Place, unit: float, colour: str) -> None:
    """A tied bow of woven ribbon: two loops that widen from the knot with a fold along them, and two ends cut to a swallowtail."""
    woven = s.material(colour, 0.82, 0.03, sheen=0.16, wrap=0.12, relief=(LINEN, 0.0016 * unit, 62 / unit))
    thick, fold = 0.014 * unit, 0.05 * unit
    loop = unit * smooth([(0, 0.46), (0.34, 0.78), (0.92, 0.98), (1.34, 0.70), (1.06, 0.36), (0.44, 0.34), (0, 0.42)])
    tail = unit * smooth([(0, 0.42), (0.30, 0.20), (0.70, 0.05), (1.10, 0.06), (1.60, 0.03)])
    for side in (1, -1):
        # Two straps that part from the knot on: where they cross, the cloth has its fold.
        for part, lean in enumerate((9, -9)):
            s.tube(
                woven, at, loop * (side, 1), thick, 0.20 * unit, thick, turned=turn(y=16 + side * lean),
                join=fold if part else None,
            )  # fmt: skip
        yaw = turn(y=16 - side * 34)
        s.tube(woven, at, tail * (side, 1), thick, 0.24 * unit, thick, turned=yaw)
        notch = around(yaw, at)(side * 1.66 * unit, 0.03 * unit, 0)
        s.box(woven, notch, 0.19 * unit, 0.2 * unit, 0.19 * unit, 0.01 * unit, turned=yaw @ turn(y=45), cut=0)
    yaw = turn(y=16)
    knot = around(yaw, at)(0, 0.44 * unit, 0)
    s.box(woven, knot, 0.15 * unit, 0.17 * unit, 0.25 * unit, 0.12 * unit, turned=yaw)


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
    """A cloth bag, drawn together with a string under its ruffle."""
    cloth = s.material(colour, 0.9, wrap=0.2, relief=(FLUTED, 0.03, 9))
    belly = [(0, 0), (0.80, 0), (1.02, 0.16), (1.05, 0.70), (0.72, 1.16), (0.30, 1.40)]
    mouth = [(0.30, 1.40), (0.34, 1.52), (0.60, 1.82), (0.56, 1.84), (0.24, 1.60), (0, 1.56)]
    s.lathe(cloth, at, unit * smooth([*belly, *mouth]))
    string = s.material("#efe6d6", 0.8)
    s.torus(string, around(turn(), at)(0, 1.42 * unit, 0), 0.31 * unit, 0.075 * unit)
    for side in (-1, 1):
        start = around(turn(), at)(side * 0.08 * unit, 1.40 * unit, 0.30 * unit)
        s.cone(string, start, 0.045 * unit, 0.62 * unit, 0.045 * unit, turned=turn(x=152, z=side * 14))


def _tin(s: Scene, at: Place, unit: float, colour: str) -> None:
    """A low round tin."""
    place = around(turn(), at)
    s.cylinder(lacquer(s, colour), place(0, 0.45 * unit, 0), unit, 0.45 * unit, 0.05 * unit)
    s.cylinder(lacquer(s, shade_of(colour, 1.12)), place(0, 0.9 * unit, 0), 1.05 * unit, 0.16 * unit, 0.05 * unit)


WRAPPINGS: Final[dict[str, Callable[[Scene, Place, float, str], None]]] = {
    "ribbon": _ribbon, "box": _box, "bag": _bag, "tin": _tin,
}  # fmt: skip
