"""Vases, each by its outline."""

import math

from workshop.pictures.archetypes.look import Look
from workshop.pictures.archetypes.tableware.vessels import glass, glazed
from workshop.pictures.kernel.surface import FLUTED, MARBLE, SPECKLE, THROWN
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import mix
from workshop.pictures.scene import Scene

_VASES: dict[str, list[tuple[float, float]]] = {
    "bud": [(0.34, 0), (0.40, 0.03), (0.60, 0.35), (0.56, 0.72), (0.20, 1.1), (0.13, 1.5), (0.18, 1.75)],
    "celadon": [
        (0.42, 0),
        (0.48, 0.04),
        (0.50, 0.16),
        (0.86, 0.7),
        (0.98, 1.25),
        (0.78, 1.75),
        (0.34, 2.05),
        (0.30, 2.25),
        (0.46, 2.5),
    ],
    "ink": [(0.60, 0), (0.66, 0.03), (0.70, 0.3), (0.70, 1.5), (0.60, 1.85), (0.38, 2.0), (0.36, 2.15), (0.44, 2.3)],
    "tall": [(0.46, 0), (0.52, 0.03), (0.62, 0.6), (0.60, 1.6), (0.42, 2.6), (0.34, 3.0), (0.44, 3.3)],
    "fig": [
        (0.30, 0),
        (0.44, 0.02),
        (0.98, 0.42),
        (1.08, 0.82),
        (0.86, 1.28),
        (0.42, 1.72),
        (0.24, 2.05),
        (0.22, 2.3),
        (0.28, 2.42),
    ],
    "raku": [(0.48, 0), (0.58, 0.03), (0.96, 0.6), (1.0, 1.05), (0.70, 1.5), (0.46, 1.62), (0.52, 1.8)],
}


def vase_form(s: Scene, look: Look) -> None:
    """A vase by its silhouette and skin: `stuff` names a row of the table of outlines."""
    s.elevation = 20
    kind = look.stuff
    tone = {"celadon": "#a3b59c", "fig": mix(look.colour, "#5a2f4e", 0.4), "tall": "#b9663c"}.get(kind, look.colour)
    if kind == "raku":
        m = s.material("#cdbfae", 0.5, 0.045, pattern=(MARBLE, 1.5), second="#1d1a1e")
    elif kind == "tall":
        m = s.material(tone, 0.9, relief=(THROWN, 0.012, 18), pattern=(SPECKLE, 24), second="#d08c62")
    else:
        m = s.material(
            tone,
            0.16 if kind in ("celadon", "ink") else 0.4,
            0.05,
            relief=(FLUTED, 0.025, 14) if kind == "celadon" else (THROWN, 0.004, 26),
        )
    s.lathe(m, (0, 0, 0), vessel(_VASES[kind], 0.06))


def vase_glass(s: Scene, look: Look) -> None:
    """A heavy glass vase; `stuff` tide: a band of tint at the foot; amber: honey-brown all through."""
    g = glass(s, "#b8742a", 0.80) if look.stuff == "amber" else glass(s, look.colour, 0.10)
    s.lathe(
        g,
        (0, 0, 0),
        vessel([(0.62, 0), (0.72, 0.04), (0.80, 0.4), (0.72, 1.1), (0.62, 1.6), (0.74, 2.0)], 0.08, 0.16),
        glass=True,
    )
    if look.stuff == "tide":
        s.lathe(
            glass(s, mix(look.colour, "#8fb0b8", 0.15), 0.92),
            (0, 0, 0),
            vessel([(0.63, 0), (0.735, 0.04), (0.80, 0.28), (0.815, 0.42), (0.80, 0.62)], 0.10, 0.18),
            glass=True,
        )


def vase_petal(s: Scene, look: Look) -> None:
    """A vase whose lip opens into eight petals."""
    s.elevation = 26
    m = s.material(mix(look.colour, "#f1e4dc", 0.35), 0.2, 0.05, wrap=0.15, relief=(FLUTED, 0.06, 8))
    s.lathe(m, (0, 0, 0), vessel([(0.46, 0), (0.54, 0.03), (0.66, 0.5), (0.56, 1.2), (0.44, 1.7), (0.50, 2.0)], 0.06))
    petal = s.material(mix(look.colour, "#f1e4dc", 0.35), 0.2, 0.05, wrap=0.15)
    collar = smooth([(0.45, 0), (0.62, 0.09), (0.70, 0.16), (0.70, 0.22), (0.60, 0.16), (0.44, 0.08)], closed=True)
    s.lathe(petal, (0, 1.94, 0), collar, join=0.05)
    for i in range(8):
        a = math.radians(i * 45)
        s.ellipsoid(
            petal,
            (0.60 * math.cos(a), 2.08, -0.60 * math.sin(a)),
            0.38,
            0.055,
            0.30,
            turned=turn(0, i * 45, 34),
            join=0.10,
        )


def vase_ring(s: Scene, look: Look) -> None:
    """A standing ring of clay with a hole through it and a short neck on top."""
    s.elevation = 16
    m = s.material(
        mix(look.colour, "#e9e1d2", 0.3), 0.85, pattern=(SPECKLE, 30), second="#b9a892", relief=(THROWN, 0.004, 30)
    )
    s.torus(m, (0, 1.35, 0), 0.95, 0.36, turned=turn(y=-18) @ turn(x=90))
    s.lathe(m, (0, 2.50, 0), vessel([(0.26, 0), (0.24, 0.12), (0.20, 0.3), (0.25, 0.42)], 0.06), join=0.12)
    s.cylinder(m, (0, 0.06, 0), 0.55, 0.07, 0.04)


def vase_trio(s: Scene, look: Look) -> None:
    """Three little vases, tall, round and square-shouldered."""
    s.elevation = 20
    forms = (
        [(0.24, 0), (0.30, 0.03), (0.34, 0.5), (0.22, 1.2), (0.16, 1.5), (0.22, 1.7)],
        [(0.30, 0), (0.40, 0.03), (0.60, 0.4), (0.50, 0.75), (0.18, 0.95), (0.22, 1.1)],
        [(0.34, 0), (0.40, 0.03), (0.44, 0.7), (0.36, 0.95), (0.16, 1.05), (0.16, 1.25), (0.22, 1.35)],
    )
    for (x, z), line, tone in zip(
        ((-1.1, -0.2), (0.05, 0.45), (1.05, -0.25)),
        forms,
        (look.colour, mix(look.colour, "#e9e1d2", 0.6), look.accent),
        strict=True,
    ):
        s.lathe(glazed(s, tone), (x, 0, z), vessel(line, 0.05))
