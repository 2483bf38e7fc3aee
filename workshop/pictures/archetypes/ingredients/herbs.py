"""Leaves, flowers, roots and spices that lie beside what is made of them."""

import math

import numpy as np

from workshop.pictures.archetypes.ingredients.scattered import scatter
from workshop.pictures.archetypes.look import around, foliage, sprig
from workshop.pictures.kernel.surface import FLUTED, GRAIN, HEX, KRAFT, PEEL
from workshop.pictures.lines import smooth, turn
from workshop.pictures.scene import Place, Scene


def cinnamon(s: Scene, at: Place) -> None:
    bark = s.material("#8a4f28", 0.85, relief=(GRAIN, 0.02, 30), pattern=(KRAFT, 1), second="#6b391b")
    core = s.material("#4a2512", 0.9)
    for i, (z, yaw) in enumerate(((0.0, 16), (0.24, 10), (0.12, 22))):
        lean = turn(0, yaw, 90)
        place = np.add(at, (0.02 * i, 0.11 if i < 2 else 0.30, z))
        s.cylinder(bark, place, 0.115, 0.62, 0.02, turned=lean)
        s.cylinder(core, around(lean, place)(0, 0.60, 0), 0.065, 0.03, 0.01, turned=lean)
        s.cylinder(core, around(lean, place)(0, -0.60, 0), 0.065, 0.03, 0.01, turned=lean)


def star_anise(s: Scene, at: Place) -> None:
    pod, seed = s.material("#6b3d22", 0.7), s.material("#9c5a2c", 0.25, 0.05)
    for k, (dx, dz, tilt) in enumerate(((0, 0, 0), (0.52, 0.22, 14))):
        lean = turn(tilt, 20 + 33 * k)
        frame = around(lean, np.add(at, (dx, 0.09, dz)))
        for i in range(8):
            a = math.radians(i * 45)
            arm = lean @ turn(0, i * 45, 8)
            s.ellipsoid(pod, frame(0.19 * math.cos(a), 0, -0.19 * math.sin(a)), 0.17, 0.06, 0.075, turned=arm)
            s.ellipsoid(seed, frame(0.21 * math.cos(a), 0.045, -0.21 * math.sin(a)), 0.055, 0.03, 0.035, turned=arm)


def leaves(s: Scene, at: Place, colour: str, rib: str, length: float = 0.62, width: float = 0.19) -> None:
    green = foliage(s, colour, rib)
    for i in range(7):
        yaw = i * 51 + 12
        s.leaf(
            green,
            np.add(at, (0.04, 0.03 + 0.02 * i, 0)),
            length,
            width,
            thick=0.014,
            bend=0.05,
            fold=0.25,
            turned=turn(s.random.uniform(-12, 12), yaw, 14 if i % 2 else 30),
        )


def mint(s: Scene, at: Place) -> None:
    """A sprig that lies: broad leaves in pairs, smaller towards its tip."""
    green, stem = foliage(s, "#4f8a4a", "#9cc48e"), s.material("#6b8a52", 0.7)
    yaw = 18
    frame = around(turn(y=yaw), at)
    s.cone(stem, frame(-0.42, 0.04, 0), 0.028, 1.15, 0.016, turned=turn(0, yaw, -88))
    for i, (away, length) in enumerate(((-0.25, 0.46), (0.10, 0.44), (0.42, 0.34))):
        for side in (-1, 1):
            lean = turn(side * -14, yaw + side * (62 - 6 * i), 10)
            s.leaf(green, frame(away, 0.06 + 0.02 * i, 0), length, 0.36 * length, bend=0.12, fold=0.18, turned=lean)
    s.leaf(green, frame(0.62, 0.09, 0), 0.30, 0.11, bend=0.12, fold=0.18, turned=turn(0, yaw, 12))


def bay(s: Scene, at: Place) -> None:
    """Four dry leaves that lie across each other."""
    green = foliage(s, "#5d6f45", "#9aa97c")
    for i, (x, z, yaw) in enumerate(((-0.45, 0.10, 14), (-0.20, -0.20, -24), (-0.30, 0.32, 52), (0.05, 0.18, -6))):
        place = np.add(at, (x, 0.03 + 0.035 * i, z))
        s.leaf(green, place, 0.74, 0.15, bend=0.10, fold=0.22, turned=turn(6 * i - 8, yaw, 4))


def chamomile(s: Scene, at: Place) -> None:
    _daisies(s, at, "#fbf6ea", "#e0ad2a", 0.15, 10)


