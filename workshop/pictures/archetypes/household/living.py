"""What stands about a home: plants, vases, soap and umbrellas."""

import math

import numpy as np

from workshop.pictures.archetypes.look import Look, around, brass, foliage, leather, sprig, wood
from workshop.pictures.kernel.surface import FLUTED, KRAFT, PEEL, SPECKLE, THROWN
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.lines import aligned, smooth, turn, vessel
from workshop.pictures.palette import WALNUT, mix, shade_of
from workshop.pictures.scene import Place, Scene


def plant(s: Scene, look: Look) -> None:
    """A bushy herb in a clay pot, or upright blades in a straight one."""
    s.elevation = 22
    if look.arrangement == 0:
        _clay_pot(s, mix(look.colour, "#bf6a44", 0.08))
        _herb(s)
        return
    pot = s.material(look.colour, 0.45, 0.05, relief=(FLUTED, 0.02, 24))
    s.lathe(pot, (0, 0, 0), vessel([(0.66, 0), (0.72, 0.03), (0.76, 0.2), (0.80, 1.05)], 0.07))
    s.cylinder(_soil(s), (0, 0.92, 0), 0.72, 0.05)
    s.cylinder(wood(s, WALNUT), (0, -0.0, 0), 0.86, 0.05)
    blade = foliage(s, "#4c6a48", "#86a272")
    edge = foliage(s, "#6d8653", "#c2c685")
    for i in range(11):
        yaw = i * 137.5
        away = 0.12 + 0.34 * (i % 4) / 3
        length = 2.15 - 0.42 * (i % 4) + s.random.uniform(-0.12, 0.12)
        base = (away * math.cos(math.radians(yaw)), 0.92, -away * math.sin(math.radians(yaw)))
        up = turn(0, yaw + s.random.uniform(-20, 20), 86 - 9 * (i % 4)) @ turn(x=s.random.uniform(0, 90))
        s.leaf(blade if i % 3 else edge, base, length, 0.15, thick=0.02, bend=0.06, fold=0.2, turned=up)


def _soil(s: Scene) -> int:
    return s.material("#3b2a20", 0.95, relief=(PEEL, 0.06, 12))


def _clay_pot(s: Scene, colour: str) -> None:
    clay = s.material(colour, 0.86, pattern=(SPECKLE, 26), second=shade_of(colour, 1.25), relief=(THROWN, 0.004, 40))
    wall = [(0.52, 0), (0.56, 0.02), (0.60, 0.12), (0.72, 0.62), (0.80, 1.0)]
    rim = [
        (0.745, 0.92),
        (0.88, 0.90),
        (0.905, 0.94),
        (0.92, 1.22),
        (0.90, 1.26),
        (0.83, 1.26),
        (0.80, 1.22),
        (0.76, 0.98),
    ]
    s.lathe(clay, (0, 0.07, 0), vessel(wall, 0.07))
    s.lathe(clay, (0, 0.07, 0), np.array(rim))
    s.lathe(clay, (0, 0, 0), vessel([(0.70, 0), (0.76, 0.02), (0.90, 0.16)], 0.06, 0.06))
    s.cylinder(_soil(s), (0, 1.16, 0), 0.80, 0.05)


def _herb(s: Scene) -> None:
    stem = s.material("#5a6b3e", 0.8)
    leaves = (foliage(s, "#56704a", "#9db086"), foliage(s, "#647f57", "#9db086"))
    for yaw, tilt, height in ((0, 4, 1.75), (72, 16, 1.45), (150, 20, 1.25), (215, 15, 1.55), (290, 22, 1.20)):
        lean = turn(y=yaw) @ turn(z=-tilt)
        frame = around(lean, (0.12 * math.cos(math.radians(yaw)), 1.18, -0.12 * math.sin(math.radians(yaw))))
        s.cone(stem, frame(0, 0, 0), 0.034, height, 0.018, turned=lean)
        count = int(height / 0.34)
        for i in range(count):
            up = 0.22 + i * (height - 0.12) / count
            for side in (0, 180):
                length = (0.98 - 0.34 * up / height) * s.random.uniform(0.9, 1.08)
                turned = turn(
                    0, yaw + i * 90 + side + s.random.uniform(-16, 16), 24 + 30 * up / height + s.random.uniform(-8, 8)
                )
                s.leaf(
                    leaves[(i + side) % 2],
                    frame(0, up, 0),
                    length,
                    length * 0.21,
                    thick=0.010,
                    bend=-0.34,
                    fold=0.18,
                    turned=turned,
                )
        for q in range(3):
            s.leaf(
                leaves[1],
                frame(0, height, 0),
                0.40,
                0.10,
                bend=-0.15,
                fold=0.25,
                turned=turn(0, yaw + q * 120 + 30, 58),
            )


