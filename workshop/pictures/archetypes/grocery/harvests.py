"""Fresh fruit in what it is sent in."""

import math

from workshop.pictures.archetypes.ingredients.fruits import orange, stone_fruit
from workshop.pictures.archetypes.look import Look, around, wood
from workshop.pictures.archetypes.pantry import fruit
from workshop.pictures.kernel.surface import BLUSH, DUST, KRAFT, PEEL, WICKER
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.scene import Place, Scene


def mangoes(s: Scene, _look: Look) -> None:
    """Three blushing mangoes on straw in a tray, one cheek cut into cubes."""
    s.elevation = 32
    yaw = turn(y=16)
    frame = around(yaw, (-0.15, 0, -0.3))
    pine = wood(s, ("#cfa873", "#a97b47"), 1.6)
    s.box(pine, frame(0, 0.24, 0), 1.65, 0.24, 0.85, 0.03, turned=yaw)
    s.box(pine, frame(0, 0.36, 0), 1.58, 0.26, 0.78, 0.02, turned=yaw, cut=0.01)
    skin = s.material("#dd9f36", 0.40, 0.045, pattern=(BLUSH, 60), second="#b4432c")
    for x, z, k, y in ((-0.95, 0.0, 30, 0.62), (0.0, -0.1, 70, 0.62), (0.95, 0.05, 10, 0.62)):
        s.ellipsoid(skin, frame(x, y, z), 0.62, 0.44, 0.50, turned=turn(8, k, -14))
        s.ellipsoid(
            skin,
            around(turn(8, k, -14), frame(x, y, z))(-0.34, 0.05, 0.08),
            0.40,
            0.34,
            0.36,
            turned=turn(8, k, -14),
            join=0.2,
        )
    flesh = s.material("#eda52a", 0.25, 0.045, wrap=0.35)
    place = (0.85, 0.16, 1.25)
    s.ellipsoid(skin, place, 0.66, 0.20, 0.46, turned=turn(y=14))
    for i in range(-2, 3):
        for j in range(-1, 2):
            if abs(i) + abs(j) < 3:
                s.box(
                    flesh,
                    around(turn(y=14), place)(i * 0.235, 0.26 - 0.035 * i * i, j * 0.235),
                    0.10,
                    0.14,
                    0.10,
                    0.03,
                    turned=turn(12 * j, 14, -9 * i),
                )


def _pomegranate(s: Scene, at: Place, r: float, tilt: float = 0) -> None:
    skin = s.material("#9c2430", 0.35, 0.05, pattern=(BLUSH, 24), second="#c9743c")
    lean = turn(tilt, 0, -tilt)
    s.ellipsoid(skin, at, r, r * 0.94, r)
    top = around(lean, at)
    s.cone(skin, top(0, r * 0.82, 0), r * 0.24, r * 0.26, r * 0.20, turned=lean, join=0.08)
    for i in range(6):
        a = math.radians(i * 60)
        s.cone(
            skin,
            top(r * 0.18 * math.cos(a), r * 1.12, r * 0.18 * math.sin(a)),
            r * 0.09,
            r * 0.28,
            r * 0.02,
            turned=lean @ turn(0, -i * 60, -26),
        )


def pomegranates(s: Scene, _look: Look) -> None:
    """Two crowned pomegranates, a half full of red seeds, and a bunch of dark grapes."""
    s.elevation = 28
    _pomegranate(s, (-0.55, 0.66, -0.45), 0.70)
    _pomegranate(s, (0.62, 0.60, -0.75), 0.64, 14)
    rind = s.material("#9c2430", 0.4, 0.05)
    lean, place, r = turn(-46, -8), (0.25, 0.42, 0.62), 0.60
    frame = around(lean, place)
    s.ellipsoid(rind, place, r, r, r * 0.9, turned=lean)
    s.box(rind, frame(0, 0, r), r * 1.2, r * 1.2, r, 0.01, turned=lean, cut=0.01)
    s.cylinder(s.material("#ecd9b0", 0.7), place, r * 0.95, 0.02, 0.01, turned=lean @ turn(x=90))
    seed = s.material("#b0142c", 0.08, 0.05, wrap=0.35)
    for i in range(42):
        a, q = i * 2.3999, r * 0.86 * math.sqrt((i + 0.3) / 42)
        if i % 7:
            s.ellipsoid(
                seed,
                frame(q * math.cos(a), q * math.sin(a), 0.03),
                0.085,
                0.07,
                0.075,
                turned=lean @ turn(z=math.degrees(a)),
            )
    grape = s.material("#3c2344", 0.35, 0.05, pattern=(DUST, 5), second="#6a5a7c")
    for i in range(30):
        t = i / 30
        a, q = i * 2.4, 0.40 * (1 - t) ** 0.7
        s.ellipsoid(
            grape,
            (-1.15 - 0.55 * t + 0.1, 0.20 + 0.26 * (1 - t) * (i % 2) + 0.02, 0.78 + q * math.sin(a) + 0.25 * t),
            0.185,
        )
    s.cone(s.material("#6b5a3a", 0.8), (-1.02, 0.42, 0.75), 0.035, 0.55, 0.03, turned=turn(0, 10, -68))


