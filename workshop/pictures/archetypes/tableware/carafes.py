"""Carafes, jugs and decanters."""

import numpy as np

from workshop.pictures.archetypes.look import Look, wood
from workshop.pictures.archetypes.tableware.vessels import cork, glass, glazed
from workshop.pictures.kernel.surface import LINEN, SPECKLE, THROWN
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import mix
from workshop.pictures.scene import Scene


def carafe_form(s: Scene, look: Look) -> None:
    """A glass carafe by its silhouette: `stuff` wave, ribbed, tall, smoke, or pair (with two glasses)."""
    kind = look.stuff
    tint = {
        "smoke": ("#3d3b42", 0.75),
        "pair": ("#d98f8a", 0.45),
        "wave": (look.colour, 0.75),
        "ribbed": (look.colour, 0.75),
        "tall": (look.colour, 0.88),
    }[kind]
    g = glass(s, *tint)
    line = {
        "wave": [
            (0.62, 0),
            (0.72, 0.04),
            (0.66, 0.4),
            (0.80, 0.75),
            (0.62, 1.15),
            (0.70, 1.5),
            (0.46, 1.9),
            (0.40, 2.2),
            (0.55, 2.6),
        ],
        "ribbed": [
            (0.62, 0),
            (0.70, 0.04),
            (0.74, 0.2),
            (0.74, 1.35),
            (0.60, 1.62),
            (0.42, 1.8),
            (0.40, 2.05),
            (0.46, 2.15),
        ],
        "tall": [(0.46, 0), (0.54, 0.04), (0.56, 0.2), (0.50, 1.4), (0.36, 2.2), (0.34, 2.7), (0.38, 2.95)],
        "smoke": [
            (0.80, 0),
            (0.92, 0.04),
            (0.96, 0.3),
            (0.80, 0.9),
            (0.46, 1.4),
            (0.34, 1.8),
            (0.34, 2.1),
            (0.48, 2.3),
        ],
        "pair": [
            (0.60, 0),
            (0.74, 0.04),
            (0.90, 0.45),
            (0.84, 0.9),
            (0.54, 1.35),
            (0.38, 1.7),
            (0.38, 1.95),
            (0.54, 2.2),
        ],
    }[kind]
    if kind == "ribbed":
        line = [
            (x + (0.05 if i % 2 else 0.0), y)
            for i, (x, y) in enumerate(
                (float(np.interp(y, [q for _, q in line], [p for p, _ in line])), y) for y in np.linspace(0.0, 2.15, 25)
            )
        ]
    s.lathe(g, (-0.2, 0, 0), vessel(line, 0.05), glass=True)
    if kind == "tall":
        s.ellipsoid(cork(s), (-0.2, 3.12, 0), 0.34)
    if kind == "pair":
        for x, z in ((1.05, 0.45), (0.55, 1.15)):
            s.lathe(g, (x, 0, z), vessel([(0.34, 0), (0.38, 0.02), (0.42, 0.25), (0.45, 0.85)], 0.04, 0.07), glass=True)


def carafe_bedside(s: Scene, _look: Look) -> None:
    """A small carafe wearing its tumbler as a lid."""
    s.elevation = 24
    g = glass(s, "#8fb0b8", 0.18)
    s.lathe(
        g,
        (0, 0, 0),
        vessel(
            [(0.46, 0), (0.54, 0.04), (0.58, 0.2), (0.56, 0.95), (0.34, 1.3), (0.30, 1.5), (0.32, 1.72)], 0.045, 0.08
        ),
        glass=True,
    )
    cup = np.array(vessel([(0.30, 0), (0.34, 0.02), (0.39, 0.25), (0.42, 0.78)], 0.035, 0.06)) * [1, -1]
    s.lathe(g, (0, 1.98, 0), np.ascontiguousarray(cup[::-1]), glass=True)


def pour_over(s: Scene, look: Look) -> None:
    """An hourglass of tinted glass in a cork collar."""
    s.lathe(
        glass(s, look.colour, 0.30),
        (0, 0, 0),
        vessel(
            [(0.84, 0), (0.94, 0.04), (0.97, 0.22), (0.72, 0.8), (0.34, 1.28), (0.32, 1.42), (0.62, 1.9), (0.92, 2.5)],
            0.045,
            0.07,
        ),
        glass=True,
    )
    s.lathe(
        cork(s),
        (0, 0, 0),
        smooth(
            [
                (0.36, 0.98),
                (0.60, 1.02),
                (0.44, 1.30),
                (0.44, 1.42),
                (0.60, 1.72),
                (0.56, 1.76),
                (0.36, 1.44),
                (0.36, 1.28),
            ],
            closed=True,
        ),
    )


