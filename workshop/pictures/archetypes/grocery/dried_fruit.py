"""Dried fruit."""

import math

from workshop.pictures.archetypes.ingredients.scattered import scatter
from workshop.pictures.archetypes.look import Look, around, wood
from workshop.pictures.kernel.surface import DUST, GRAIN, KRAFT, PEEL
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.lines import turn, vessel
from workshop.pictures.palette import PAPER, WALNUT
from workshop.pictures.scene import Scene


def dates(s: Scene, look: Look) -> None:
    """Long wrinkled dates heaped on a wooden dish, one split to its stone."""
    s.elevation = 36
    s.lathe(wood(s, WALNUT, 1.0), (-0.1, 0, -0.1), vessel([(0.8, 0), (0.95, 0.04), (1.35, 0.16), (1.6, 0.36)], 0.08))
    skin = s.material("#4f2814", 0.26, 0.05, relief=(GRAIN, 0.13, 5), pattern=(KRAFT, 1), second="#2f170c")
    cap = s.material("#a8844c", 0.8)
    spots = [(0.85 * math.cos(i * 0.785), 0.40, 0.85 * math.sin(i * 0.785), i * 45 + 70) for i in range(8)]
    spots += [(0.38 * math.cos(i * 1.57), 0.58, 0.38 * math.sin(i * 1.57), i * 90 + 30) for i in range(4)] + [
        (0.05, 0.84, 0.0, 20),
        (0.35, 0.72, -0.3, 80),
    ]
    for x, y, z, yaw in spots:
        lean = turn(s.random.uniform(-8, 8), yaw, s.random.uniform(-6, 10))
        s.ellipsoid(skin, (x - 0.1, y, z - 0.1), 0.46, 0.205, 0.215, turned=lean)
        s.ellipsoid(cap, around(lean, (x - 0.1, y, z - 0.1))(0.44, 0, 0), 0.05, 0.10, 0.10, turned=lean)
    place = (0.25, 0.17, 1.62)
    s.ellipsoid(skin, place, 0.48, 0.18, 0.22, turned=turn(y=14))
    s.ellipsoid(s.material("#8a5326", 0.4, wrap=0.2), (0.25, 0.26, 1.66), 0.38, 0.10, 0.15, turned=turn(y=14))
    s.ellipsoid(s.material("#d0a873", 0.5), (0.25, 0.34, 1.68), 0.26, 0.06, 0.065, turned=turn(y=14))
    tag = s.material(PAPER, 0.8)
    s.box(tag, (-1.35, 0.03, 1.25), 0.46, 0.012, 0.28, 0.01, turned=turn(y=12))
    s.decal(tag, look.sticker((1000, 600), 190, ground=False, bare=True), ABOVE, (-0.44, 0.44, -0.26, 0.26))


def dried_figs(s: Scene, look: Look) -> None:
    """Flattened pale figs threaded on a ring of reed, with a paper tag."""
    s.elevation = 46
    skin = s.material("#b48f5c", 0.75, wrap=0.2, relief=(PEEL, 0.09, 5), pattern=(DUST, 4), second="#d6bd92")
    stem = s.material("#7d5a30", 0.9)
    for i in range(14):
        a = i * 360 / 14
        place = (1.24 * math.cos(math.radians(a)), 0.30, -1.24 * math.sin(math.radians(a)))
        # Each leans on the one before it, like coins that have slid: its flat face is seen.
        lean = turn(y=a + s.random.uniform(-6, 6)) @ turn(x=-52 + s.random.uniform(-6, 6))
        frame = around(lean, place)
        s.ellipsoid(skin, place, 0.35, 0.32, 0.13, turned=lean)
        s.cone(stem, frame(-0.30, 0, 0.02), 0.055, 0.13, 0.04, turned=lean @ turn(z=82))
    s.torus(s.material("#a8844c", 0.8), (0, 0.30, 0), 1.24, 0.05)
    tag = s.material(PAPER, 0.8)
    s.box(tag, (0.1, 0.03, 0.15), 0.52, 0.012, 0.34, 0.01, turned=turn(y=14))
    s.decal(tag, look.sticker((1000, 640), 190, ground=False, bare=True), ABOVE, (-0.5, 0.5, -0.32, 0.32))


def fruit_tray(s: Scene, look: Look) -> None:
    """A box in two halves: dried apricots in overlapping rows, and raisins or almonds (arrangement 1)."""
    s.elevation = 42
    yaw = turn(y=14)
    frame = around(yaw)
    s.box(wood(s, scale=1.2), frame(0, 0.25, 0), 1.65, 0.25, 1.10, 0.04, turned=yaw)
    for side in (-1, 1):
        s.box(s.material("#f0e4cc", 0.8), frame(side * 0.80, 0.36, 0), 0.74, 0.26, 1.00, 0.02, turned=yaw, cut=0.01)
    apricot = s.material("#d9822a", 0.45, 0.045, wrap=0.3, relief=(PEEL, 0.06, 7))
    for row in range(4):
        for column in range(3):
            s.ellipsoid(
                apricot,
                frame(-1.26 + 0.46 * column, 0.36, -0.72 + 0.48 * row),
                0.29,
                0.10,
                0.31,
                turned=yaw @ turn(-24, 20 * column),
            )
    if look.arrangement:
        nut = s.material("#a5693c", 0.75, pattern=(KRAFT, 1), second="#7d4a26")
        for i in range(32):
            s.ellipsoid(
                nut,
                frame(0.30 + 0.33 * (i % 4), 0.30 + 0.10 * (i % 3), -0.82 + 0.23 * (i // 4)),
                0.20,
                0.085,
                0.12,
                turned=turn(12 * (i % 3), 47 * i),
            )
        scatter(s, "almond", (1.5, 0, 1.55))
    else:
        raisin = s.material("#3a2030", 0.4, 0.05, relief=(GRAIN, 0.12, 10))
        for i in range(48):
            s.ellipsoid(
                raisin,
                frame(0.22 + 0.235 * (i % 6), 0.28 + 0.10 * (i % 2), -0.85 + 0.235 * (i // 6)),
                0.145,
                0.105,
                0.115,
                turned=turn(y=47 * i),
            )
    s.ellipsoid(apricot, (0.35, 0.10, 1.62), 0.32, 0.10, 0.31)
    s.ellipsoid(apricot, (0.82, 0.14, 1.52), 0.31, 0.10, 0.30, turned=turn(z=20))
