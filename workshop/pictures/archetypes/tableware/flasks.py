"""Flasks and bottles, told by how they close."""

import numpy as np

from workshop.pictures.archetypes.look import Look, steel, wood
from workshop.pictures.archetypes.tableware.vessels import cork, glass, powder
from workshop.pictures.kernel.surface import FLUTED, LINEN, PEEL
from workshop.pictures.kernel.tables import AROUND
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import INK, mix
from workshop.pictures.scene import Place, Scene


def _bottle_body(s: Scene, m: int, at: Place, r: float, h: float, neck: float) -> None:
    s.lathe(
        m,
        at,
        smooth(
            [
                (0, 0),
                (r * 0.88, 0),
                (r * 0.88, 0),
                (r, 0.05),
                (r, 0.14),
                (r, h * 0.6),
                (r, h),
                (r * 0.9, h + 0.22),
                (neck, h + 0.38),
                (neck, h + 0.52),
                (neck, h + 0.52),
                (0, h + 0.52),
            ]
        ),
    )


def _name(
    s: Scene, look: Look, m: int, low: float, high: float, wide: float = 0.62, sheet: tuple[int, int] = (700, 1000)
) -> None:
    """The maker's word between two heights; `sheet`: its paper, in the shape that it has there."""
    s.decal(m, look.stamp(look.colour, sheet, 190, bare=True), AROUND, (-wide, wide, low, high))


def flask_lid(s: Scene, look: Look) -> None:
    """A flask told by its closure: `stuff` ridged, bamboo, loop, felt or slim."""
    kind, m = look.stuff, powder(s, look.colour)
    slim = kind == "slim"
    r, h = (0.42, 2.3) if slim else (0.60, 2.0)
    _bottle_body(s, m, (0, 0, 0), r, h, r * 0.66)
    _name(s, look, m, h * 0.30, h * 0.88)
    if kind == "ridged":
        for i in range(7):
            s.torus(m, (0, 0.22 + 0.11 * i, 0), r, 0.045)
        s.cylinder(cork(s), (0, h + 0.72, 0), r * 0.60, 0.24, 0.05)
        s.cylinder(steel(s), (0, h + 0.98, 0), r * 0.64, 0.05, 0.02)
    elif kind == "bamboo":
        s.cylinder(wood(s, ("#d6b77a", "#b08f52"), 3), (0, h + 0.66, 0), r * 0.72, 0.22, 0.05)
        s.torus(steel(s), (0, h + 0.46, 0), r * 0.69, 0.035)
    elif kind == "loop":
        s.cylinder(s.material(look.accent, 0.5), (0, h + 0.66, 0), r * 0.74, 0.22, 0.06)
        cord = s.material(look.accent, 0.8, relief=(LINEN, 0.006, 40))
        loop = smooth(
            [
                (0.36, h + 0.70),
                (0.95, h + 0.62),
                (1.35, h - 0.1),
                (1.15, h - 0.95),
                (0.80, h - 0.6),
                (0.85, h + 0.1),
                (0.42, h + 0.56),
            ]
        )
        s.tube(cord, (0, 0, 0), loop, 0.065, turned=turn(y=-18))
    elif kind == "felt":
        s.cylinder(s.material("#8d8f86", 0.95, sheen=0.35, relief=(PEEL, 0.03, 26)), (0, 0.92, 0), r + 0.10, 0.92, 0.08)
        s.cylinder(steel(s), (0, h + 0.70, 0), r * 0.74, 0.28, 0.06)
    else:
        s.cylinder(s.material(mix(look.accent, "#e9e1d2", 0.4), 0.5), (0, h + 0.66, 0), r * 0.74, 0.22, 0.06)


def commuter_cup(s: Scene, look: Look) -> None:
    """A tapered cup with a flat drinking lid and a sleeve to hold."""
    m = powder(s, look.colour)
    s.lathe(
        m,
        (0, 0, 0),
        smooth([(0, 0), (0.56, 0), (0.56, 0), (0.62, 0.05), (0.70, 0.9), (0.84, 2.15), (0.84, 2.15), (0, 2.15)]),
    )
    s.lathe(
        s.material(mix(look.accent, INK, 0.55), 0.8, relief=(FLUTED, 0.03, 26)),
        (0, 0.40, 0),
        smooth([(0, 0), (0.67, 0), (0.69, 0.03), (0.77, 0.78), (0.75, 0.81), (0, 0.81)]),
    )
    lid = s.material(mix(look.colour, INK, 0.6), 0.35, 0.05)
    s.lathe(
        lid,
        (0, 2.12, 0),
        smooth([(0, 0), (0.88, 0), (0.90, 0.05), (0.88, 0.18), (0.80, 0.24), (0.72, 0.22), (0.70, 0.14), (0, 0.14)]),
    )
    s.box(s.material(look.accent, 0.45), (0.12, 2.30, 0.42), 0.16, 0.05, 0.22, 0.03)
    _name(s, look, m, 1.34, 1.96, 0.7, (1000, 600))


