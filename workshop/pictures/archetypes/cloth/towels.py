"""Towels by their weave, and a robe."""

import numpy as np

from workshop.pictures.archetypes.cloth.throws import cloth
from workshop.pictures.archetypes.household.textiles import folds, spiral, terry
from workshop.pictures.archetypes.look import Look, around
from workshop.pictures.kernel.surface import DOTS, LINEN, PEEL, PLAIN, STRIPES, TARTAN, WAFFLE
from workshop.pictures.kernel.tables import AROUND
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import INK, mix, shade_of
from workshop.pictures.scene import Scene


def hammam_towel(s: Scene, look: Look) -> None:
    """A flat-woven towel folded with broad end stripes and knotted fringe; `stuff` bands makes beach stripes throughout."""
    s.elevation = 32
    beach = look.stuff == "bands"
    m = cloth(s, look, mix(look.colour, "#f1e8d8", 0.0 if beach else 0.25), "bands" if beach else "stripes")
    yaw = turn(y=-22)
    frame = around(yaw)
    s.tube(m, (0, 0, 0), folds(1.45, 3 if beach else 2, 0.13), 0.125, 1.15, 0.10, turned=yaw)
    if not beach:
        for i in range(19):
            z = -1.08 + 2.16 * i / 18
            s.cone(
                m, frame(1.72, 0.10, z), 0.035, 0.45, 0.02, turned=yaw @ turn(y=s.random.uniform(-12, 12)) @ turn(z=-88)
            )
            s.ellipsoid(m, frame(1.78, 0.10, z), 0.055)


def towel_form(s: Scene, look: Look) -> None:
    """A towel by its weave and use: `stuff` sauna, waffle, swim, spa, guest, yoga, travel or tea."""
    s.elevation = 32
    kind = look.stuff
    tone = mix(look.colour, "#efe6d6", 0.2)
    if kind == "waffle":
        yaw = turn(y=-22)
        m = s.material(tone, 0.95, sheen=0.15, relief=(WAFFLE, 0.08, 12))
        for i in range(2):
            s.tube(m, (0, 0.76 * i, 0), folds(1.35, 2, 0.185), 0.18, 1.0 - 0.05 * i, 0.14, turned=turn(y=-22 + 5 * i))
        loop = smooth([(0, 0), (0.12, 0.22), (0.30, 0.22), (0.40, 0)])
        s.tube(s.material("#efe6d6", 0.8), around(yaw)(-0.2, 1.50, 0), loop, 0.03, 0.05, 0.02, turned=yaw)
    elif kind == "sauna":
        linen = s.material(mix(look.colour, "#e9dcc2", 0.55), 0.92, relief=(WAFFLE, 0.03, 26), sheen=0.1)
        s.tube(linen, (-0.15, 0, 0), folds(1.25, 3, 0.10), 0.095, 0.80, 0.08, turned=turn(y=-18))
        s.tube(linen, (0.75, 0.56, 0.1), spiral(2.2, 0.05, 0.10), 0.05, 0.78, 0.04, turned=turn(y=-18))
    elif kind == "swim":
        bag = s.material("#e0d3b8", 0.9, relief=(LINEN, 0.006, 40))
        s.lathe(
            bag,
            (0.75, 0, -0.35),
            smooth(
                [
                    (0, 0),
                    (0.68, 0.0),
                    (0.80, 0.15),
                    (0.82, 1.1),
                    (0.55, 1.65),
                    (0.22, 1.82),
                    (0.36, 2.05),
                    (0.30, 2.08),
                    (0, 1.9),
                ]
            ),
        )
        s.torus(s.material(look.colour, 0.8), (0.75, 1.82, -0.35), 0.25, 0.04)
        s.decal(bag, look.stamp("#e0d3b8", (900, 700), 190, bare=True), AROUND, (-0.7, 0.7, 0.4, 1.2))
        s.tube(
            terry(s, mix(look.colour, "#6f97a0", 0.3)),
            (-0.75, 0.545, 0.45),
            spiral(3.2, 0.06, 0.15),
            0.075,
            0.95,
            0.06,
            turned=turn(y=30),
        )
    elif kind == "spa":
        s.tube(terry(s, tone), (0, 0.56, -0.35), spiral(3.2, 0.06, 0.15), 0.075, 1.05, 0.06, turned=turn(y=70))
        s.tube(terry(s, "#f4ecdf"), (0.1, 0.46, 0.75), spiral(2.7, 0.06, 0.145), 0.072, 0.95, 0.06, turned=turn(y=74))
    elif kind == "guest":
        for i in range(4):
            s.tube(
                terry(s, (mix(look.colour, "#efe6d6", 0.1), "#f4ecdf", mix(look.colour, "#efe6d6", 0.5), "#f4ecdf")[i]),
                (0, 0.42 * i, 0),
                folds(0.85, 2, 0.105),
                0.103,
                0.72,
                0.09,
                turned=turn(y=-22 + 4 * (-1) ** i),
            )
        ribbon = s.material(mix(look.colour, "#b5440f", 0.2), 0.6)
        s.box(ribbon, (0, 0.86, 0), 0.12, 0.88, 0.80, 0.05, turned=turn(y=-22))
        for side in (-1, 1):
            s.tube(
                ribbon,
                (0, 1.74, 0),
                smooth([(0, 0), (side * 0.30, 0.26), (side * 0.52, 0.14), (side * 0.30, -0.02), (0, 0)]),
                0.025,
                0.11,
                0.02,
                turned=turn(y=-22),
            )
    elif kind == "yoga":
        m = s.material(
            mix(look.colour, "#efe6d6", 0.08),
            0.95,
            sheen=0.2,
            relief=(PEEL, 0.03, 24),
            pattern=(DOTS, 6),
            second=mix(look.colour, "#f4ecdf", 0.75),
        )
        s.box(m, around(turn(y=14), (0.3, 0, 0))(0.15, 0.03, 0), 1.5, 0.03, 0.88, 0.03, turned=turn(y=14))
        s.tube(
            m,
            around(turn(y=14), (0.3, 0, 0))(1.55, 0.28, 0),
            spiral(2.2, 0.05, 0.10),
            0.04,
            0.88,
            0.03,
            turned=turn(y=14),
        )
    elif kind == "travel":
        case = s.material(mix(look.colour, INK, 0.25), 0.6, relief=(LINEN, 0.002, 80))
        s.cylinder(case, (0.55, 0.48, -0.35), 0.48, 0.85, 0.14, turned=turn(0, 16, 90))
        s.torus(s.material("#c9a25a", 0.3, 0.6, metal=1), (1.55, 0.48, -0.62), 0.12, 0.035, turned=turn(z=90))
        m = s.material(mix(look.colour, "#e9e1d2", 0.35), 0.9, relief=(LINEN, 0.004, 60), sheen=0.1)
        s.tube(m, (-0.1, 0, 0.95), folds(0.85, 2, 0.09), 0.085, 0.62, 0.07, turned=turn(y=12))
    else:
        for i, (tone_, pat) in enumerate(
            (
                (mix(look.colour, "#efe6d6", 0.35), (PLAIN, 1)),
                ("#efe6d6", (TARTAN, 3.4)),
                ("#efe6d6", (STRIPES, 3.4)),
            )
        ):
            m = s.material(
                tone_, 0.92, relief=(LINEN, 0.003, 60), pattern=pat, second=mix(look.colour, "#f4ecdf", 0.08)
            )
            place = (-0.35 + 0.32 * i, 0.24 * i, -0.22 + 0.26 * i)
            s.tube(m, place, folds(1.20, 2, 0.058), 0.056, 0.82, 0.05, turned=turn(y=-16 + 7 * i))


