"""Blankets, folded and rolled."""

import math

import numpy as np

from workshop.pictures.archetypes.household.textiles import folds, spiral
from workshop.pictures.archetypes.look import Look, around, leather
from workshop.pictures.kernel.surface import DOTS, HERRINGBONE, KNIT, LINEN, PEEL, STRIPES, TARTAN, WAFFLE
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import PAPER, mix, shade_of
from workshop.pictures.scene import Scene

# Cloth by `stuff`: relief, height, scale; pattern, scale; second colour (None: a paler first).
_CLOTH: dict[str, tuple[tuple[int, float, float], tuple[int, float], str | None]] = {
    "": ((KNIT, 0.020, 7.5), (0, 1), None),
    "stripes": ((LINEN, 0.006, 40), (STRIPES, 1.6), "#efe2cc"),
    "linen": ((LINEN, 0.008, 30), (0, 1), None),
    "alpaca": ((PEEL, 0.05, 18), (0, 1), None),
    "waffle": ((WAFFLE, 0.06, 13), (0, 1), None),
    "tartan": ((LINEN, 0.005, 40), (TARTAN, 1.35), None),
    "herringbone": ((LINEN, 0.004, 60), (HERRINGBONE, 5.5), None),
    "mohair": ((PEEL, 0.09, 26), (0, 1), None),
    "dots": ((KNIT, 0.010, 10), (DOTS, 2.6), "#efe2cc"),
    "terry": ((PEEL, 0.030, 26), (0, 1), None),
    "bands": ((LINEN, 0.004, 50), (STRIPES, 2.6), "#f4ead8"),
}


def cloth(s: Scene, look: Look, colour: str | None = None, stuff: str | None = None) -> int:
    relief, pattern, second = _CLOTH[look.stuff if stuff is None else stuff]
    tone = colour or mix(look.colour, "#e9d6bd", 0.2)
    fuzzy = (look.stuff if stuff is None else stuff) in ("mohair", "alpaca")
    accent = look.accent if look.accent != "#e9e1d2" else mix(tone, "#f4ead8", 0.75)
    return s.material(
        tone,
        0.92,
        0.02,
        sheen=0.45 if fuzzy else 0.2,
        wrap=0.2 if fuzzy else 0.1,
        relief=relief,
        pattern=pattern,
        second=second or accent,
    )


def _fringe(s: Scene, m: int, frame: object, x: float, y: float, half: float, count: int, length: float = 0.30) -> None:
    """Tassels hanging from a cloth's edge at local x, along z."""
    for i in range(count):
        z = -half + 2 * half * (i + 0.5) / count
        s.cone(m, frame(x, y, z), 0.035, length, 0.05, turned=turn(s.random.uniform(-9, 9), 0, 0) @ turn(z=176))  # type: ignore[operator]


def throw_folded(s: Scene, look: Look) -> None:
    """A throw folded square, its fringe hanging over the front edge, in a band with its name."""
    s.elevation = 30
    m = cloth(s, look)
    yaw = turn(y=-24)
    frame = around(yaw)
    thick = 0.235 if look.stuff in ("mohair", "alpaca") else 0.19
    s.tube(m, (0, 0, 0), folds(1.35, 4, thick), thick * 0.98, 1.10, 0.15, turned=yaw)
    if look.stuff not in ("waffle", "linen"):
        for i in range(17):
            z = -1.04 + 2.08 * i / 16
            place = frame(1.35 + thick * 2.02, 7.2 * thick, z)
            s.cone(m, place, 0.045, 0.55, 0.055, turned=yaw @ turn(x=s.random.uniform(-8, 8)) @ turn(z=-174))
    band = s.material(PAPER, 0.8)
    top = 8.2 * thick
    s.box(band, frame(-0.25, top / 2 + 0.03, 0), 0.36, top / 2 + 0.02, 1.135, 0.12, turned=yaw)
    s.decal(band, look.sticker((760, 1000), 130, ground=False), ABOVE, (-0.34, 0.34, -0.85, 0.85))


def rolled_strap(s: Scene, look: Look) -> None:
    """A rug rolled up in two straps with a handle: of leather, or of its own wool (no `stuff`)."""
    s.elevation = 26
    lying, at = turn(y=58), (0, 0.99, 0)
    s.tube(cloth(s, look), at, spiral(3.7, 0.10, 0.235), 0.105, 1.55, 0.09, turned=lying)
    own = s.material(shade_of(look.colour, 0.6), 0.92, sheen=0.2, relief=(KNIT, 0.02, 12))
    strap = leather(s, mix(look.accent, "#8a5a36", 0.45)) if look.stuff else own
    loop = smooth(
        [(1.0 * math.cos(a), 1.0 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 13)[:-1]], closed=True, steps=5
    )
    for along in (-0.72, 0.72):
        s.tube(strap, around(lying, at)(0, 0, along), np.vstack([loop, loop[:1]]), 0.03, 0.11, 0.02, turned=lying)
    grip = smooth([(-0.72, 0.95), (-0.62, 1.35), (-0.2, 1.52), (0.2, 1.52), (0.62, 1.35), (0.72, 0.95)])
    s.tube(strap, at, grip, 0.05, 0.12, 0.04, turned=lying @ turn(y=90))
