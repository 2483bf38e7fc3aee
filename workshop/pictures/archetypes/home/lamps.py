"""Lamps, each by where its light comes out."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, around, brass, steel, wood
from workshop.pictures.archetypes.tableware.boards import BEECH, MAPLE
from workshop.pictures.kernel.surface import FLUTED, LINEN, TOOTH
from workshop.pictures.kernel.tables import FRONT
from workshop.pictures.labels import font
from workshop.pictures.lines import aligned, smooth, turn, vessel
from workshop.pictures.palette import OAK, WALNUT, mix
from workshop.pictures.scene import Place, Scene


def _linen_shade(s: Scene, look: Look, at: Place, foot: float, top: float, height: float, glow: float = 0.32) -> None:
    m = s.material(mix(look.accent, "#f2e6cf", 0.72), 0.9, wrap=0.5, glow=glow, relief=(LINEN, 0.0006, 70))
    s.lathe(m, at, np.array([(foot - 0.07, 0), (foot, 0), (top, height), (top - 0.07, height)]))


def reading_lamp(s: Scene, _look: Look) -> None:
    """A brass stem bent like a crook, a small cone shade at its end."""
    s.elevation = 16
    b = s.material("#c9a25a", 0.24, 0.6, metal=1)
    s.lathe(
        b,
        (-0.6, 0, 0),
        smooth([(0, 0), (0.72, 0), (0.74, 0.04), (0.60, 0.10), (0.14, 0.16), (0.06, 0.26), (0.06, 0.26), (0, 0.26)]),
    )
    s.tube(b, (-0.6, 0, 0), smooth([(0, 0.2), (0, 1.6), (0.02, 2.6), (0.30, 3.2), (0.85, 3.3), (1.15, 3.0)]), 0.055)
    lean = turn(z=22)
    s.lathe(
        b,
        (0.62, 2.28, 0),
        np.array([(0.62, 0), (0.66, 0), (0.26, 0.72), (0.10, 0.86), (0, 0.86), (0, 0.80), (0.08, 0.80), (0.22, 0.68)]),
        turned=lean,
    )
    s.ellipsoid(s.material("#fff0d2", 0.5, glow=1.2), (0.66, 2.42, 0), 0.22)


def paper_lamp(s: Scene, _look: Look) -> None:
    """A glowing lantern of ribbed washi paper on three beech feet."""
    s.elevation = 16
    washi = s.material("#f3e2c0", 0.9, wrap=0.5, glow=0.30, relief=(LINEN, 0.0, 10))
    line = [(0, 0.5), (0.36, 0.52)]
    for i in range(23):
        t = i / 22
        line.append(
            (0.40 + 0.78 * math.sin(math.pi * (0.06 + 0.88 * t)) ** 0.8 + (0.018 if i % 2 else 0), 0.55 + 2.3 * t)
        )
    line += [(0.30, 2.9), (0, 2.9)]
    s.lathe(washi, (0, 0, 0), np.array(line))
    wire = s.material("#c9a878", 0.7)
    for i in range(1, 22, 2):
        t = i / 22
        s.torus(wire, (0, 0.55 + 2.3 * t, 0), 0.405 + 0.78 * math.sin(math.pi * (0.06 + 0.88 * t)) ** 0.8 + 0.01, 0.014)
    m = wood(s, BEECH, 3)
    for k in range(3):
        s.cone(
            m,
            around(turn(0, 90 + k * 120, 0))(0.30, 0, 0),
            0.055,
            0.62,
            0.05,
            turned=turn(0, 90 + k * 120, 0) @ turn(z=12),
        )


def terrace_lamp(s: Scene, look: Look) -> None:
    """A cordless lamp: a slim post on a round foot under a glowing hood, with its cable."""
    s.elevation = 18
    m = s.material(look.colour, 0.45, 0.05, relief=(TOOTH, 0.001, 80))
    s.cylinder(m, (-0.2, 0.07, 0), 0.72, 0.07, 0.04)
    s.cylinder(m, (-0.2, 1.25, 0), 0.065, 1.2, 0.02)
    s.lathe(
        m,
        (-0.2, 2.35, 0),
        smooth(
            [
                (0.74, 0),
                (0.80, 0.0),
                (0.80, 0.04),
                (0.42, 0.36),
                (0.16, 0.46),
                (0, 0.47),
                (0, 0.42),
                (0.14, 0.40),
                (0.38, 0.30),
            ],
            closed=False,
        ),
    )
    s.cylinder(s.material("#fff0d2", 0.5, glow=1.1), (-0.2, 2.40, 0), 0.60, 0.03, 0.02)
    s.ellipsoid(m, (-0.2, 2.86, 0), 0.10)

    s.tube(
        s.material("#efe8dc", 0.6),
        (-0.85, 0.045, 0.85),
        smooth([(0, 0), (0.3, 0.18), (0.7, -0.05), (1.0, 0.1)]),
        0.04,
        turned=turn(x=-90),
    )


def desk_lamp(s: Scene, look: Look) -> None:
    """A desk lamp with two jointed arms and a bell head tilted down."""
    s.elevation = 16
    m, metal = s.material(look.colour, 0.32, 0.05), s.material("#b9b4aa", 0.25, 0.6, metal=1)
    s.cylinder(m, (-0.75, 0.10, 0), 0.72, 0.10, 0.05)
    elbow, top = np.array([-1.35, 1.75, 0.0]), np.array([0.25, 2.95, 0.0])
    foot = np.array([-0.75, 0.2, 0.0])
    for a, b in ((foot, elbow), (elbow, top)):
        way = b - a
        t = aligned(way)
        for z in (-0.07, 0.07):
            s.cone(
                metal,
                a + t @ np.array([0, 0, z]) + np.array([0, 0, z]),
                0.028,
                float(np.linalg.norm(way)),
                0.028,
                turned=t,
            )
        spring = s.material("#8f8a80", 0.3, 0.6, metal=1, relief=(FLUTED, 0.0, 10))
        s.cone(spring, a + way * 0.08, 0.06, float(np.linalg.norm(way)) * 0.28, 0.06, turned=t)
    for p in (elbow, top):
        s.cylinder(m, p, 0.14, 0.13, 0.03, turned=turn(x=90))
    lean = turn(z=28)
    s.lathe(
        m,
        (0.62, 2.15, 0),
        smooth(
            [
                (0.70, 0),
                (0.74, 0.0),
                (0.62, 0.34),
                (0.34, 0.62),
                (0.24, 0.95),
                (0.16, 1.02),
                (0, 1.04),
                (0, 0.98),
                (0.18, 0.94),
                (0.28, 0.60),
                (0.56, 0.32),
            ]
        ),
        turned=lean,
    )
    s.ellipsoid(s.material("#fff0d2", 0.5, glow=1.2), (0.66, 2.30, 0), 0.26)


def globe_lamp(s: Scene, look: Look) -> None:
    """A ball of milky glass alight on a turned oak ring."""
    s.elevation = 16
    s.lathe(
        wood(s, OAK, 1.6),
        (0, 0, 0),
        smooth([(0, 0), (0.66, 0), (0.70, 0.05), (0.66, 0.30), (0.52, 0.36), (0.50, 0.30), (0.50, 0.30), (0, 0.30)]),
    )
    s.ellipsoid(s.material(mix("#fff3dc", look.colour, 0.06), 0.10, 0.05, wrap=0.5, glow=0.22), (0, 1.38, 0), 1.12)
    s.tube(
        s.material("#7d5a3a", 0.8, relief=(LINEN, 0.01, 50)),
        (0.1, 0.04, 0.2),
        smooth([(0.5, 0.0), (1.0, 0.25), (1.4, -0.05), (1.9, 0.2)]),
        0.04,
        turned=turn(x=-90),
    )


def lantern(s: Scene, look: Look) -> None:
    """A storm lantern of steel: caged glass with a glow, a domed cap and a wire bail."""
    s.elevation = 18
    m, metal = s.material(look.colour, 0.32, 0.06), s.material("#b9b4aa", 0.25, 0.6, metal=1)
    s.lathe(
        m,
        (0, 0, 0),
        smooth([(0, 0), (0.86, 0), (0.88, 0.06), (0.84, 0.34), (0.60, 0.46), (0.56, 0.52), (0.56, 0.52), (0, 0.52)]),
    )
    s.ellipsoid(s.material("#ffe3ae", 0.5, glow=1.3), (0, 0.98, 0), 0.17, 0.34, 0.17)
    s.lathe(
        s.material("#f7efdc", 0.03),
        (0, 0, 0),
        vessel([(0.42, 0.52), (0.46, 0.54), (0.66, 0.85), (0.66, 1.2), (0.46, 1.6), (0.42, 1.7)], 0.035, 0.02),
        glass=True,
    )
    for i in range(4):
        a = math.radians(45 + i * 90)
        s.cone(metal, (0.72 * math.cos(a), 0.42, 0.72 * math.sin(a)), 0.032, 1.35, 0.032)
    for y in (0.85, 1.25):
        s.torus(metal, (0, y, 0), 0.72, 0.028)
    s.lathe(
        m,
        (0, 1.70, 0),
        smooth([(0, 0), (0.62, 0), (0.76, 0.02), (0.70, 0.12), (0.40, 0.22), (0.34, 0.42), (0.24, 0.52), (0, 0.54)]),
    )
    s.tube(
        metal,
        (0, 0, 0),
        smooth([(-0.70, 1.78), (-0.86, 2.3), (-0.5, 2.85), (0, 3.0), (0.5, 2.85), (0.86, 2.3), (0.70, 1.78)]),
        0.035,
        turned=turn(y=-20),
    )
    s.cylinder(wood(s, WALNUT, 4), (0, 3.0, 0), 0.085, 0.28, 0.03, turned=turn(y=-20) @ turn(z=90))


def clip_light(s: Scene, look: Look) -> None:
    """A little light on a bent neck that rises from a clip with open jaws."""
    s.elevation = 20
    yaw = turn(y=-24)
    m, dark = s.material(look.colour, 0.35, 0.05), s.material("#3a3638", 0.5, 0.06)
    frame = around(yaw)
    # The clip lies like a clothes peg: jaws to the left with dark pads, a spring between, the handles held apart to the right.
    for side, lean in ((1, 9), (-1, -9)):
        jaw = yaw @ turn(z=lean)
        place = around(jaw, frame(0, 0.36, 0))
        s.box(m, place(0, side * 0.11, 0), 0.78, 0.075, 0.30, 0.05, turned=jaw)
        s.box(dark, place(-0.56, side * 0.03, 0), 0.20, 0.035, 0.26, 0.02, turned=jaw)
    s.cylinder(steel(s), frame(0.06, 0.36, 0), 0.12, 0.33, 0.02, turned=yaw @ turn(x=90))
    neck = smooth([(0.30, 0.50), (0.34, 1.05), (0.24, 1.62), (-0.18, 1.92), (-0.66, 1.80)])
    s.tube(dark, (0, 0, 0), neck, 0.055, turned=yaw)
    for i in range(12):
        x, y = neck[6 + 3 * i]
        s.ellipsoid(dark, frame(float(x), float(y), 0), 0.075)
    head = yaw @ turn(z=34)
    lamp = around(head, frame(-0.80, 1.66, 0))
    s.box(m, lamp(-0.10, 0.06, 0), 0.46, 0.075, 0.24, 0.07, turned=head)
    s.box(s.material("#fff0d2", 0.5, glow=1.3), lamp(-0.10, -0.03, 0), 0.38, 0.03, 0.18, 0.02, turned=head)


def sunrise_lamp(s: Scene, look: Look) -> None:
    """A half disc like a rising sun in a coloured shell, dawn in its face, standing on a beech bar with the hour."""
    s.elevation = 16
    image = Image.new("RGBA", (800, 800), "#e89a4a")
    draw = ImageDraw.Draw(image)
    for i in range(60):
        t = i / 59
        tone = mix("#d9603a", "#fbe6b0", t)
        r = 560 - 8.6 * i
        draw.ellipse((400 - r, 760 - r, 400 + r, 760 + r), fill=tone)
    arc = np.array([(1.35 * math.cos(a), 1.35 * math.sin(a)) for a in np.linspace(0, math.pi, 40)])
    m = s.material("#f6cf8a", 0.6, wrap=0.5, glow=0.50)
    s.extrude(m, (0, 0.42, 0), arc, 0.22, 0.10)
    s.extrude(s.material(look.colour, 0.45, 0.05), (0, 0.42, -0.16), arc * 1.13, 0.16, 0.05)
    s.decal(m, image, FRONT, (-1.4, 1.4, -0.05, 1.45))
    s.box(wood(s, BEECH, 1.4), (0, 0.22, 0), 1.6, 0.22, 0.42, 0.06)
    digits = Image.new("RGBA", (1000, 300), (0, 0, 0, 0))
    ImageDraw.Draw(digits).text((500, 150), "6:45", font=font("title", 230, 500), fill="#4a2f18", anchor="mm")
    s.decal(len(s.materials) - 1, digits, FRONT, (-0.5, 0.5, -0.15, 0.15))


def bedside_lamp(s: Scene, look: Look) -> None:
    """A turned maple column under a straight drum shade, with a pull cord."""
    s.elevation = 16
    m = wood(s, MAPLE, 1.2)
    s.lathe(
        m,
        (0, 0, 0),
        smooth(
            [
                (0, 0),
                (0.66, 0),
                (0.70, 0.08),
                (0.40, 0.20),
                (0.16, 0.34),
                (0.22, 0.62),
                (0.36, 0.92),
                (0.20, 1.25),
                (0.12, 1.4),
                (0.12, 1.5),
                (0, 1.5),
            ]
        ),
    )
    _linen_shade(s, look, (0, 1.55, 0), 1.0, 0.95, 1.15)
    s.cone(brass(s), (0.62, 0.95, 0.5), 0.016, 0.7, 0.016)
    s.ellipsoid(brass(s), (0.62, 0.92, 0.5), 0.07, 0.10, 0.07)
