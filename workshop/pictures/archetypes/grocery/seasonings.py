"""Oils, spices and salt."""

import math

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.ingredients.scattered import scatter
from workshop.pictures.archetypes.look import Look, card, lacquer, steel, wood
from workshop.pictures.archetypes.pantry import bottles
from workshop.pictures.kernel.surface import KRAFT, LINEN, PEEL, SPECKLE
from workshop.pictures.kernel.tables import ABOVE, AROUND, FRONT
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import PAPER, WALNUT, mix, shade_of
from workshop.pictures.scene import Scene


def oil_bottle(s: Scene, look: Look) -> None:
    """A bottle of oil in its own tone, and the seed or fruit it is pressed from."""
    tone = {
        "": "#a88a1c",
        "golden": "#d9a21a",
        "dark": "#2f3a14",
        "nut": "#b9852c",
        "toasted": "#6b3a14",
        "green": "#7d8a1e",
        "red": "#b0521a",
    }[look.stuff]
    if look.arrangement:
        s.lathe(
            s.material(tone, 0.10, 0.05, wrap=0.3, glow=0.05), (-0.2, 0.06, 0), bottles.oil_bottle_line() * [0.9, 0.86]
        )
        s.lathe(s.material("#f1f1e6", 0.03), (-0.2, 0, 0), bottles.oil_bottle_line(), glass=True)
        face = s.material(look.label or PAPER, 0.8)
        s.cylinder(face, (-0.2, 1.02, 0), 0.626, 0.55, 0.01)
        s.decal(face, look.sticker((1800, 1000), 165), AROUND, (-1.6, 1.6, -0.55, 0.55))
    else:
        glass = s.material(mix("#2f3b16", look.colour, 0.25), 0.07, 0.05)
        s.lathe(glass, (-0.2, 0, 0), bottles.oil_bottle_line())
        s.decal(glass, look.sticker((900, 1000), 165), AROUND, (-0.92, 0.92, 0.42, 1.62), 0.75)
    s.cylinder(wood(s, scale=4), (-0.2, 3.36, 0), 0.20, 0.22, 0.04)
    beside(s, look, ((0.95, 0, 0.85), (-1.05, 0, 1.05)))


def saffron_vial(s: Scene, look: Look) -> None:
    """A corked glass of crimson threads beside its box, threads spilt in front."""
    s.elevation = 32
    box = card(s, look.accent)
    s.box(box, (-0.55, 0.36, -0.35), 1.05, 0.36, 0.75, 0.03, turned=turn(y=16))
    s.decal(box, look.stamp(look.accent, (1000, 700), 170), ABOVE, (-0.9, 0.9, -0.62, 0.62))
    red = s.material("#a32410", 0.6)
    for i in range(60):
        y, a = 0.16 + 0.016 * i, i * 2.4
        s.cone(
            red,
            (1.0 + 0.17 * math.cos(a), y, 0.35 + 0.17 * math.sin(a)),
            0.016,
            0.22,
            0.026,
            turned=turn(0, i * 67, -60 + (i % 5) * 24),
        )
    s.lathe(
        s.material("#f3f1ea", 0.03),
        (1.0, 0, 0.35),
        vessel([(0.30, 0), (0.34, 0.03), (0.35, 0.2), (0.35, 1.25), (0.28, 1.4), (0.27, 1.5)], 0.03, 0.06),
        glass=True,
    )
    s.cylinder(s.material("#c39a66", 0.85, pattern=(KRAFT, 1), second="#9b6f38"), (1.0, 1.56, 0.35), 0.26, 0.16, 0.03)
    for k in range(34):
        a, r = k * 2.4, 0.42 * math.sqrt(k / 34)
        s.cone(
            red,
            (0.15 + r * math.cos(a), 0.03, 1.25 + 0.7 * r * math.sin(a)),
            0.014,
            0.26,
            0.024,
            turned=turn(0, k * 67, -84),
        )


