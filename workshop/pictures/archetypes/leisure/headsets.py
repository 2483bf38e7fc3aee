"""Headphones and earphones."""

import math

import numpy as np

from workshop.pictures.archetypes.look import Look, around, steel, wood
from workshop.pictures.archetypes.pastimes import audio
from workshop.pictures.kernel.surface import KNIT, LINEN, PEEL
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import INK, OAK, mix
from workshop.pictures.scene import Scene


def headphones_form(s: Scene, look: Look) -> None:
    """Over-ear headphones by what sets them apart: `stuff` stand, folded, open, wooden, studio, retro, headset or commuter."""
    s.elevation = 20
    kind = look.stuff
    yaw, at = turn(y=-30), (0, 0, 0)
    if kind == "stand":
        oak = wood(s, OAK, 1.3)
        s.cylinder(oak, (0, 0.08, 0), 0.85, 0.08, 0.04)
        s.box(oak, (0, 1.55, -0.05), 0.14, 1.5, 0.10, 0.05, turned=turn(y=-30))
        s.box(oak, (0, 3.02, -0.05), 0.40, 0.10, 0.26, 0.08, turned=turn(y=-30))
        audio.one_pair(s, look, (0, 0.55, 0), yaw)
        return
    if kind == "commuter":
        case = s.material(mix(look.accent, INK, 0.35), 0.8, relief=(LINEN, 0.002, 70))
        s.box(case, (0.95, 0.34, -0.95), 1.05, 0.34, 0.85, 0.30, turned=turn(y=10))
        s.torus(s.material("#c9a25a", 0.3, 0.6, metal=1), (1.95, 0.34, -0.3), 0.09, 0.03, turned=turn(x=90))
    if kind == "retro":
        metal, foam = (
            s.material("#c9c2b4", 0.22, 0.6, metal=1),
            s.material(look.colour, 0.95, sheen=0.2, relief=(PEEL, 0.04, 30)),
        )
        band = smooth(
            [
                (-1.0, 0.7),
                (-1.06, 1.4),
                (-0.9, 2.05),
                (-0.5, 2.48),
                (0, 2.6),
                (0.5, 2.48),
                (0.9, 2.05),
                (1.06, 1.4),
                (1.0, 0.7),
            ]
        )
        s.tube(metal, at, band, 0.022, 0.10, 0.015, turned=yaw)
        frame = around(yaw, at)
        for side in (-1, 1):
            lean = yaw @ turn(z=90 + side * 6)
            s.cylinder(foam, frame(side * 0.90, 0.56, 0), 0.52, 0.13, 0.12, turned=lean)
            s.cylinder(s.material(INK, 0.35), frame(side * 1.02, 0.56, 0), 0.40, 0.05, 0.02, turned=lean)
            s.cylinder(metal, frame(side * 1.08, 0.56, 0), 0.20, 0.02, 0.01, turned=lean)
        s.tube(
            s.material(INK, 0.5),
            (0.55, 0.05, 0.5),
            smooth([(0, 0), (0.4, 0.2), (0.8, -0.1), (1.1, 0.12)]),
            0.035,
            turned=turn(x=-90),
        )
        return
    audio.one_pair(s, look, at, yaw)
    frame = around(yaw, at)
    for side in (-1, 1):
        lean = yaw @ turn(z=90 + side * 5)
        cap = frame(side * 1.15, 0.74, 0)
        if kind == "wooden":
            s.cylinder(wood(s, ("#d9b07a", "#a8743e"), 1.6), cap, 0.64, 0.07, 0.05, turned=lean)
        elif kind == "open":
            s.cylinder(wood(s, OAK, 1.4), cap, 0.66, 0.05, 0.03, turned=lean)
            mesh = s.material("#3a3638", 0.5, 0.3, metal=0.6, relief=(LINEN, 0.03, 36))
            s.cylinder(mesh, frame(side * 1.19, 0.74, 0), 0.50, 0.04, 0.02, turned=lean)
            for q in range(3):
                s.box(
                    s.material("#c9c2b4", 0.3, 0.6, metal=1),
                    frame(side * 1.235, 0.74, 0),
                    0.50,
                    0.02,
                    0.035,
                    0.01,
                    turned=lean @ turn(y=60 * q),
                )
        elif kind == "studio":
            s.torus(steel(s), cap, 0.50, 0.04, turned=lean)
    if kind == "headset":
        boom = smooth([(0.0, 0.0), (0.15, -0.34), (0.62, -0.55), (1.02, -0.55)])
        s.tube(s.material(INK, 0.4, 0.05), frame(1.15, 0.60, 0.1), boom, 0.04, turned=yaw @ turn(y=-100))
        tip = around(yaw @ turn(y=-100), frame(1.15, 0.60, 0.1))(1.08, -0.55, 0)
        s.ellipsoid(s.material("#2b2731", 0.95, sheen=0.2, relief=(PEEL, 0.05, 26)), tip, 0.15, 0.12, 0.12)
    if kind in ("studio", "open"):
        cable = s.material(INK, 0.5)
        coil = np.array([(0.09 * i / 2, 0.16 * math.sin(i * 0.9)) for i in range(48)])
        s.tube(
            cable,
            (-0.9, 0.06, 1.25),
            coil if kind == "studio" else smooth([(0, 0), (0.6, 0.2), (1.2, -0.12), (2.0, 0.1)]),
            0.045,
            turned=turn(y=6) @ turn(x=-90),
        )


