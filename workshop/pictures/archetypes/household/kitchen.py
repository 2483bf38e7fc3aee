"""Bowls, boards and mills."""

import math

import numpy as np
from PIL import Image

from workshop.pictures.archetypes.look import Look, around, brass, ceramic, dish, leather, sprig, wood
from workshop.pictures.kernel.surface import DIPPED, THROWN
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.lines import Points, smooth, turn, vessel
from workshop.pictures.palette import OAK, WALNUT, mix
from workshop.pictures.scene import Place, Scene

_WIDE = [(0.50, 0), (0.56, 0.03), (0.60, 0.08), (1.05, 0.36), (1.32, 0.72), (1.40, 1.02)]


def bowl(s: Scene, look: Look) -> None:
    """One wide bowl on a cloth with chopsticks, or a nest of three with one set aside."""
    s.elevation = 32
    if look.arrangement == 0:
        glaze = s.material(
            look.colour,
            0.28,
            0.05,
            pattern=(DIPPED, 0.42),
            second=mix(look.accent, "#e9e1d2", 0.35),
            relief=(THROWN, 0.004, 26),
        )
        s.lathe(glaze, (0, 0, 0), vessel(_WIDE, 0.08))
        return
    for i, tone in enumerate((look.colour, mix(look.accent, "#e9e1d2", 0.2), "#e9e1d2")):
        glaze = s.material(tone, 0.30, 0.05, relief=(THROWN, 0.004, 28))
        k = 1 - 0.12 * i
        s.lathe(glaze, (-0.35, 0.20 * i, -0.2), vessel([(x * k, y * k) for x, y in _WIDE], 0.075))
    small = [(x * 0.6, y * 0.6) for x, y in _WIDE]
    s.lathe(ceramic(s, look.colour), (1.42, 0, 0.85), vessel(small, 0.06))


def board(s: Scene, look: Look) -> None:
    """A paddle board, or a round one lying over a long one."""
    s.elevation = 42
    tones = (mix(OAK[0], look.colour, 0.30), mix(OAK[1], look.colour, 0.30))
    if look.arrangement == 0:
        yaw = turn(y=-24)
        flat, frame = yaw @ turn(x=-90), around(yaw)
        timber = wood(s, tones, 0.9)
        s.extrude(timber, (0, 0.10, 0), paddle(), 0.10, 0.05, turned=flat)
        s.extrude(timber, frame(0, 0.10, -1.72), circle(0.13), 0.2, 0.01, turned=flat, cut=0.02)
        # Laid flat by a turn about x, the extrusion shows its front to the sky.
        s.decal(timber, _brand(look), FRONT, (-0.5, 0.5, -0.25, 0.25), 0.7)
        return
    long, disc = wood(s, (mix(WALNUT[0], look.accent, 0.2), WALNUT[1]), 0.9), wood(s, tones, 0.9)
    s.box(long, (0.0, 0.09, 0.0), 1.85, 0.09, 0.85, 0.06, turned=turn(y=14))
    s.cylinder(disc, (-0.35, 0.27, 0.1), 0.95, 0.09, 0.05)
    s.decal(disc, _brand(look), ABOVE, (-0.5, 0.5, -0.25, 0.25), 0.7)
    loop = smooth([(0.0, 0.0), (0.22, 0.18), (0.5, 0.1), (0.5, -0.1), (0.22, -0.18), (0.0, 0.0)])
    s.tube(
        leather(s, mix(look.accent, "#8a5a36", 0.5)), (1.62, 0.215, -0.4), loop, 0.03, turned=turn(y=14) @ turn(x=-90)
    )
    dish(s, (1.0, 0.18, 0.25), ceramic(s, "#e9e1d2"), 0.36)
    sprig(s, (0.2, 0, 1.3), 8, pairs=4)


def _brand(look: Look) -> Image.Image:
    """The words as burnt into wood."""
    return look.plain_stamp("#ffffff", (1000, 500))


def paddle() -> Points:
    half = [
        (0, -1.5),
        (0.85, -1.5),
        (1.0, -1.35),
        (1.02, 0.0),
        (0.98, 0.85),
        (0.72, 1.12),
        (0.30, 1.25),
        (0.21, 1.5),
        (0.25, 1.82),
        (0, 1.98),
    ]
    right = smooth(half, steps=8)
    return np.vstack([right, right[-2:0:-1] * [-1, 1]])


def circle(r: float) -> Points:
    angle = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)


def mill(s: Scene, look: Look) -> None:
    """A tall and a short mill (`stuff` ash: of ash wood, the tall one smoked), or one mill."""
    s.elevation = 22
    if look.stuff == "ash":
        ash, smoked = wood(s, ("#dcc49a", "#b3935f"), 1.2), wood(s, ("#8a6b49", "#5f452c"), 1.2)
        one_mill(s, smoked, (-0.5, 0, -0.15), 1.0)
        one_mill(s, ash, (0.75, 0, 0.35), 0.74)
        return
    oak = wood(s, (mix(OAK[0], look.colour, 0.55), mix(OAK[1], look.colour, 0.55)), 1.2)
    pale = wood(s, (mix("#d9b98a", look.accent, 0.4), mix("#b8925f", look.accent, 0.4)), 1.2)
    if look.arrangement == 0:
        one_mill(s, oak, (-0.5, 0, -0.15), 1.0)
        one_mill(s, pale, (0.75, 0, 0.35), 0.74)
        return
    one_mill(s, oak, (0, 0, 0), 1.0)


def one_mill(s: Scene, timber: int, at: Place, k: float) -> None:
    body = smooth(
        [(0, 0), (0.50, 0), (0.50, 0), (0.53, 0.08), (0.44, 0.45), (0.30, 0.95), (0.28, 1.3), (0.40, 1.72), (0.44, 1.85),
         (0.38, 1.96), (0.38, 1.96), (0, 1.96)]
    )  # fmt: skip
    head = smooth(
        [(0, 0), (0.37, 0), (0.37, 0), (0.43, 0.12), (0.40, 0.34), (0.22, 0.50), (0.10, 0.54), (0.10, 0.54), (0, 0.54)]
    )
    place = around(turn(), at)
    s.lathe(timber, at, body * k)
    s.lathe(timber, place(0, 2.0 * k, 0), head * k)
    s.cylinder(brass(s), place(0, 1.98 * k, 0), 0.36 * k, 0.03 * k, 0.01)
    s.ellipsoid(brass(s), place(0, 2.62 * k, 0), 0.11 * k)
