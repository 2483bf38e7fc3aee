"""Candles in their vessels, lit."""

import numpy as np

from workshop.pictures.archetypes.look import Look, around
from workshop.pictures.kernel.surface import FLUTED, GRAIN, HEX
from workshop.pictures.kernel.tables import ABOVE, AROUND, FRONT
from workshop.pictures.lines import turn, vessel
from workshop.pictures.palette import PAPER, mix
from workshop.pictures.scene import Place, Scene


def pillar_candle(s: Scene, _look: Look) -> None:
    """A thick honey-coloured pillar of rolled comb, lit."""
    s.elevation = 20
    wax = s.material("#d9a238", 0.5, 0.04, wrap=0.45, glow=0.06, relief=(HEX, 0.05, 5.5))
    s.cylinder(wax, (0, 1.32, 0), 0.74, 1.25, 0.06)
    s.cylinder(s.material("#eec874", 0.2, 0.05, wrap=0.5, glow=0.22), (0, 2.55, 0), 0.58, 0.03, 0.03)
    flame(s, (0, 2.58, 0), 1.0)


def flame(s: Scene, at: Place, k: float) -> None:
    """A wick and a still flame."""
    x, y, z = at
    s.cone(s.material("#2b2320", 0.9), (x, y, z), 0.022 * k, 0.18 * k, 0.016 * k)
    s.flame((x, y + 0.08 * k, z), 0.80 * k, 0.115 * k)


def _low_flame(s: Scene, at: Place) -> None:
    """A wick of wood and the ragged low flame along it."""
    x, y, z = at
    s.box(s.material("#6b4a2c", 0.9, relief=(GRAIN, 0.02, 14)), at, 0.26, 0.10, 0.025, 0.01)
    s.box(s.material("#2b2320", 0.95), (x, y + 0.085, z), 0.262, 0.03, 0.028, 0.012)
    for along, height in ((0.17, 0.34), (-0.17, 0.38), (0.00, 0.44), (-0.09, 0.54), (0.09, 0.60)):
        s.flame((x + along, y + 0.06, z), height, 0.12)


def tapers(s: Scene, look: Look) -> None:
    """Twelve slim dipped tapers in two colours, held by a paper band."""
    s.elevation = 40
    for i in range(12):
        tone = look.colour if i % 2 else mix(look.accent, "#e9e1d2", 0.1)
        m = s.material(mix(tone, "#e9d6bd", 0.12), 0.42, 0.05, wrap=0.3)
        row, col = divmod(i, 6)
        start = np.array([-1.55 + 0.10 * row, 0.14 + 0.24 * row, 0.95 - 0.27 * col + 0.13 * row])
        lean = turn(0, 20, -90)
        s.cone(m, start, 0.135, 2.9, 0.075, turned=lean)
        s.cone(s.material("#efe6d6", 0.9), around(lean, start)(0, 2.9, 0), 0.02, 0.34, 0.014, turned=lean)
    ribbon = s.material(PAPER, 0.7)
    place = around(turn(y=20), (-1.55, 0.26, 0.33))(1.35, 0, 0)
    s.box(ribbon, place, 0.28, 0.33, 0.92, 0.12, turned=turn(y=20))
    s.decal(ribbon, look.sticker((500, 1000), 120, ground=False, bare=True), ABOVE, (-0.26, 0.26, -0.7, 0.7))


def candle_jar(s: Scene, look: Look) -> None:
    """A lit candle in its vessel; `stuff` glass, amber or wood (coloured wax; wood has a wooden wick), tin or clay."""
    kind = look.stuff
    tone = mix(look.colour, "#f3e8d3", 0.08) if kind in ("glass", "amber", "wood") else "#f3e8d3"
    wax = s.material(tone, 0.5, 0.03, wrap=0.4, glow=0.05)
    if kind == "tin":
        m = s.material(mix(look.colour, "#b9b4aa", 0.3), 0.3, 0.5, metal=0.7)
        s.lathe(m, (-0.35, 0, 0), vessel([(0.98, 0), (1.04, 0.03), (1.06, 0.1), (1.06, 0.85)], 0.04, 0.06))
        s.cylinder(wax, (-0.35, 0.36, 0), 1.01, 0.32, 0.03)
        s.decal(m, look.stamp(look.colour, (1300, 560), 150, bare=True), AROUND, (-0.7, 0.7, 0.16, 0.72))
        flame(s, (-0.35, 0.68, 0), 0.9)
        lid = s.material(mix(look.colour, "#b9b4aa", 0.3), 0.3, 0.5, metal=0.7)
        s.cylinder(lid, (1.15, 0.10, -0.45), 1.08, 0.10, 0.05)
    elif kind == "clay":
        m = s.material(look.colour, 0.6, 0.045, relief=(FLUTED, 0.05, 22))
        s.lathe(m, (-0.35, 0, 0), vessel([(0.80, 0), (0.88, 0.03), (0.94, 0.2), (0.96, 1.35)], 0.09, 0.1))
        s.cylinder(wax, (-0.35, 0.62, 0), 0.86, 0.55, 0.03)
        flame(s, (-0.35, 1.17, 0), 0.9)
        tag = s.material(PAPER, 0.8)
        s.box(tag, (-0.30, 0.62, 0.99), 0.40, 0.28, 0.012, 0.01)
        s.decal(tag, look.sticker((800, 560), 140, ground=False, bare=True), FRONT, (-0.38, 0.38, -0.26, 0.26))
    else:
        tint = {
            "glass": mix(look.accent, "#ffffff", 0.8),
            "amber": "#b8742a",
            "wood": mix(look.colour, "#ffffff", 0.85),
        }[kind]
        s.cylinder(wax, (-0.35, 0.66, 0), 0.80, 0.58, 0.03)
        s.decal(wax, look.sticker((1000, 800), 150), AROUND, (-0.80, 0.80, -0.46, 0.42), 0.8)
        s.lathe(
            s.material(tint if kind != "amber" else mix(tint, "#ffffff", 0.35), 0.03),
            (-0.35, 0, 0),
            vessel([(0.78, 0), (0.86, 0.03), (0.88, 0.1), (0.88, 1.75)], 0.055, 0.1),
            glass=True,
        )
        if kind == "wood":
            _low_flame(s, (-0.35, 1.30, 0))
        else:
            flame(s, (-0.35, 1.24, 0), 0.9)