def thermos(s: Scene, look: Look) -> None:
    """A litre flask with a side handle, its cup taken off."""
    m, metal = powder(s, look.colour), steel(s)
    s.lathe(
        m,
        (-0.4, 0, 0),
        smooth(
            [
                (0, 0),
                (0.64, 0),
                (0.64, 0),
                (0.70, 0.05),
                (0.70, 2.3),
                (0.64, 2.52),
                (0.46, 2.66),
                (0.46, 2.74),
                (0.46, 2.74),
                (0, 2.74),
            ]
        ),
    )
    for y in (0.16, 2.30):
        s.cylinder(metal, (-0.4, y, 0), 0.715, 0.09, 0.02)
    s.cylinder(s.material(INK, 0.4, 0.05), (-0.4, 2.86, 0), 0.36, 0.20, 0.06)
    s.tube(
        s.material(INK, 0.5, 0.05),
        (-0.4, 0, 0),
        smooth([(0.66, 2.10), (1.12, 2.14), (1.18, 1.75), (1.16, 1.0), (1.08, 0.60), (0.68, 0.58)]),
        0.075,
        0.12,
        0.07,
        turned=turn(y=-20),
    )
    _name(s, look, m, 0.75, 1.9)
    s.lathe(metal, (1.15, 0, 0.75), vessel([(0.44, 0), (0.50, 0.03), (0.53, 0.2), (0.56, 0.66)], 0.045, 0.06))


def lunch_jar(s: Scene, look: Look) -> None:
    """A short wide jar standing open, its handled lid beside it."""
    s.elevation = 34
    m, metal = powder(s, look.colour), steel(s)
    s.lathe(
        m, (-0.45, 0, 0), vessel([(0.86, 0), (0.95, 0.04), (0.97, 0.14), (0.97, 1.30), (0.90, 1.42), (0.86, 1.5)], 0.10)
    )
    s.torus(metal, (-0.45, 1.46, 0), 0.85, 0.045)
    _name(s, look, m, 0.35, 1.0, 0.55, (1000, 700))
    lid = s.material(look.accent, 0.45, 0.05)
    s.cylinder(lid, (1.15, 0.22, 0.75), 0.92, 0.22, 0.08)
    s.tube(
        metal,
        (1.15, 0, 0.75),
        smooth([(-0.55, 0.42), (-0.45, 0.66), (0, 0.72), (0.45, 0.66), (0.55, 0.42)]),
        0.05,
        turned=turn(y=25),
    )


def tea_flask(s: Scene, _look: Look) -> None:
    """A clear flask with a long steel strainer under a bamboo lid."""
    s.cylinder(steel(s), (0, 1.95, 0), 0.36, 0.55, 0.03)
    s.lathe(
        glass(s),
        (0, 0, 0),
        vessel([(0.50, 0), (0.56, 0.04), (0.58, 0.12), (0.58, 2.4), (0.48, 2.6)], 0.045, 0.07),
        glass=True,
    )
    s.cylinder(wood(s, ("#d6b77a", "#b08f52"), 3), (0, 2.78, 0), 0.50, 0.22, 0.04)


def trail_bottle(s: Scene, look: Look) -> None:
    """A light aluminium bottle with a narrow screw cap and a carabiner."""
    m = s.material(look.colour, 0.26, 0.5, metal=0.55)
    _bottle_body(s, m, (0, 0, 0), 0.56, 2.15, 0.26)
    cap = s.material(mix(look.accent, INK, 0.4), 0.4, 0.05)
    s.cylinder(cap, (0, 2.86, 0), 0.30, 0.22, 0.06)
    clip = s.material("#b9b4aa", 0.25, 0.6, metal=1)
    s.tube(
        cap,
        (0, 0, 0),
        smooth([(-0.16, 3.0), (-0.14, 3.22), (0, 3.28), (0.14, 3.22), (0.16, 3.0)]),
        0.045,
        turned=turn(y=-20),
    )
    ring = smooth(
        [(0.05, 3.20), (0.30, 3.46), (0.62, 3.36), (0.92, 2.80), (0.86, 2.52), (0.60, 2.50), (0.36, 2.86)], closed=True
    )
    s.tube(clip, (0, 0, 0.05), np.vstack([ring, ring[:1]]), 0.05, turned=turn(y=-20))
    _name(s, look, m, 0.7, 1.75)


def travel_press(s: Scene, look: Look) -> None:
    """A steel cup with a plunger standing high above its lid."""
    m = powder(s, look.colour)
    s.lathe(m, (-0.3, 0, 0), smooth([(0, 0), (0.64, 0), (0.64, 0), (0.70, 0.05), (0.74, 1.9), (0.74, 1.9), (0, 1.9)]))
    s.cylinder(s.material(INK, 0.35, 0.05), (-0.3, 1.98, 0), 0.78, 0.12, 0.05)
    s.cone(steel(s), (-0.3, 2.0, 0), 0.045, 0.95, 0.045)
    s.ellipsoid(s.material(INK, 0.35, 0.05), (-0.3, 3.02, 0), 0.19, 0.14, 0.19)
    s.box(s.material(INK, 0.35, 0.05), (0.38, 2.06, 0.12), 0.16, 0.05, 0.16, 0.04)
    s.tube(
        steel(s),
        (-0.3, 0, 0),
        smooth([(0.70, 1.50), (1.08, 1.48), (1.12, 1.0), (1.02, 0.62), (0.68, 0.60)]),
        0.05,
        0.14,
        0.04,
        turned=turn(y=-18),
    )
    _name(s, look, m, 0.5, 1.5)