def masala_tin(s: Scene, look: Look) -> None:
    """A round tin with seven cups of spice, whole and ground, its lid leaning behind."""
    s.elevation = 44
    metal = steel(s)
    s.lathe(metal, (0, 0, 0), vessel([(1.5, 0), (1.6, 0.03), (1.64, 0.12), (1.64, 0.62)], 0.05, 0.06))
    tones = ("#b78a2a", "#8a3a1e", "#6b5a3a", "#c9a878", "#9aa86a", "#4a2c1c", "#a8622a")
    for i in range(7):
        a = math.radians(i * 60 + 12)
        x, z = (0, 0) if i == 6 else (1.02 * math.cos(a), 1.02 * math.sin(a))
        s.lathe(metal, (x, 0.08, z), vessel([(0.40, 0), (0.46, 0.03), (0.47, 0.44)], 0.03, 0.04))
        s.cylinder(
            s.material(tones[i], 0.95, relief=(PEEL, 0.10 if i % 2 else 0.04, 10 if i % 2 else 20)),
            (x, 0.40, z),
            0.43,
            0.03,
            0.02,
        )
    s.cylinder(lacquer(s, look.colour), (1.25, 1.0, -1.75), 1.6, 0.07, 0.04, turned=turn(x=68) @ turn(z=0))


def pepper_tubes(s: Scene, look: Look) -> None:
    """Five corked tubes of pepper and chilli standing in a drilled wooden block."""
    s.elevation = 24
    s.box(wood(s, WALNUT, 1.4), (0, 0.26, 0), 1.75, 0.26, 0.45, 0.05)
    s.decal(len(s.materials) - 1, look.plain_stamp("#3d2a1c", (1400, 260)), FRONT, (-1.0, 1.0, -0.17, 0.17))
    for i, tone in enumerate(("#1f1a18", "#3d332c", "#5a3a26", "#8a2f1e", "#b03a22")):
        x = -1.28 + 0.64 * i
        corn = s.material(tone, 0.8)
        for q in range(36):
            a, ring = q * 2.4, 0.13 * math.sqrt((q % 6) / 6)
            s.ellipsoid(corn, (x + ring * math.cos(a), 0.62 + 0.032 * q, ring * math.sin(a)), 0.075)
        s.lathe(
            s.material("#f1f1ec", 0.03),
            (x, 0.34, 0),
            vessel([(0.12, 0), (0.2, 0.04), (0.245, 0.16), (0.245, 1.72)], 0.025, 0.05),
            glass=True,
        )
        s.cylinder(s.material("#c39a66", 0.85, pattern=(KRAFT, 1), second="#9b6f38"), (x, 2.10, 0), 0.215, 0.15, 0.03)
    scatter(s, "black_pepper", (1.2, 0, 0.95))


def spice_jar(s: Scene, look: Look) -> None:
    """One corked jar full of its blend, and what it is mixed from."""
    powder = {
        "": "#a8602a",
        "red": "#a83218",
        "green": "#77803f",
        "brown": "#7a4a28",
        "yellow": "#c9962e",
        "pale": "#d9c48a",
        "seeds": "#a8823a",
    }[look.stuff]
    k = 1.75
    grains = s.material(powder, 0.95, relief=(PEEL, 0.05, 16), pattern=(KRAFT, 1), second=shade_of(powder, 0.6))
    s.cylinder(grains, (-0.45, 0.62 * k, -0.1), 0.42 * k, 0.56 * k, 0.05)
    band = s.material(powder, 0.9)
    s.cylinder(band, (-0.45, 0.62 * k, -0.1), 0.428 * k, 0.38 * k, 0.01)
    s.decal(band, look.sticker((900, 900), 150), AROUND, (-0.95, 0.95, -0.38 * k, 0.38 * k), 0.8)
    shell = [(0.42, 0), (0.46, 0.02), (0.475, 0.08), (0.475, 1.2), (0.40, 1.38), (0.38, 1.46)]
    s.lathe(
        s.material("#eef0ea", 0.03),
        (-0.45, 0, -0.1),
        vessel([(x * k, y * k) for x, y in shell], 0.05, 0.08),
        glass=True,
    )
    s.cylinder(
        s.material("#c39a66", 0.85, pattern=(KRAFT, 1), second="#9b6f38"), (-0.45, 1.52 * k, -0.1), 0.37 * k, 0.26, 0.05
    )
    beside(s, look, ((0.95, 0, 0.75), (0.05, 0, 1.30)))


