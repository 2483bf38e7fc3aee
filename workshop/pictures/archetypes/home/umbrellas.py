"""Umbrellas, open and closed."""

import math

import numpy as np

from workshop.pictures.archetypes.look import Look, around, brass, leather, wood
from workshop.pictures.kernel.surface import BANDS, FLUTED, PEEL, STRIPES
from workshop.pictures.lines import aligned, smooth, turn
from workshop.pictures.palette import INK, WALNUT, mix
from workshop.pictures.scene import Scene


def umbrella_form(s: Scene, look: Look) -> None:
    """An umbrella by shape and handle: open `stuff` dome, yellow, double, parasol, reflect, storm; closed golf, walking, evening,
    bamboo.
    """
    kind = look.stuff
    if kind in ("golf", "walking", "evening", "bamboo"):
        _closed_umbrella(s, look, kind)
        return
    s.elevation = 16
    lean = aligned((-0.60, 0.74, -0.30))
    wide = {"double": 2.3, "parasol": 2.1}.get(kind, 1.9)
    base = (0, 1.46, 0) if kind != "parasol" else (0, 1.66, 0)
    frame = around(lean, base)
    k = wide / 1.9
    outer = [(1.9, -0.05), (1.9, -0.05), (1.72, 0.30), (1.30, 0.68), (0.75, 0.93), (0.25, 1.02), (0, 1.03)]
    inner = [(0, 0.97), (0.25, 0.96), (0.73, 0.87), (1.26, 0.62), (1.66, 0.26), (1.84, -0.05), (1.84, -0.05)]
    spokes = brass(s)
    if kind == "dome":
        outer = [(1.35, -1.0), (1.35, -1.0), (1.38, -0.4), (1.28, 0.25), (0.95, 0.78), (0.45, 1.02), (0, 1.06)]
        inner = [(0, 1.02), (0.44, 0.98), (0.91, 0.75), (1.23, 0.24), (1.33, -0.4), (1.30, -1.0), (1.30, -1.0)]
        clear = s.material(mix(look.colour, "#f4f2ec", 0.6), 0.03)
        s.lathe(clear, frame(0, 0, 0), smooth(outer + inner), turned=lean, glass=True)
        rim = s.material(look.colour, 0.5)
        s.torus(rim, frame(0, -1.0, 0), 1.33, 0.05, turned=lean)
        for i in range(8):
            a = math.radians(i * 45)
            rib = smooth([(1.34, -1.0), (1.36, -0.4), (1.26, 0.25), (0.93, 0.77), (0.44, 1.0), (0, 1.04)])
            s.tube(rim, frame(0, 0, 0), rib, 0.014, turned=lean @ turn(y=math.degrees(a)))
    else:
        second = {"reflect": "#e9e6dc", "double": mix(look.colour, INK, 0.4)}.get(kind)
        m = s.material(
            look.colour,
            0.72,
            sheen=0.12,
            wrap=0.3 if kind == "parasol" else 0.1,
            relief=(FLUTED, 0.05, 8),
            pattern=(BANDS, 3.3 if kind == "reflect" else 1.6) if second else (0, 1),
            second=second,
        )
        s.lathe(m, frame(0, 0, 0), smooth([(x * k, y) for x, y in outer + inner]), turned=lean)
        if kind == "storm":
            s.lathe(
                s.material(mix(look.colour, "#3b6373", 0.3), 0.7, relief=(FLUTED, 0.05, 8)),
                frame(0, 0.22, 0),
                smooth([(0.85, 0.72), (0.6, 0.9), (0.2, 0.98), (0, 0.99), (0, 0.93), (0.2, 0.92), (0.6, 0.84)]),
                turned=lean,
            )
        if kind == "parasol":
            thread = s.material("#efe3cb", 0.9)
            for i in range(60):
                a = math.radians(6 * i)
                s.cone(
                    thread,
                    frame(wide * math.cos(a), -0.04, wide * math.sin(a)),
                    0.036,
                    0.26,
                    0.022,
                    turned=lean @ turn(z=180),
                )
        for i in range(8):
            a = math.radians(i * 45)
            down = np.array([1.8 * k * math.cos(a), -0.82, 1.8 * k * math.sin(a)])
            s.cone(spokes, frame(0, 0.84, 0), 0.022, float(np.linalg.norm(down)), 0.022, turned=aligned(lean @ down))
    s.cone(
        brass(s),
        frame(0, 1.04 if kind == "dome" else 1.0, 0),
        0.05,
        0.30,
        0.035,
        turned=lean,
    )
    shaft = wood(s, WALNUT, 3)
    if kind == "parasol":
        stick = wood(s, ("#dcb988", "#b98f5a"), 3)
        s.cone(stick, frame(0, -1.95, 0), 0.085, 2.9, 0.045, turned=lean)
        s.ellipsoid(stick, frame(0, -2.0, 0), 0.15, 0.18, 0.15, turned=lean)
        s.cone(stick, frame(0, -1.85, 0), 0.10, 0.55, 0.085, turned=lean)
        return
    s.cone(shaft, frame(0, -1.35 if kind != "dome" else -1.6, 0), 0.045, 2.3, 0.04, turned=lean)
    low = -1.2 if kind != "dome" else -1.45
    s.tube(
        shaft if kind != "dome" else s.material(look.colour, 0.4),
        frame(0, 0, 0),
        smooth(
            [(0, low), (0, low - 0.42), (0.12, low - 0.75), (0.36, low - 0.85), (0.55, low - 0.68), (0.58, low - 0.45)]
        ),
        0.075,
        turned=lean,
    )


