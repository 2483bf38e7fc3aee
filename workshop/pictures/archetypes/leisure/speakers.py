"""Speakers, a radio, and what else sounds."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, around, brass, steel, wood
from workshop.pictures.archetypes.pastimes import audio
from workshop.pictures.archetypes.tableware.boards import BEECH
from workshop.pictures.kernel.surface import KNIT, LINEN, SPECKLE, THROWN
from workshop.pictures.kernel.tables import FRONT
from workshop.pictures.labels import font
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import INK, OAK, WALNUT, mix
from workshop.pictures.scene import Scene


def kitchen_radio(s: Scene, look: Look) -> None:
    """A rounded wooden radio with a cloth front, a dial scale, two knobs and a carrying handle."""
    s.elevation = 20
    yaw = turn(y=20)
    frame = around(yaw)
    s.box(s.material(look.colour, 0.35, 0.05), frame(0, 0.95, 0), 1.5, 0.90, 0.52, 0.28, turned=yaw)
    s.box(wood(s, BEECH, 1.2), frame(0, 0.95, 0.30), 1.40, 0.80, 0.26, 0.20, turned=yaw)
    cloth = s.material("#d9c6a4", 0.95, relief=(LINEN, 0.006, 46))
    s.box(cloth, frame(-0.55, 0.95, 0.52), 0.70, 0.62, 0.06, 0.10, turned=yaw)
    scale = Image.new("RGBA", (800, 400), "#f6efe0")
    draw = ImageDraw.Draw(scale)
    for row, (y, names) in enumerate(((110, "88  92  96  100  104  108"), (300, "6   8   10   12   14   16"))):
        draw.text((400, y), names, font=font("title", 56, 500), fill=INK, anchor="mm")
        draw.line((40, y + 60 - 120 * row, 760, y + 60 - 120 * row), fill=INK, width=4)
    draw.line((480, 30, 480, 370), fill="#b5440f", width=12)
    plate = s.material("#f6efe0", 0.4, glow=0.12)
    s.box(plate, frame(0.75, 1.25, 0.55), 0.50, 0.26, 0.03, 0.02, turned=yaw)
    s.decal(plate, scale, FRONT, (-0.5, 0.5, -0.26, 0.26))
    for x in (0.48, 1.02):
        s.cylinder(brass(s), frame(x, 0.66, 0.60), 0.20, 0.08, 0.03, turned=yaw @ turn(x=90))
    s.tube(
        wood(s, BEECH, 3),
        frame(0, 0, 0),
        smooth([(-0.8, 1.80), (-0.72, 2.15), (0, 2.25), (0.72, 2.15), (0.8, 1.80)]),
        0.05,
        0.12,
        0.04,
        turned=yaw,
    )
    s.cone(steel(s), frame(1.2, 1.8, -0.3), 0.025, 1.2, 0.018, turned=yaw @ turn(z=-24))


def birdsong_box(s: Scene, look: Look) -> None:
    """A birch house-shaped box with a pitched roof, a round mesh and a wooden bird on its perch."""
    s.elevation = 18
    yaw = turn(y=20)
    frame = around(yaw)
    birch = wood(s, ("#e6d2ac", "#c9ad7c"), 1.1)
    house = np.array([(-0.9, 0), (0.9, 0), (0.9, 1.5), (0, 2.25), (-0.9, 1.5)])
    s.extrude(birch, (0, 0, 0), house, 0.55, 0.05, turned=yaw)
    roof = s.material(look.colour, 0.6)
    for side in (-1, 1):
        s.box(roof, frame(side * 0.52, 1.92, 0), 0.68, 0.06, 0.66, 0.03, turned=yaw @ turn(z=-side * 39.8))
    mesh = s.material("#3a3638", 0.6, relief=(LINEN, 0.03, 40))
    s.cylinder(mesh, frame(0, 1.15, 0.56), 0.42, 0.03, 0.02, turned=yaw @ turn(x=90))
    s.torus(wood(s, WALNUT, 2), frame(0, 1.15, 0.57), 0.44, 0.05, turned=yaw @ turn(x=90))
    s.cone(wood(s, WALNUT, 3), frame(0, 0.52, 0.5), 0.05, 0.62, 0.05, turned=yaw @ turn(x=90))
    blue = s.material(mix("#3b6373", look.accent, 0.15), 0.6)
    bird = around(yaw, frame(0, 0.80, 1.0))
    s.ellipsoid(blue, bird(0, 0, 0), 0.30, 0.22, 0.20, turned=yaw @ turn(z=18))
    s.ellipsoid(s.material("#d98a4a", 0.7), bird(0.08, -0.04, 0.08), 0.20, 0.15, 0.15, turned=yaw)
    s.ellipsoid(blue, bird(0.26, 0.22, 0.02), 0.155)
    s.cone(s.material("#c99a2e", 0.5), bird(0.38, 0.22, 0.04), 0.05, 0.13, 0.01, turned=yaw @ turn(z=-96))
    s.ellipsoid(s.material(INK, 0.1), bird(0.32, 0.27, 0.14), 0.028)
    s.box(blue, bird(-0.42, 0.06, 0), 0.24, 0.03, 0.09, 0.02, turned=yaw @ turn(z=10))


def speaker_form(s: Scene, look: Look) -> None:  # noqa: PLR0912 - one branch a form
    """A speaker by its body: `stuff` cone, pair, stoneware, pocket, table or bar."""
    s.elevation = 22
    kind = look.stuff
    cloth = s.material(look.colour, 0.9, sheen=0.1, relief=(KNIT, 0.008, 16))
    if kind == "cone":
        m = s.material(mix(look.colour, "#b9b4aa", 0.3), 0.28, 0.5, metal=0.8)
        s.lathe(m, (0, 0, 0), smooth([(0, 0), (1.0, 0), (1.02, 0.04), (0.92, 0.4), (0.42, 2.4), (0.42, 2.4), (0, 2.4)]))
        s.lathe(
            s.material(INK, 0.8, relief=(LINEN, 0.01, 40)),
            (0, 2.42, 0),
            smooth([(0, 0), (0.42, 0), (0.44, 0.08), (0.30, 0.26), (0, 0.34)]),
        )
        audio.speaker_cone(s, look, (0, 1.02, 0.74), turn(x=76), 0.44)
        audio.speaker_cone(s, look, (0, 1.78, 0.56), turn(x=76), 0.20)
    elif kind == "pair":
        for x, z, yaw in ((-0.95, 0, 26), (0.95, 0.1, 12)):
            t = turn(y=yaw)
            frame = around(t, (x, 0, z))
            s.box(wood(s, ("#d9b98a", "#b8925f"), 1.2), frame(0, 0.95, 0), 0.62, 0.95, 0.60, 0.08, turned=t)
            s.box(s.material(look.colour, 0.85), frame(0, 0.95, 0.57), 0.54, 0.86, 0.05, 0.04, turned=t)
            audio.speaker_cone(s, look, frame(0, 0.70, 0.62), t @ turn(x=90), 0.42)
            audio.speaker_cone(s, look, frame(0, 1.42, 0.62), t @ turn(x=90), 0.20)
    elif kind == "stoneware":
        _stoneware(s, look)
    elif kind == "pocket":
        s.elevation = 30
        at = (0, 0.62, 0)
        lean = turn(y=-20) @ turn(x=62)
        s.cylinder(cloth, at, 1.0, 0.42, 0.30, turned=lean)
        s.torus(s.material(mix(look.colour, INK, 0.4), 0.6), at, 0.98, 0.14, turned=lean)
        loop = smooth([(0.80, 0.55), (1.45, 0.9), (1.85, 0.5), (1.6, 0.0), (0.98, 0.15)])
        s.tube(s.material(mix(look.accent, "#b5440f", 0.5), 0.8), (0, 0.35, 0.1), loop, 0.07)
        for q, mark in enumerate(("plus", "minus")):
            s.box(
                s.material("#efe8dc", 0.5),
                around(lean, at)(-0.22 + 0.44 * q, 0.44, 0),
                0.11,
                0.02,
                0.03,
                0.01,
                turned=lean,
            )
            if mark == "plus":
                s.box(s.material("#efe8dc", 0.5), around(lean, at)(-0.22, 0.44, 0), 0.03, 0.02, 0.11, 0.01, turned=lean)
    elif kind == "table":
        s.cylinder(cloth, (0, 0.55, 0), 1.25, 0.45, 0.14)
        s.cylinder(wood(s, OAK, 0.9), (0, 1.04, 0), 1.30, 0.07, 0.04)
        for i in range(3):
            a = math.radians(90 + 120 * i)
            s.cone(wood(s, OAK, 3), (0.9 * math.cos(a), 0, 0.9 * math.sin(a)), 0.07, 0.16, 0.08)
    else:
        across = turn(y=14)
        s.box(
            s.material(mix(look.colour, INK, 0.3), 0.9, relief=(LINEN, 0.006, 60)),
            (0, 0.30, 0),
            2.2,
            0.26,
            0.30,
            0.16,
            turned=across,
        )
        for x in (-1.25, 1.25):
            for r in (0.19, 0.11):
                s.torus(
                    s.material(mix(look.colour, "#b9b4aa", 0.55), 0.5),
                    around(across)(x, 0.30, 0.31),
                    r,
                    0.02,
                    turned=across @ turn(x=90),
                )
        s.ellipsoid(s.material("#f3f0e6", 0.5, glow=0.8), around(across)(0, 0.30, 0.31), 0.035)
        s.box(
            s.material(mix(look.colour, INK, 0.5), 0.4),
            around(across)(0, 0.53, 0),
            2.16,
            0.05,
            0.28,
            0.04,
            turned=across,
        )
        for x in (-2.14, 2.14):
            s.box(
                s.material("#b9b4aa", 0.3, 0.6, metal=1),
                around(across)(x, 0.30, 0),
                0.05,
                0.265,
                0.305,
                0.05,
                turned=across,
            )


def _stoneware(s: Scene, look: Look) -> None:
    """A thrown round body with a short neck towards whoever listens, the cone in it, its cable on the table."""
    clay = s.material(
        mix(look.colour, "#e9e1d2", 0.2),
        0.5,
        0.045,
        pattern=(SPECKLE, 26),
        second="#8a6a52",
        relief=(THROWN, 0.008, 18),
    )
    body = [
        (0, 0),
        (0.66, 0),
        (0.76, 0.05),
        (1.12, 0.62),
        (1.16, 1.05),
        (1.0, 1.62),
        (0.62, 1.98),
        (0.2, 2.08),
        (0, 2.08),
    ]
    s.lathe(clay, (0, 0, 0), smooth(body))
    facing = turn(y=-20) @ turn(x=80)
    frame = around(facing, (0, 1.08, 0))
    s.cylinder(clay, frame(0, 0.80, 0), 0.80, 0.30, 0.10, turned=facing, join=0.16)
    s.cylinder(s.material(INK, 0.8), frame(0, 1.16, 0), 0.68, 0.06, 0.02, turned=facing)
    audio.speaker_cone(s, look, frame(0, 1.20, 0), facing, 0.62)
    cable = s.material(mix(look.accent, INK, 0.35), 0.9, relief=(KNIT, 0.01, 30))
    way = smooth([(-0.2, 0.75), (0.55, 0.55), (1.15, 0.1), (1.05, -0.55), (1.45, -1.05), (2.05, -1.0)])
    s.tube(cable, (0, 0.05, 0), way, 0.05, turned=turn(x=-90))
    s.box(s.material("#efe8dc", 0.5), (2.16, 0.06, 1.0), 0.13, 0.055, 0.075, 0.03)
    s.box(steel(s), (2.35, 0.06, 1.0), 0.08, 0.03, 0.055, 0.02)


def phone_horn(s: Scene, _look: Look) -> None:
    """A bamboo tube with a flared mouth and a slot to stand a telephone in."""
    s.elevation = 22
    m = wood(s, ("#dcc084", "#b8985a"), 1.4)
    lean = turn(y=26) @ turn(z=-90)
    at = (-1.35, 0.62, 0.25)
    s.lathe(
        m,
        at,
        smooth(
            [
                (0, 0),
                (0.34, 0),
                (0.40, 0.05),
                (0.40, 1.6),
                (0.46, 2.0),
                (0.66, 2.45),
                (0.92, 2.75),
                (0.86, 2.76),
                (0.60, 2.45),
                (0.36, 2.0),
                (0, 1.9),
            ]
        ),
        turned=lean,
    )
    frame = around(lean, at)
    for y in (0.45, 1.35):
        s.torus(wood(s, ("#b8985a", "#8a6a34"), 3), frame(0, y, 0), 0.405, 0.04, turned=lean)
    slot = s.material("#4a3620", 0.9)
    s.box(m, (-0.55, 0.98, 0.0), 0.58, 0.16, 0.20, 0.05, turned=turn(y=26))
    s.box(slot, (-0.55, 1.05, 0.0), 0.46, 0.10, 0.07, 0.02, turned=turn(y=26))
    for x in (-1.05, 0.25):
        s.box(
            wood(s, WALNUT, 2),
            around(turn(y=26), (-0.1, 0, 0.25))(x, 0.12, 0),
            0.12,
            0.14,
            0.46,
            0.04,
            turned=turn(y=26),
        )