def sport_earphones(s: Scene, look: Look) -> None:
    """A sports neckband with ear hooks and two buds."""
    s.elevation = 36
    m, dark = s.material(look.colour, 0.4, 0.05), s.material("#2b2731", 0.6)
    band = smooth(
        [(-1.05, -0.55), (-1.25, 0.1), (-1.0, 0.75), (-0.4, 1.05), (0.4, 1.05), (1.0, 0.75), (1.25, 0.1), (1.05, -0.55)]
    )
    s.tube(m, (0, 0.14, 0), band, 0.07, turned=turn(y=14) @ turn(x=-90))
    frame = around(turn(y=14), (0, 0.14, 0))
    for side in (-1, 1):
        s.box(m, frame(side * 1.10, 0.02, 0.35), 0.13, 0.10, 0.42, 0.09, turned=turn(y=14 + side * 10))
        hook = smooth([(0.0, 0.0), (0.05, 0.42), (0.28, 0.60), (0.50, 0.45), (0.52, 0.15)])
        s.tube(dark, frame(side * 0.95, 0.05, 0.95), hook * [-side, 1], 0.055, turned=turn(y=14))
        s.ellipsoid(m, frame(side * 0.95, 0.16, 0.98), 0.24, 0.21, 0.20)
        s.ellipsoid(dark, frame(side * 0.72, 0.16, 1.08), 0.15, 0.14, 0.14)
        wire = smooth([(0, 0), (0.12, 0.16), (0.02, 0.34)])
        s.tube(dark, frame(side * 1.06, 0.04, 0.72), wire * [side, 1], 0.03, turned=turn(x=90))


def sleep_band(s: Scene, look: Look) -> None:
    """A soft knitted headband with two flat discs and a small control tab."""
    s.elevation = 30
    knit = s.material(mix(look.colour, "#6b6a78", 0.35), 0.92, sheen=0.22, wrap=0.1, relief=(KNIT, 0.02, 10))
    oval = smooth([(1.25 * math.cos(a), 0.95 * math.sin(a)) for a in np.linspace(0, 6.283, 17)[:-1]], closed=True)
    s.tube(knit, (0, 0.46, 0), np.vstack([oval, oval[:1]]), 0.10, 0.46, 0.09, turned=turn(y=14) @ turn(x=-90))
    disc = s.material(mix(look.accent, "#e9e1d2", 0.5), 0.5)
    mesh = s.material(INK, 0.8, relief=(LINEN, 0.01, 40))
    for angle in (-40, 26):
        a = math.radians(angle)
        place = (1.06 * math.sin(a), 0.52, -0.78 * math.cos(a))
        inward = turn(y=-math.degrees(a)) @ turn(x=90)
        s.cylinder(disc, place, 0.36, 0.06, 0.03, turned=inward)
        s.cylinder(mesh, place, 0.27, 0.08, 0.01, turned=inward)
    s.box(s.material(INK, 0.4), (0.05, 0.48, 1.06), 0.26, 0.11, 0.03, 0.03, turned=turn(y=6))
    for x in (-0.08, 0.05, 0.18):
        s.ellipsoid(s.material("#e9e1d2", 0.5), (x, 0.48, 1.10), 0.035, 0.035, 0.02)


def headphones_folded(s: Scene, look: Look) -> None:
    """Headphones folded small: both cups swung up inside the band, lying flat."""
    s.elevation = 40
    shell, pad = s.material(look.colour, 0.42, 0.05), s.material(mix(look.accent, "#a5674a", 0.4), 0.6)
    metal = s.material("#c9a78a", 0.26, 0.6, metal=1)
    band = smooth(
        [
            (-1.12, -0.5),
            (-1.2, 0.1),
            (-0.98, 0.72),
            (-0.5, 1.08),
            (0, 1.18),
            (0.5, 1.08),
            (0.98, 0.72),
            (1.2, 0.1),
            (1.12, -0.5),
        ]
    )
    flat = turn(y=14) @ turn(x=-90)
    s.tube(pad, (0, 0.26, 0), band, 0.10, 0.20, 0.08, turned=flat)
    f = around(turn(y=14), (0, 0.26, 0))
    for side in (-1, 1):
        s.cylinder(metal, f(side * 1.13, 0, 0.62), 0.13, 0.16, 0.03, turned=turn(y=14))
        s.cylinder(shell, f(side * 0.53, 0.02, 0.12), 0.56, 0.16, 0.10, turned=turn(y=14))
        s.torus(pad, f(side * 0.53, 0.19, 0.12), 0.38, 0.15, turned=turn(y=14))
        s.cylinder(
            s.material("#2b2731", 0.95, relief=(LINEN, 0.01, 40)),
            f(side * 0.53, 0.18, 0.12),
            0.30,
            0.02,
            0.01,
            turned=turn(y=14),
        )
        s.box(metal, f(side * 0.88, 0.0, 0.45), 0.30, 0.05, 0.08, 0.03, turned=turn(y=14 + side * 40))