def vase(s: Scene, look: Look) -> None:
    """A round-shouldered vase with bare twigs and buds, or two vases of different height."""
    s.elevation = 22
    glaze = s.material(
        look.colour, 0.34, 0.05, pattern=(SPECKLE, 34), second=shade_of(look.colour, 1.5), relief=(THROWN, 0.004, 26)
    )
    if look.arrangement == 0:
        body = [
            (0.50, 0),
            (0.58, 0.03),
            (0.92, 0.45),
            (1.0, 0.85),
            (0.80, 1.25),
            (0.40, 1.48),
            (0.30, 1.62),
            (0.36, 1.78),
        ]
        s.lathe(glaze, (0, 0, 0), vessel(body, 0.06))
        _twigs(s, look, (0, 1.35, 0), 1.9)
        return
    tall = [(0.46, 0), (0.52, 0.03), (0.56, 0.4), (0.50, 1.2), (0.30, 1.9), (0.22, 2.3), (0.28, 2.55)]
    low = [(0.36, 0), (0.44, 0.03), (0.74, 0.34), (0.78, 0.62), (0.56, 0.95), (0.30, 1.05), (0.27, 1.15), (0.33, 1.28)]
    s.lathe(glaze, (-0.5, 0, -0.2), vessel(tall, 0.05))
    other = s.material(mix(look.accent, "#e9e1d2", 0.2), 0.5, 0.045, relief=(THROWN, 0.004, 30))
    s.lathe(other, (0.75, 0, 0.45), vessel(low, 0.05))
    _twigs(s, look, (-0.5, 2.1, -0.2), 1.2, count=3)


def _twigs(s: Scene, look: Look, at: Place, length: float, count: int = 5) -> None:
    bark, bud = (
        s.material("#6f5a3c", 0.85),
        s.material(mix(look.accent, "#efe2cc", 0.35), 0.8, wrap=0.3, relief=(PEEL, 0.02, 12)),
    )
    for i in range(count):
        lean = turn(0, i * 360 / count + 20 + s.random.uniform(-14, 14), -(8 + 15 * ((i + 1) % 3) / 2))
        frame = around(lean, at)
        reach = length * s.random.uniform(0.82, 1.05)
        s.cone(bark, at, 0.026, reach, 0.013, turned=lean)
        for step in range(5):
            up = reach * (0.42 + 0.145 * step)
            side = 0.075 if step % 2 else -0.075
            s.ellipsoid(
                bud, frame(side, up, 0.03 * (step % 3 - 1)), 0.075, 0.11, 0.075, turned=lean @ turn(z=-side * 500)
            )


def soap(s: Scene, look: Look) -> None:
    """Three bars stacked, or one bar in a dish beside a round one."""
    s.elevation = 30
    tones = ("#dfc9a6", mix(look.accent, "#e9e1d2", 0.30), mix(look.colour, "#e9dcc8", 0.22))
    if look.arrangement == 0:
        for i, (colour, yaw) in enumerate(zip(tones, (14, -6, 22), strict=True)):
            bar = _soap(s, colour)
            at, lean = (0.04 * i, 0.25 + i * 0.505, 0), turn(y=yaw)
            s.box(bar, at, 0.92, 0.25, 0.60, 0.09, turned=lean)
            if i == 2:
                s.decal(bar, look.stamp(colour, (1000, 640), 170, bare=True), ABOVE, (-0.80, 0.80, -0.5, 0.5))
            else:
                s.box(s.material("#f4ecdd", 0.8), at, 0.36, 0.258, 0.608, 0.09, turned=lean)
        return
    oak, lean = wood(s, WALNUT), turn(y=12)
    frame = around(lean, (-0.45, 0, -0.15))
    s.box(oak, frame(0, 0.10, 0), 1.25, 0.06, 0.85, 0.05, turned=lean)
    for z in (-0.55, -0.18, 0.18, 0.55):
        s.box(oak, frame(0, 0.20, z), 1.15, 0.05, 0.10, 0.03, turned=lean)
    bar = _soap(s, tones[2])
    s.box(bar, frame(0, 0.50, 0), 0.92, 0.25, 0.60, 0.12, turned=turn(y=18))
    s.decal(bar, look.stamp(tones[2], (1000, 640), 170, bare=True), ABOVE, (-0.80, 0.80, -0.5, 0.5))
    round_bar = _soap(s, tones[1])
    s.cylinder(round_bar, (1.30, 0.26, 0.75), 0.55, 0.26, 0.12)
    sprig(s, (-0.35, 0, 1.25), 6, pairs=4)