def bathrobe(s: Scene, look: Look) -> None:
    """A hooded robe hung up, belt tied; the paper is the wall."""
    s.elevation, s.fit = 80, 0.82
    m = s.material(mix(look.colour, "#efe6d6", 0.1), 0.95, 0.02, sheen=0.15, wrap=0.15, relief=(PEEL, 0.030, 26))
    deep = s.material(shade_of(mix(look.colour, "#efe6d6", 0.1), 0.8), 0.95, sheen=0.1, relief=(PEEL, 0.030, 26))
    flat = turn(x=-90)
    body = smooth(
        [
            (-0.55, 1.55),
            (-0.85, 0.9),
            (-0.82, 0.0),
            (-1.05, -1.9),
            (-1.05, -1.9),
            (1.05, -1.9),
            (1.05, -1.9),
            (0.82, 0.0),
            (0.85, 0.9),
            (0.55, 1.55),
        ],
        closed=True,
    )
    s.extrude(m, (0, 0.16, 0), body, 0.16, 0.10, turned=flat)
    for side in (-1, 1):
        sleeve = smooth(
            [(side * 0.5, 1.5), (side * 1.1, 1.15), (side * 1.6, -0.35), (side * 1.22, -0.48), (side * 0.85, 0.55)],
            closed=True,
        )
        s.extrude(m, (0, 0.20, 0), sleeve if side < 0 else np.ascontiguousarray(sleeve[::-1]), 0.15, 0.10, turned=flat)
        s.box(deep, (side * 1.42, 0.26, 0.42), 0.22, 0.14, 0.11, 0.06, turned=turn(y=-side * 12))
        lapel = np.array(
            [
                (side * 0.08, -1.85),
                (side * 0.02, 0.2),
                (side * 0.42, 1.5),
                (side * 0.20, 1.55),
                (side * -0.10, 0.3),
                (side * -0.05, -1.85),
            ]
        )
        s.extrude(deep, (0, 0.33, 0), lapel if side > 0 else np.ascontiguousarray(lapel[::-1]), 0.04, 0.03, turned=flat)
        s.box(deep, (side * 0.52, 0.33, 0.85), 0.26, 0.03, 0.28, 0.03)
    hood = smooth([(-0.62, 1.35), (-0.58, 1.95), (0, 2.42), (0.58, 1.95), (0.62, 1.35), (0, 1.15)], closed=True)
    s.extrude(m, (0, 0.26, 0), hood, 0.20, 0.14, turned=flat)
    s.extrude(deep, (0, 0.42, 0), hood * [0.66, 0.72] + [0, 0.42], 0.06, 0.04, turned=flat)
    s.box(deep, (0, 0.36, 0.05), 0.84, 0.06, 0.09, 0.04)
    for side, reach in ((-1, 0.85), (1, 0.7)):
        s.box(deep, (side * 0.16, 0.40, 0.12 + reach / 2), 0.07, 0.03, reach / 2, 0.02, turned=turn(y=side * 8))
    s.ellipsoid(deep, (0, 0.42, 0.06), 0.15, 0.08, 0.12)