def salt_pair(s: Scene, look: Look) -> None:
    """Two glass pots of flaked salt, one white, one flecked with purple dulse, with a wooden lid."""
    s.elevation = 32
    for x, z, fleck in ((-0.75, -0.1, "#f4efe4"), (0.80, 0.15, "#5d2f48")):
        flakes = s.material("#fbf7ee", 0.5, relief=(PEEL, 0.12, 9), pattern=(SPECKLE, 9), second=fleck)
        s.ellipsoid(flakes, (x, 0.62, z), 0.66, 0.34, 0.66)
        s.cylinder(flakes, (x, 0.40, z), 0.66, 0.32, 0.05)
        s.lathe(
            s.material("#eef2f2", 0.03),
            (x, 0, z),
            vessel([(0.66, 0), (0.72, 0.03), (0.75, 0.1), (0.76, 0.78)], 0.06, 0.08),
            glass=True,
        )
        s.cylinder(
            wood(s, scale=2),
            (x + 0.25, 0.08, z + 1.22 - 0.35 * (x > 0)),
            0.0 + 0.70 * (x < 0) + 0.02,
            0.07 if x < 0 else 0.01,
            0.03,
        )
    dulse = s.material("#5d2540", 0.5, wrap=0.3)
    for i in range(6):
        s.leaf(
            dulse, (1.75, 0.05, 0.55), 0.75, 0.12, thick=0.02, bend=0.2, fold=0.3, turned=turn(20 * i, -60 + 34 * i, 18)
        )
    tag = s.material(PAPER, 0.8)
    s.cylinder(tag, (-0.75, 0.34, -0.1), 0.785, 0.22, 0.01)
    s.decal(tag, look.sticker((1000, 420), 140, ground=False, bare=True), AROUND, (-0.7, 0.7, -0.2, 0.2))


def mulling_sachets(s: Scene, look: Look) -> None:
    """Three muslin bags tied with string."""
    s.elevation = 30
    muslin = s.material("#e9dcc2", 0.95, sheen=0.1, relief=(LINEN, 0.003, 60), pattern=(SPECKLE, 7), second="#a8703c")
    cord = s.material("#8a4a2a", 0.9)
    for x, z, k in ((-0.95, -0.25, 1.0), (0.05, -0.55, 1.0), (-0.30, 0.55, 0.92)):
        body = [
            (0, 0),
            (0.40, 0.02),
            (0.58, 0.30),
            (0.46, 0.68),
            (0.16, 0.90),
            (0.13, 0.98),
            (0.22, 1.16),
            (0.34, 1.34),
            (0.28, 1.34),
            (0.08, 1.05),
            (0, 1.04),
        ]
        s.lathe(muslin, (x, 0, z), smooth(body) * k)
        s.torus(cord, (x, 0.95 * k, z), 0.15 * k, 0.035)
    tag = s.material(PAPER, 0.8)
    s.box(tag, (0.42, 0.34, 0.72), 0.34, 0.22, 0.012, 0.01, turned=turn(-20, 16, -8))
    s.decal(tag, look.sticker((700, 460), 120, ground=False, bare=True), FRONT, (-0.32, 0.32, -0.2, 0.2))
    beside(s, look, ((1.30, 0, -0.35), (1.25, 0, 0.75), (0.25, 0, 1.55)))