def jasmine(s: Scene, at: Place) -> None:
    _daisies(s, at, "#fdf8ee", "#efe3b0", 0.17, 5)


def rapeseed(s: Scene, at: Place) -> None:
    _daisies(s, at, "#efc32e", "#c99a1a", 0.15, 4)


def hibiscus(s: Scene, at: Place) -> None:
    leaves(s, at, "#7a1c33", "#a8425a", 0.52, 0.22)
    scatter(s, "rosehip", np.add(at, (0.55, 0, 0.25)))


def _daisies(s: Scene, at: Place, petal: str, eye: str, k: float, petals: int) -> None:
    white, heart = s.material(petal, 0.7, wrap=0.4), s.material(eye, 0.9, relief=(PEEL, 0.05, 30))
    stalk = s.material("#6f8350", 0.7)
    for x, z, yaw in ((0, 0, 0), (0.44, 0.14, 50), (0.12, 0.42, 100), (-0.34, 0.30, 150), (0.58, -0.28, 20)):
        lean = turn(s.random.uniform(-14, 26), yaw, s.random.uniform(-10, 10))
        centre = np.add(at, (x, 0.12, z))
        frame = around(lean, centre)
        for i in range(petals):
            a = 2 * math.pi * i / petals
            s.ellipsoid(
                white,
                frame(k * math.cos(a), 0, -k * math.sin(a)),
                k * 0.82,
                0.022,
                k * (1.9 / petals + 0.12),
                turned=lean @ turn(y=math.degrees(a)),
            )
        s.ellipsoid(heart, frame(0, 0.03, 0), k * 0.52, k * 0.36, k * 0.52)
        s.cone(stalk, np.add(centre, (0, -0.07, 0)), 0.018, 0.5, 0.014, turned=turn(0, yaw + 30, -88))


def lavender(s: Scene, at: Place, tone: str = "#77659c") -> None:
    stalk, bloom = s.material("#7d8a62", 0.8), s.material(tone, 0.85, wrap=0.25, relief=(PEEL, 0.10, 24))
    for k, (z, yaw) in enumerate(((0, 8), (0.16, 16), (0.30, 2), (0.08, 26))):
        lean = turn(0, yaw, -88)
        frame = around(lean, np.add(at, (-0.55, 0.05 + 0.05 * (k == 3), z)))
        s.cone(stalk, frame(0, 0, 0), 0.016, 1.0, 0.014, turned=lean)
        for i in range(6):
            s.ellipsoid(
                bloom,
                frame(0, 0.92 + 0.10 * i, 0),
                0.085 - 0.008 * abs(i - 2),
                0.065,
                0.085 - 0.008 * abs(i - 2),
                turned=lean,
            )


def herb(s: Scene, at: Place) -> None:
    sprig(s, np.add(at, (-0.5, 0, 0.1)), 14, pairs=6)


def needles(s: Scene, at: Place, colour: str = "#4f6a50") -> None:
    """A rosemary twig."""
    bark, green = s.material("#76684a", 0.85), s.material(colour, 0.7, wrap=0.2)
    for x, z, yaw in ((-0.55, 0.0, 16), (-0.35, 0.32, 6)):
        lean = turn(0, yaw, 2)
        frame = around(lean, np.add(at, (x, 0.07, z)))
        s.cone(bark, frame(0, 0, 0), 0.026, 1.25, 0.016, turned=lean @ turn(z=-90))
        for i in range(13):
            for side in (-60, 60, 180):
                s.cone(
                    green,
                    frame(0.12 + 0.088 * i, 0, 0),
                    0.022,
                    0.26,
                    0.010,
                    turned=lean @ turn(x=side + 25 * i) @ turn(z=-38),
                )


def ginger(s: Scene, at: Place) -> None:
    root = s.material("#c9a878", 0.8, relief=(PEEL, 0.03, 18), pattern=(KRAFT, 1), second="#a8865a")
    s.ellipsoid(root, np.add(at, (0, 0.17, 0)), 0.46, 0.17, 0.19, turned=turn(y=18))
    for x, z, yaw, k in (
        (0.36, -0.18, 62, 0.26),
        (-0.25, 0.2, -50, 0.28),
        (0.12, 0.22, -74, 0.24),
        (-0.42, -0.06, 20, 0.2),
    ):
        s.ellipsoid(root, np.add(at, (x, 0.17, z)), k, 0.135, 0.145, turned=turn(y=yaw), join=0.12)
    s.cylinder(s.material("#ecd58c", 0.6), np.add(at, (0.52, 0.17, -0.12)), 0.12, 0.03, 0.01, turned=turn(0, 20, 90))