def persimmons(s: Scene, _look: Look) -> None:
    """Flat orange persimmons under four-lobed green caps, with two pears, in a bowl of woven cane."""
    s.elevation = 32
    fruit_skin = s.material("#d9661a", 0.22, 0.05, pattern=(BLUSH, 60), second="#b8441a")
    cap = s.material("#7d8a52", 0.8)
    cane = s.material("#b98a52", 0.75, relief=(WICKER, 0.034, 6.5), pattern=(KRAFT, 1), second="#7d5528")
    s.lathe(cane, (0, 0, -0.1), vessel([(0.98, 0), (1.06, 0.03), (1.30, 0.22), (1.52, 0.50)], 0.09))
    spots = (
        (-0.72, 0.62, 0.25, -8),
        (0.12, 0.62, 0.62, 6),
        (0.85, 0.64, 0.05, 10),
        (0.02, 1.02, -0.02, 0),
        (1.65, 0.40, 1.15, -6),
    )
    for x, y, z, tilt in spots:
        lean = turn(tilt + 14, 30 * x, tilt)
        s.ellipsoid(fruit_skin, (x, y, z), 0.53, 0.40, 0.53, turned=lean)
        top = around(lean, (x, y, z))
        for i in range(4):
            a = math.radians(i * 90 + 20)
            s.ellipsoid(
                cap,
                top(0.15 * math.cos(a), 0.385, 0.15 * math.sin(a)),
                0.17,
                0.025,
                0.12,
                turned=lean @ turn(0, -i * 90 - 20, -8),
            )
        s.cylinder(s.material("#5a4a30", 0.9), top(0, 0.43, 0), 0.05, 0.06, 0.02, turned=lean)
    pear = s.material("#b3aa42", 0.45, 0.045, pattern=(BLUSH, 38), second="#c98a3a")
    for x, z, yaw in ((-0.55, -0.62, 30), (0.45, -0.72, -40)):
        s.lathe(pear, (x, 0.80, z), fruit.PEAR, turned=turn(-16, yaw, 10))
        s.cone(s.material("#4a3322", 0.8), (x, 1.46, z - 0.18), 0.024, 0.22, 0.03)


def breakfast_fruit(s: Scene, look: Look) -> None:
    """A crate with kiwis, oranges and apples, and a kiwi cut in half in front."""
    s.elevation = 32
    fruit.crate(s, look)
    frame = around(turn(y=20))
    zest = s.material("#d9791e", 0.42, 0.05, relief=(PEEL, 0.010, 30))
    fuzz = s.material("#7d6238", 0.95, sheen=0.2, relief=(PEEL, 0.03, 30), pattern=(KRAFT, 1), second="#5f4826")
    apple = s.material("#b8382a", 0.38, 0.045, pattern=(BLUSH, 30), second="#c98a3a")
    for x, z in ((-1.05, -0.45), (-0.98, 0.5), (-0.5, 0.0)):
        s.ellipsoid(zest, frame(x, 0.80 + 0.35 * (x > -0.9), z), 0.45, 0.43, 0.45)
    for x, z in ((0.0, -0.55), (0.02, 0.52), (0.45, 0.0)):
        s.lathe(apple, frame(x, 0.80 + 0.36 * (x > 0.3), z), fruit.APPLE, turned=turn(6, 0, 8 - 20 * x))
        s.cone(s.material("#4a3322", 0.8), frame(x, 1.16 + 0.36 * (x > 0.3), z), 0.02, 0.24, 0.026)
    for x, z, k in ((1.0, -0.5, 20), (1.05, 0.12, 70), (0.85, 0.62, -20), (1.2, 0.66, 50)):
        s.ellipsoid(fuzz, frame(x, 0.72, z), 0.42, 0.32, 0.32, turned=turn(y=k))
    lean, place = turn(-52, -10), (1.25, 0.26, 1.75)
    s.ellipsoid(fuzz, place, 0.34, 0.34, 0.36, turned=lean)
    s.box(fuzz, around(lean, place)(0, 0, 0.4), 0.5, 0.5, 0.4, 0.01, turned=lean, cut=0.01)
    s.cylinder(s.material("#8fae3e", 0.3, wrap=0.3), place, 0.325, 0.02, 0.01, turned=lean @ turn(x=90))
    s.ellipsoid(s.material("#e6e3b4", 0.5), around(lean, place)(0, 0, 0.02), 0.09, 0.09, 0.02, turned=lean)
    seed = s.material("#20180f", 0.4)
    for i in range(14):
        a = math.radians(i * 360 / 14)
        s.ellipsoid(
            seed,
            around(lean, place)(0.145 * math.cos(a), 0.145 * math.sin(a), 0.02),
            0.032,
            0.014,
            0.012,
            turned=lean @ turn(z=i * 360 / 14),
        )