def _closed_umbrella(s: Scene, look: Look, kind: str) -> None:
    s.elevation, s.fit = 44, 0.86
    lean = turn(0, 34, -88)
    frame = around(lean, (-1.75, 0.34, 1.0))
    fat = 1.35 if kind == "golf" else 1.0
    m = s.material(
        look.colour,
        0.75,
        sheen=0.15,
        relief=(FLUTED, 0.04, 9),
        pattern=(STRIPES if kind == "golf" else 0, 4),
        second="#efe6d6" if kind == "golf" else None,
    )
    s.cone(m, frame(0, 1.0, 0), 0.27 * fat, 2.5, 0.07 * fat, turned=lean)
    s.cone(m, frame(0, 0.86, 0), 0.18 * fat, 0.2, 0.27 * fat, turned=lean)
    s.cylinder(s.material(look.accent, 0.6), frame(0, 1.75, 0), 0.245 * fat, 0.07, 0.03, turned=lean)
    s.cone(brass(s), frame(0, 3.45, 0), 0.05, 0.32, 0.035, turned=lean)
    if kind == "golf":
        s.cone(s.material(INK, 0.8, relief=(FLUTED, 0.04, 10)), frame(0, 0.25, 0), 0.12, 0.6, 0.09, turned=lean)
        return
    crook = smooth([(0, 0.62), (0, 0.1), (0, -0.35), (0.10, -0.68), (0.36, -0.80), (0.60, -0.66), (0.66, -0.42)])
    grip = {
        "walking": lambda: wood(s, ("#a8623a", "#7d4426"), 3),
        "evening": lambda: leather(s, "#5a2f28"),
        "bamboo": lambda: wood(s, ("#dcc084", "#b8985a"), 3),
    }[kind]()
    s.tube(grip, frame(0, 0, 0), crook, 0.085 if kind == "bamboo" else 0.072, turned=lean @ turn(y=80))
    if kind == "bamboo":
        for point in ((0, 0.30), (0, -0.2), (0.14, -0.72), (0.52, -0.72)):
            s.ellipsoid(
                wood(s, ("#b8985a", "#8a6a34"), 3),
                around(lean @ turn(y=80), frame(0, 0, 0))(point[0], point[1], 0),
                0.115,
                0.05,
                0.115,
                turned=lean @ turn(y=80),
            )
    if kind == "evening":
        stitch = s.material("#e9d9b8", 0.7)
        for q in range(6):
            s.ellipsoid(
                stitch,
                around(lean @ turn(y=80), frame(0, 0, 0))(0, 0.45 - 0.14 * q, 0.075),
                0.012,
                0.04,
                0.012,
                turned=lean,
            )
        s.cylinder(s.material("#c9a25a", 0.22, 0.6, metal=1), frame(0, 0.66, 0), 0.10, 0.07, 0.02, turned=lean)
        s.torus(s.material("#5a2f28", 0.6), frame(0.10, 0.70, 0.2), 0.16, 0.03, turned=lean)


def pocket_umbrella(s: Scene, look: Look) -> None:
    """A short folding umbrella with a round handle and wrist loop, its sleeve beside it."""
    s.elevation, s.fit = 42, 0.80
    lean = turn(0, 24, -90)
    frame = around(lean, (-1.05, 0.34, 0.4))
    m = s.material(look.colour, 0.75, sheen=0.15, relief=(FLUTED, 0.05, 8))
    s.cone(m, frame(0, 0.55, 0), 0.30, 1.55, 0.25, turned=lean)
    s.cylinder(s.material(look.accent, 0.6), frame(0, 1.30, 0), 0.305, 0.08, 0.03, turned=lean)
    grip = s.material(INK, 0.4, 0.05)
    s.cylinder(grip, frame(0, 0.18, 0), 0.21, 0.24, 0.08, turned=lean)
    s.cylinder(grip, frame(0, 2.32, 0), 0.10, 0.12, 0.03, turned=lean)
    loop = smooth([(-1.15, -0.35), (-1.7, -0.2), (-1.95, -0.65), (-1.5, -0.95), (-1.1, -0.42)])
    s.tube(grip, (0, 0.10, 0), loop, 0.045, turned=turn(x=-90))
    sleeve = turn(0, 24, -90)
    sl = around(sleeve, (-0.55, 0.24, 1.35))
    s.cone(
        s.material(mix(look.colour, INK, 0.15), 0.8, relief=(PEEL, 0.03, 8)),
        sl(0, 0.2, 0),
        0.24,
        1.35,
        0.22,
        turned=sleeve,
    )