def _soap(s: Scene, colour: str) -> int:
    return s.material(colour, 0.5, 0.04, wrap=0.3, pattern=(KRAFT, 1), second=shade_of(colour, 0.86))


def umbrella(s: Scene, look: Look) -> None:
    """Rolled and lying on the paper, or open and resting on its rim."""
    handle = wood(s, WALNUT, 3)
    if look.arrangement == 0:
        s.elevation, s.fit = 40, 0.84
        lean = turn(0, 34, -88)
        frame = around(lean, (-1.75, 0.30, 1.0))
        cloth = s.material(look.colour, 0.75, sheen=0.15, relief=(FLUTED, 0.035, 9))
        s.cone(cloth, frame(0, 1.0, 0), 0.29, 2.5, 0.07, turned=lean)
        s.cone(
            s.material(mix(look.colour, "#1d1a26", 0.2), 0.75, relief=(FLUTED, 0.03, 9)),
            frame(0, 0.86, 0),
            0.20,
            0.2,
            0.28,
            turned=lean,
        )
        s.cylinder(s.material(look.accent, 0.6), frame(0, 1.75, 0), 0.258, 0.07, 0.03, turned=lean)
        s.cone(brass(s), frame(0, 3.45, 0), 0.05, 0.32, 0.035, turned=lean)
        s.cylinder(brass(s), frame(0, 0.60, 0), 0.075, 0.05, 0.02, turned=lean)
        crook = smooth([(0, 0.62), (0, 0.1), (0, -0.35), (0.10, -0.68), (0.36, -0.80), (0.60, -0.66), (0.66, -0.42)])
        s.tube(handle, frame(0, 0, 0), crook, 0.068, turned=lean @ turn(y=80))
        return
    s.elevation = 20
    # It rests on its rim and on the end of its handle, so the axis leans by atan(rim / handle), 40 degrees.
    lean = aligned((-0.72, 0.64, -0.27))
    frame = around(lean, (0, 1.46, 0))
    cloth = s.material(look.colour, 0.72, sheen=0.12, wrap=0.1, relief=(FLUTED, 0.05, 8))
    outer = [(1.9, -0.05), (1.9, -0.05), (1.72, 0.30), (1.30, 0.68), (0.75, 0.93), (0.25, 1.02), (0, 1.03)]
    inner = [(0, 0.97), (0.25, 0.96), (0.73, 0.87), (1.26, 0.62), (1.66, 0.26), (1.84, -0.05), (1.84, -0.05)]
    s.lathe(cloth, frame(0, 0, 0), smooth(outer + inner), turned=lean)
    spoke = brass(s)
    for i in range(8):
        a = math.radians(i * 45)
        down = np.array([1.8 * math.cos(a), -0.82, 1.8 * math.sin(a)])
        s.cone(spoke, frame(0, 0.84, 0), 0.022, float(np.linalg.norm(down)), 0.022, turned=aligned(lean @ down))
    s.cone(brass(s), frame(0, 1.0, 0), 0.05, 0.30, 0.035, turned=lean)
    s.cone(handle, frame(0, -1.35, 0), 0.045, 2.3, 0.04, turned=lean)
    crook = smooth([(0, -1.2), (0, -1.62), (0.12, -1.95), (0.36, -2.05), (0.55, -1.88), (0.58, -1.65)])
    grip = leather(s, mix(look.accent, "#8a5a36", 0.4))
    s.tube(grip, frame(0, 0, 0), crook, 0.075, turned=lean)