def peaches(s: Scene, _look: Look) -> None:
    """A chip punnet of downy peaches and small apricots under a bow handle, one half with its stone."""
    s.elevation = 32
    chip = wood(s, ("#d9bd8c", "#b98f5a"), 1.1)
    yaw = turn(y=18)
    frame = around(yaw, (-0.2, 0, -0.1))
    s.box(chip, frame(0, 0.34, 0), 1.45, 0.34, 0.95, 0.03, turned=yaw)
    s.box(chip, frame(0, 0.48, 0), 1.40, 0.36, 0.90, 0.02, turned=yaw, cut=0.01)
    bow = smooth([(-1.42, 0.35), (-1.38, 1.2), (-0.9, 1.85), (0, 2.05), (0.9, 1.85), (1.38, 1.2), (1.42, 0.35)])
    s.tube(chip, (-0.2, 0, -0.1), bow, 0.03, 0.16, 0.02, turned=yaw)
    peach = s.material("#dfa060", 0.75, sheen=0.22, wrap=0.2, pattern=(BLUSH, 60), second="#b03a34")
    apricot = s.material("#dd9a3e", 0.7, sheen=0.12, wrap=0.15, pattern=(BLUSH, 60), second="#c8642e")
    for x, z, r, y in (
        (-0.85, 0.30, 0.50, 0.72),
        (0.05, 0.42, 0.48, 0.72),
        (-0.45, -0.40, 0.50, 0.74),
        (0.55, -0.42, 0.47, 0.72),
        (-0.25, 0.05, 0.47, 1.18),
    ):
        s.ellipsoid(peach, frame(x, y, z), r, r * 0.94, r, turned=turn(10, 50 * x, -16))
    for x, z, y in ((0.92, 0.35, 0.70), (1.02, -0.15, 0.72), (0.62, 0.05, 1.0)):
        s.ellipsoid(apricot, frame(x, y, z), 0.33, 0.32, 0.33)
    stone_fruit(s, (1.45, 0, 1.05), "#dfa060", "#b8443a", 0.42)


def orchard(s: Scene, look: Look) -> None:
    """Apples and pears only, in a wicker basket, an apple beside it."""
    s.elevation = 32
    o = fruit.Orchard(s, look)
    fruit.basket(s)
    for place, x, z in (
        ((0.30, 0.86, 0.72), 18, 8),
        ((-0.88, 0.86, -0.20), -8, 16),
        ((0.12, 0.82, -0.78), 0, 0),
        ((0.92, 0.86, 0.05), 6, -8),
        ((0.58, 1.25, -0.12), 10, -14),
        ((-0.55, 0.86, 0.62), 4, 12),
        ((1.95, 0.43, 0.85), 6, -10),
    ):
        o.apple(place, x, z)
    for place, x, y, z in (
        ((-0.12, 1.22, 0.05), 16, 0, 24),
        ((-0.58, 1.22, -0.35), -10, 40, 18),
        ((0.65, 0.95, -0.62), 8, 20, -20),
        ((1.35, 0.42, 1.35), 88, 30, 0),
    ):
        o.pear(place, x, y, z)


def citrus_crate(s: Scene, look: Look) -> None:
    """A crate of oranges and small leafy clementines, one orange cut in half in front."""
    s.elevation = 32
    fruit.crate(s, look)
    frame = around(turn(y=20))
    big, small = (
        s.material("#d9791e", 0.42, 0.05, relief=(PEEL, 0.010, 30)),
        s.material("#e0861e", 0.36, 0.05, relief=(PEEL, 0.014, 26)),
    )
    for x, y, z in ((-1.0, 0.8, -0.5), (-1.0, 0.8, 0.45), (-0.05, 0.8, -0.5), (-0.1, 0.8, 0.45), (-0.52, 1.22, 0.0)):
        s.ellipsoid(big, frame(x, y, z), 0.47, 0.45, 0.47)
    for x, y, z in (
        (0.75, 0.76, -0.55),
        (0.72, 0.76, 0.1),
        (0.8, 0.76, 0.66),
        (1.25, 0.74, -0.25),
        (1.27, 0.74, 0.42),
        (0.85, 1.08, 0.0),
    ):
        s.ellipsoid(small, frame(x, y, z), 0.33, 0.28, 0.33)
        s.leaf(
            s.material("#45703c", 0.5, wrap=0.2),
            frame(x, y + 0.27, z),
            0.40,
            0.11,
            thick=0.014,
            bend=-0.2,
            turned=turn(0, 70 * x, 18),
        )
    orange(s, (0.75, 0, 1.75))
