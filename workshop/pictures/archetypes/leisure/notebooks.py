"""Notebooks, each by what it is for."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, around
from workshop.pictures.archetypes.pastimes import desk
from workshop.pictures.kernel.surface import KRAFT, LINEN, PEEL
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.labels import font
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import INK, mix, shade_of
from workshop.pictures.scene import Place, Scene


def _cover(
    s: Scene, _look: Look, at: Place, yaw: float, a: float, c: float, half: float, colour: str, skin: str = "cloth"
) -> tuple[int, Callable[[float, float, float], np.ndarray]]:
    lean = turn(y=yaw)
    frame = around(lean, at)
    relief = {"cloth": (LINEN, 0.0006, 150), "leather": (PEEL, 0.012, 26), "paper": (PEEL, 0.004, 30)}[skin]
    m = s.material(colour, 0.55 if skin == "leather" else 0.8, 0.04, relief=relief)
    other = s.material(colour, 0.55 if skin == "leather" else 0.8, 0.04, relief=relief)
    s.box(other, frame(0, 0.04, 0), a, 0.035, c, 0.025, turned=lean)
    s.box(m, frame(0, 2 * half + 0.10, 0), a, 0.035, c, 0.025, turned=lean)
    s.box(other, frame(-a + 0.02, half + 0.07, 0), 0.045, half + 0.05, c, 0.04, turned=lean, join=0.04)
    s.box(desk.paper_block(s), frame(0.01, half + 0.07, 0), a - 0.06, half, c - 0.06, 0.01, turned=lean)
    return m, frame


def notebook_form(s: Scene, look: Look) -> None:
    """A notebook by what it is for: `stuff` ribbon, leather, three, sketch, music, recipes, diary, travel, calligraphy,
    planner or journal.
    """
    s.elevation = 42
    kind, stamp = look.stuff, look.stamp(look.colour, (900, 1200), 170, bare=True)
    if kind == "three":
        for i, (tone, yaw) in enumerate(
            ((mix(look.colour, "#d8c3a2", 0.75), 24), (mix(look.accent, "#8a6a42", 0.3), 8), (look.colour, -10))
        ):
            m = s.material(tone, 0.8, pattern=(KRAFT, 1), second=shade_of(tone, 0.86))
            at = (-0.75 + 0.72 * i, 0.09 + 0.15 * i, -0.1 + 0.12 * i)
            s.box(m, at, 0.92, 0.07, 1.32, 0.03, turned=turn(y=yaw))
            s.box(s.material("#f3ead8", 0.85), np.add(at, (0.01, 0, 0)), 0.925, 0.045, 1.30, 0.01, turned=turn(y=yaw))
            if i == 2:
                s.decal(m, look.stamp(look.colour, (900, 1200), 160), ABOVE, (-0.7, 0.7, -0.9, 0.9))
        return
    if kind in ("music", "planner", "calligraphy"):
        _open_book(s, look, kind)
        return
    skin = {"leather": "leather", "travel": "leather"}.get(kind, "cloth")
    thick = {"diary": 0.36, "recipes": 0.30, "leather": 0.18, "travel": 0.16}.get(kind, 0.22)
    size = {"diary": (0.95, 1.15), "travel": (0.85, 1.6), "sketch": (1.7, 1.15)}.get(kind, (1.15, 1.55))
    m, frame = _cover(s, look, (-0.15, 0, 0), 18, *size, thick, look.colour, skin)
    top = 2 * thick + 0.14
    lean = turn(y=18)
    s.decal(m, stamp, ABOVE, (-size[0] * 0.62, size[0] * 0.62, -size[1] * 0.55, size[1] * 0.55), 0.35, 0.3)
    if kind in ("ribbon", "journal", "recipes"):
        ribbon = s.material(look.accent if look.accent != "#e9e1d2" else "#b5440f", 0.5, sheen=0.2)
        s.box(ribbon, frame(-0.3, 0.06, size[1] + 0.22), 0.06, 0.010, 0.26, 0.004, turned=turn(y=26))
        s.box(ribbon, frame(-0.3, thick + 0.06, size[1] - 0.02), 0.06, thick, 0.03, 0.004, turned=lean)
    if kind == "travel":
        cord = s.material("#b5440f", 0.8)
        s.box(cord, frame(0.66, thick + 0.06, 0), 0.03, thick + 0.10, size[1] + 0.012, 0.02, turned=lean)
        s.ellipsoid(cord, frame(0.66, top + 0.02, 0.0), 0.075, 0.05, 0.075)
        case = s.material(mix(look.colour, INK, 0.3), 0.8, relief=(LINEN, 0.003, 60))
        s.box(case, (1.35, 0.10, 0.45), 0.55, 0.09, 1.0, 0.06, turned=turn(y=-10))
    elif kind == "diary":
        for q in range(5):
            s.box(
                s.material(("#b5440f", "#1d5546", "#542c46", "#b7791f", "#3b6373")[q], 0.6),
                frame(size[0] - 0.02, thick * 2 - 0.10 * q, -0.8 + 0.22 * q),
                0.08,
                0.02,
                0.09,
                0.01,
                turned=lean,
            )
    elif kind == "journal":
        mark = s.material("#b7791f", 0.9, relief=(LINEN, 0.01, 40))
        s.box(mark, frame(0.45, 0.06, size[1] + 0.28), 0.13, 0.012, 0.34, 0.01, turned=turn(y=14))


def _open_book(s: Scene, look: Look, kind: str) -> None:
    lean = turn(y=12)
    pages = s.material("#f7f0e2", 0.9, wrap=0.15)
    left = [(0, 0.10), (0, 0.26), (-0.25, 0.36), (-0.75, 0.36), (-1.35, 0.26), (-1.40, 0.10), (-1.40, 0.10)]
    half = smooth(left, steps=8)
    s.extrude(pages, (0, 0, 0), half, 1.02, 0.01, turned=lean)
    s.extrude(pages, (0, 0, 0), np.ascontiguousarray(half[::-1] * [-1, 1]), 1.02, 0.01, turned=lean)
    s.box(s.material(look.colour, 0.8, relief=(LINEN, 0.004, 70)), (0, 0.05, 0), 1.48, 0.045, 1.10, 0.03, turned=lean)
    image = Image.new("RGBA", (1400, 1000), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if kind == "music":
        for x0 in (90, 770):
            for staff in range(5):
                y0 = 120 + staff * 165
                for line in range(5):
                    draw.line((x0, y0 + line * 22, x0 + 540, y0 + line * 22), fill="#5a544c", width=4)
    elif kind == "planner":
        draw.text((350, 80), look.title or "Week", font=font("title", 70, 500), fill=INK, anchor="mm")
        for d, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
            x0, y0 = (80, 140 + d * 205) if d < 4 else (770, 140 + (d - 4) * 205)
            draw.rectangle((x0, y0, x0 + 550, y0 + 185), outline="#8a8178", width=4)
            draw.text((x0 + 24, y0 + 20), name, font=font("title", 54, 500), fill=INK)
    elif kind == "calligraphy":
        for x0 in (90, 770):
            for row in range(6):
                y0 = 110 + row * 145
                for k in (0, 36, 72, 108):
                    draw.line((x0, y0 + k, x0 + 540, y0 + k), fill="#b9b0a2", width=3)
        for row in range(6):
            draw.text(
                (110, 128 + row * 145),
                ("a a a a a", "m m m m", "o o o o o", "ff ff ff", "g g g g", "A B C")[row],
                font=font("italic", 108),
                fill="#4a2340" if row < 4 else "#b9b0a2",
            )
    s.decal(pages, image, ABOVE, (-1.42, 1.42, -1.02, 1.02))
