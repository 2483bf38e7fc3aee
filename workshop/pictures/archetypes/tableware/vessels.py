"""Glaze, glass and cork, and the ear of a cup: what many vessels share."""

import numpy as np

from workshop.pictures.kernel.surface import KRAFT, PEEL, SPECKLE, THROWN, TOOTH
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import mix
from workshop.pictures.scene import Place, Scene

CLAY = "#e9e1d2"


def glazed(s: Scene, colour: str, speckle: str | None = None) -> int:
    return s.material(
        colour, 0.28, 0.05, pattern=(SPECKLE if speckle else 0, 30), second=speckle, relief=(THROWN, 0.003, 28)
    )


def glass(s: Scene, tint: str = "#ffffff", share: float = 0.0) -> int:
    return s.material(mix("#f5f4ee", tint, share), 0.03)


def cork(s: Scene) -> int:
    return s.material("#c9a06c", 0.85, pattern=(KRAFT, 1), second="#a97c48", relief=(PEEL, 0.01, 14))


def handled(
    s: Scene,
    m: int,
    at: Place,
    wall: list[tuple[float, float]],
    yaw: float,
    thick: float = 0.07,
    wide: float = 0.10,
    lip: float = 0.06,
) -> None:
    """A vessel with an ear: the ear leaves the wall at four fifths of its height and returns at a quarter."""
    r, h = wall[-1]
    low = float(np.interp(h * 0.24, [y for _, y in wall], [x for x, _ in wall]))
    s.lathe(m, at, vessel(wall, lip))
    ear = smooth(
        [
            (r * 0.93, h * 0.82),
            (r + h * 0.20, h * 0.86),
            (r + h * 0.32, h * 0.62),
            (r + h * 0.24, h * 0.34),
            (low * 0.90, h * 0.24),
        ]
    )
    s.tube(m, at, ear, thick, wide, thick * 0.9, turned=turn(y=yaw), join=0.08)


def powder(s: Scene, colour: str) -> int:
    return s.material(colour, 0.46, 0.05, relief=(TOOTH, 0.0012, 90))