def decanter(s: Scene, look: Look) -> None:
    """A very wide low body of tinted glass with a slender neck."""
    s.lathe(
        glass(s, look.colour, 0.88),
        (0, 0, 0),
        vessel(
            [
                (0.98, 0),
                (1.12, 0.03),
                (1.38, 0.28),
                (1.30, 0.58),
                (0.62, 0.95),
                (0.34, 1.35),
                (0.28, 1.9),
                (0.36, 2.5),
                (0.50, 2.75),
            ],
            0.045,
            0.06,
        ),
        glass=True,
    )


def water_cooler(s: Scene, look: Look) -> None:
    """A lidded clay jar with a tap of the same clay."""
    s.elevation = 20
    clay = s.material(
        mix("#b96a40", look.colour, 0.3), 0.9, relief=(THROWN, 0.016, 16), pattern=(SPECKLE, 20), second="#d08c62"
    )
    s.lathe(
        clay,
        (0, 0, 0),
        vessel([(0.62, 0), (0.70, 0.04), (1.02, 0.55), (1.05, 1.05), (0.80, 1.55), (0.62, 1.72), (0.66, 1.84)], 0.08),
    )
    s.lathe(
        clay,
        (0, 1.81, 0),
        smooth([(0, 0), (0.72, 0), (0.74, 0.06), (0.40, 0.20), (0.10, 0.24), (0.15, 0.38), (0.10, 0.46), (0, 0.48)]),
    )
    s.cone(clay, (0.10, 0.40, 0.90), 0.10, 0.42, 0.08, turned=turn(x=90))
    s.cone(clay, (0.10, 0.42, 1.28), 0.085, 0.24, 0.065, turned=turn(x=180))
    s.box(clay, (0.10, 0.62, 1.18), 0.17, 0.045, 0.055, 0.03)


def cold_brew(s: Scene, look: Look) -> None:
    """A tall bottle with a long mesh strainer hanging in it."""
    s.lathe(
        glass(s),
        (-0.3, 0, 0),
        vessel([(0.62, 0), (0.68, 0.04), (0.70, 0.14), (0.70, 2.3), (0.62, 2.62)], 0.05, 0.08),
        glass=True,
    )
    mesh = s.material("#b9b4aa", 0.35, 0.6, metal=1, relief=(LINEN, 0.02, 40))
    s.cylinder(mesh, (-0.3, 1.70, 0), 0.36, 1.05, 0.02)
    s.cylinder(s.material(look.colour, 0.5), (-0.3, 2.82, 0), 0.66, 0.16, 0.06)


def jug_lid(s: Scene, look: Look) -> None:
    """A stoneware jug with ear and lip under a turned olive-wood lid."""
    m = glazed(s, look.colour)
    s.lathe(m, (0, 0, 0), vessel([(0.64, 0), (0.74, 0.03), (0.86, 0.3), (0.84, 0.9), (0.68, 1.5), (0.62, 1.9)], 0.07))
    s.ellipsoid(m, (-0.60, 1.84, 0.22), 0.22, 0.12, 0.18, turned=turn(0, 20, -20), join=0.12)
    s.tube(
        m,
        (0, 0, 0),
        smooth([(0.60, 1.72), (1.08, 1.76), (1.22, 1.3), (1.08, 0.78), (0.82, 0.62)]),
        0.07,
        0.11,
        0.06,
        turned=turn(y=20),
        join=0.10,
    )
    olive = wood(s, ("#c49a5e", "#6b4526"), 1.6)
    s.lathe(
        olive,
        (0, 1.90, 0),
        smooth(
            [
                (0, 0),
                (0.64, 0),
                (0.66, 0.06),
                (0.60, 0.14),
                (0.20, 0.18),
                (0.14, 0.24),
                (0.20, 0.38),
                (0.14, 0.48),
                (0, 0.50),
            ]
        ),
    )