def chilli(s: Scene, at: Place) -> None:
    red, green = s.material("#a81e18", 0.14, 0.05), s.material("#5f7a3a", 0.6)
    for dx, dz, yaw in ((0, 0, 20), (0.1, 0.30, -12)):
        lean = turn(y=yaw) @ turn(x=-90)
        place = np.add(at, (dx, 0.11, dz))
        pod = smooth([(-0.5, 0.02), (-0.2, 0.10), (0.15, 0.06), (0.48, -0.10)])
        s.tube(red, place, pod, 0.085, turned=lean)
        s.cone(red, around(lean, place)(0.48, -0.10, 0), 0.085, 0.24, 0.012, turned=lean @ turn(z=-118), join=0.02)
        s.cone(green, around(lean, place)(-0.52, 0.02, 0), 0.06, 0.26, 0.025, turned=lean @ turn(z=82))


def garlic(s: Scene, at: Place) -> None:
    skin = s.material("#efe6da", 0.5, wrap=0.25, relief=(FLUTED, 0.04, 9))
    bulb = [(0, -0.26), (0.2, -0.27), (0.40, -0.08), (0.36, 0.14), (0.14, 0.30), (0.07, 0.50), (0.08, 0.62), (0, 0.62)]
    s.lathe(skin, np.add(at, (0, 0.30, 0)), smooth(bulb), turned=turn(z=-10))
    s.ellipsoid(
        s.material("#e9dccb", 0.5, wrap=0.2), np.add(at, (0.52, 0.13, 0.22)), 0.20, 0.13, 0.14, turned=turn(y=40)
    )


def onion(s: Scene, at: Place) -> None:
    skin = s.material("#7d2444", 0.22, 0.05, relief=(FLUTED, 0.012, 16), pattern=(KRAFT, 1), second="#5a1630")
    bulb = smooth(
        [(0, -0.34), (0.20, -0.33), (0.44, -0.10), (0.42, 0.12), (0.18, 0.30), (0.05, 0.46), (0.04, 0.60), (0, 0.60)]
    )
    s.lathe(skin, np.add(at, (0.05, 0.36, 0)), bulb, turned=turn(z=-8))
    s.ellipsoid(skin, np.add(at, (0.48, 0.26, 0.42)), 0.30, 0.26, 0.28)


def celery(s: Scene, at: Place) -> None:
    stalk = s.material("#a9bd78", 0.45, relief=(FLUTED, 0.03, 10))
    for z, yaw in ((0, 12), (0.24, 4), (0.12, 20)):
        s.box(stalk, np.add(at, (0, 0.10 + (0.15 if z == 0.12 else 0), z)), 0.55, 0.09, 0.12, 0.07, turned=turn(y=yaw))
    leaves(s, np.add(at, (0.72, 0.1, -0.02)), "#6f9a4c", "#b4cc8e", 0.42, 0.16)


def honeycomb(s: Scene, at: Place) -> None:
    comb = s.material("#d89a2c", 0.22, 0.05, wrap=0.4, relief=(HEX, 0.03, 7), glow=0.05)
    s.box(comb, np.add(at, (0, 0.14, 0)), 0.48, 0.14, 0.36, 0.03, turned=turn(y=22))


def charcoal(s: Scene, at: Place) -> None:
    coal = s.material("#232022", 0.7, relief=(GRAIN, 0.10, 8))
    for x, z, yaw, k in ((0, 0, 20, 0.30), (0.42, 0.2, 70, 0.22), (0.05, 0.38, -20, 0.17)):
        s.box(coal, np.add(at, (x, k * 0.55, z)), k, k * 0.55, k * 0.6, 0.05, turned=turn(4, yaw, 5))


def vanilla(s: Scene, at: Place) -> None:
    pod = s.material("#2f1d14", 0.4, 0.05, relief=(GRAIN, 0.02, 14))
    for dz, yaw in ((0, 14), (0.18, 4)):
        line = smooth([(-0.75, 0.0), (-0.2, 0.06), (0.4, 0.0), (0.75, 0.12)])
        s.tube(pod, np.add(at, (0, 0.05, dz)), line, 0.045, turned=turn(y=yaw) @ turn(x=-90))
