"""Yarn in skeins, and a loom."""

import math

from workshop.pictures.archetypes.household import textiles
from workshop.pictures.archetypes.look import Look, around, wood
from workshop.pictures.kernel.surface import FIBRES, GRAIN, STRANDS, WAFFLE, WOUND
from workshop.pictures.kernel.tables import AROUND
from workshop.pictures.lines import turn
from workshop.pictures.palette import PAPER, mix, shade_of
from workshop.pictures.scene import Place, Scene


def skein(s: Scene, colour: str, at: Place, yaw: float, k: float = 1.0) -> None:
    """A hank twisted on itself: two strands wound round each other."""
    m = s.material(
        colour, 0.95, 0.02, sheen=0.3, relief=(GRAIN, 0.07, 11), pattern=(FIBRES, 17), second=shade_of(colour, 0.62)
    )
    lean = turn(y=yaw)
    frame = around(lean, at)
    for i in range(9):
        t = (i - 4) / 4
        a = t * 2.6
        for side in (0, math.pi):
            y, z = 0.17 * math.cos(a + side), 0.17 * math.sin(a + side)
            s.ellipsoid(
                m,
                frame(t * 0.92 * k, 0.36 * k + y * k, z * k),
                0.27 * k,
                0.19 * k,
                0.19 * k,
                turned=lean @ turn(x=math.degrees(a)) @ turn(z=32),
                join=None if i + side == 0 else 0.05,
            )
    for end in (-1, 1):
        s.ellipsoid(m, frame(end * 1.10 * k, 0.36 * k, 0), 0.20 * k, 0.24 * k, 0.24 * k, join=0.05)


def yarn_skeins(s: Scene, look: Look) -> None:
    """Twisted hanks: four earth tones, two fine ones, or a pile of dyed ones (arrangement: how many, 0 four, 1 two)."""
    s.elevation = 34
    sets = {
        "": (look.colour, mix(look.colour, "#e9e1d2", 0.45), look.accent, mix(look.accent, "#e9e1d2", 0.5)),
        "sea": ("#24404f", "#3b6373", "#6f97a0", "#a9c4c4"),
        "earth": ("#7a4a2c", "#b9814a", "#d9c19a", "#5a463a"),
        "linen": (mix(look.colour, "#c9b68f", 0.2), mix(look.colour, "#a8946c", 0.35)),
        "mohair": (look.colour, mix(look.colour, "#e9e1d2", 0.4)),
    }
    tones = sets[look.stuff][: 2 if look.arrangement else 4]
    spots = (
        ((-0.1, 0, -0.55, 10), (0.1, 0, 0.55, 4))
        if len(tones) == 2
        else ((-0.2, 0, -0.85, 8), (0.0, 0, -0.05, 14), (0.1, 0, 0.80, 6), (0.0, 0.60, 0.0, -4))
    )
    for tone, (x, y, z, yaw) in zip(tones, spots, strict=True):
        skein(s, tone, (x, y, z), yaw)
    band = s.material(PAPER, 0.8)
    x, y, z, yaw = spots[-1]
    s.cylinder(band, (x, y + 0.36, z), 0.40, 0.26, 0.02, turned=turn(0, yaw, 90))
    s.decal(
        band,
        look.sticker((700, 1000), 150, ground=False, bare=True).rotate(90, expand=True),
        AROUND,
        (1.2, 2.6, -0.24, 0.24),
    )
    if look.stuff == "linen":
        textiles.needles_lying(s, (((-1.6, 0.2, 1.6), (1.4, 0.06, 1.25)), ((-1.5, 0.12, 1.25), (1.5, 0.06, 1.7))))


def loom(s: Scene, look: Look) -> None:
    """A small beech frame strung with warp, a third of it woven, the shuttle at work."""
    s.elevation = 40
    yaw = turn(y=16)
    frame = around(yaw)
    m = wood(s, ("#d9b98a", "#b8925f"), 1.2)
    for x in (-1.45, 1.45):
        s.box(m, frame(x, 0.14, 0), 0.11, 0.14, 1.55, 0.04, turned=yaw)
    for z in (-1.42, 1.42):
        s.box(m, frame(0, 0.20, z), 1.52, 0.10, 0.12, 0.04, turned=yaw)
        for i in range(23):
            s.cone(m, frame(-1.21 + 0.11 * i, 0.28, z), 0.028, 0.12, 0.022)
    warp = s.material("#efe6d6", 0.8)
    for i in range(23):
        s.cone(warp, frame(-1.21 + 0.11 * i, 0.31, 1.42), 0.016, 2.84, 0.016, turned=yaw @ turn(x=-90))
    bands = (look.colour, "#efe2cc", look.accent, look.colour, "#c98a5a", "#efe2cc", look.colour)
    for i, tone in enumerate(bands):
        s.box(
            s.material(tone, 0.95, sheen=0.2, relief=(WAFFLE, 0.05, 24)),
            frame(0, 0.32, 1.22 - 0.20 * i),
            1.24,
            0.05,
            0.105,
            0.03,
            turned=yaw,
        )
    s.box(m, frame(0.2, 0.42, -0.35), 1.1, 0.035, 0.10, 0.04, turned=yaw @ turn(y=6))
    s.ellipsoid(
        s.material(
            look.colour,
            0.95,
            sheen=0.25,
            relief=(WOUND, 0.012, 40),
            pattern=(STRANDS, 1),
            second=shade_of(look.colour, 0.6),
        ),
        frame(0.2, 0.48, -0.35),
        0.62,
        0.08,
        0.14,
        turned=yaw @ turn(y=6),
    )
