"""Socks by their height and knit."""

import numpy as np

from workshop.pictures.archetypes.household.textiles import SOCK
from workshop.pictures.archetypes.look import Look, around, leather
from workshop.pictures.kernel.surface import BANDS, DOTS, FLUTED, HERRINGBONE, KNIT, LINEN, PEEL
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import mix
from workshop.pictures.scene import Scene


def socks_form(s: Scene, look: Look) -> None:
    """A pair by its height and knit: `stuff` hike, stripes, bamboo, pattern, office, run, bed, ski, cycle, house or dots."""
    s.elevation = 44
    kind = look.stuff
    height = {"run": 0.35, "cycle": 1.0, "ski": 2.7, "office": 1.6, "bed": 1.0, "house": 0.9}.get(kind, 1.35)
    shape = SOCK.copy()
    shape[:, 1] = np.where(shape[:, 1] > 0.35, 0.35 + (shape[:, 1] - 0.35) * height / 1.4, shape[:, 1])
    top = 0.35 + height
    tone, tips = (
        mix(look.colour, "#e9d6bd", 0.12),
        mix(look.accent if look.accent != "#e9e1d2" else look.colour, "#efe2cc", 0.45),
    )
    relief = (
        (PEEL, 0.05, 20)
        if kind == "bed"
        else (LINEN, 0.003, 60)
        if kind in ("office", "bamboo")
        else (KNIT, 0.014, 8 if kind in ("hike", "ski", "house") else 11)
    )
    pattern, second = {
        "stripes": ((BANDS, 3.0), "#efe6d6"),
        "dots": ((DOTS, 2.8), "#efe6d6"),
        "pattern": ((HERRINGBONE, 3.4), tips),
        "ski": ((0, 1), None),
    }.get(kind, ((0, 1), None))
    if kind == "pattern":
        pattern = (BANDS, 1.7)
    for i, (x, z, yaw) in enumerate(((-0.62, 0.2, 22), (0.42, 0.35, 6))):
        flat = turn(y=yaw) @ turn(x=-90)
        place = (x, 0.13 + i * 0.10, z)
        at = around(flat, place)
        m = s.material(
            tone,
            0.92,
            0.02,
            sheen=0.45 if kind == "bed" else 0.2,
            wrap=0.1,
            relief=relief,
            pattern=pattern,
            second=second,
        )
        s.extrude(m, place, shape, 0.16 if kind in ("bed", "house") else 0.12, 0.11, turned=flat)
        cuff = s.material(
            tips if kind != "office" else tone,
            0.92,
            sheen=0.2,
            relief=(FLUTED, 0.0, 1) if kind == "office" else (KNIT, 0.02, 13),
        )
        s.box(cuff, at(-0.03, top - 0.05, 0), 0.37, 0.12 if kind == "run" else 0.20, 0.16, 0.12, turned=flat)
        if kind in ("hike", "ski", "cycle", "run", "stripes"):
            s.ellipsoid(cuff, at(1.08, -0.40, 0), 0.34, 0.24, 0.165, turned=flat @ turn(z=-24))
            s.ellipsoid(cuff, at(-0.16, -0.10, 0), 0.29, 0.28, 0.165, turned=flat)
        if kind == "ski":
            for q in range(2):
                s.box(cuff, at(-0.03, top - 0.55 - 0.26 * q, 0), 0.345, 0.07, 0.135, 0.06, turned=flat)
        if kind == "cycle":
            for q in range(2):
                s.torus(
                    s.material("#efe6d6", 0.9),
                    at(-0.03 - 0.17 + 0.34 * q, top - 0.62, 0.13),
                    0.13,
                    0.022,
                    turned=flat @ turn(x=90),
                )
            tubes = s.material("#efe6d6", 0.9)
            for dx, dy, half, tilt in (
                (-0.09, -0.56, 0.11, 52),
                (0.02, -0.48, 0.12, 0),
                (0.05, -0.56, 0.11, 128),
                (0.14, -0.50, 0.13, 112),
            ):
                s.box(tubes, at(-0.03 + dx, top + dy, 0.13), half, 0.018, 0.02, 0.01, turned=flat @ turn(z=tilt))
            s.box(tubes, at(-0.10, top - 0.43, 0.13), 0.06, 0.02, 0.02, 0.01, turned=flat)
            s.box(tubes, at(0.13, top - 0.38, 0.13), 0.07, 0.02, 0.02, 0.01, turned=flat)
        if kind == "run":
            s.box(s.material("#efe6d6", 0.8), at(0.55, -0.2, 0.12), 0.34, 0.04, 0.02, 0.01, turned=flat @ turn(z=-28))
        if kind == "house":
            sole = leather(s, "#a8763f")
            s.extrude(sole, at(0, -0.12, 0), _SOLE, 0.20, 0.06, turned=flat)
        if kind == "pattern":
            star = s.material("#efe6d6", 0.92)
            for q in range(4):
                s.box(star, at(-0.03, top * 0.55, 0.12), 0.20, 0.03, 0.02, 0.01, turned=flat @ turn(z=45 * q))


_SOLE = smooth(
    [
        (-0.46, -0.02),
        (-0.40, -0.22),
        (-0.10, -0.40),
        (0.30, -0.42),
        (0.80, -0.54),
        (1.22, -0.54),
        (1.46, -0.34),
        (1.40, -0.20),
        (0.9, -0.34),
        (0.3, -0.26),
        (-0.1, -0.2),
    ],
    closed=True,
)
