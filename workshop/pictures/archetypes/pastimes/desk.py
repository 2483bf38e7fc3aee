"""Notebooks, pens, books and clocks."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, around, brass, card, lacquer, leather, wood
from workshop.pictures.kernel.surface import LINEN, PAGES, PEEL
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.labels import font
from workshop.pictures.lines import Points, ring, smooth, turn
from workshop.pictures.palette import INK, mix, shade_of
from workshop.pictures.scene import Place, Scene


def paper_block(s: Scene) -> int:
    return s.material("#f3ead8", 0.85, pattern=(PAGES, 190), second="#d8ccb4")


def notebook(s: Scene, look: Look) -> None:
    """One notebook with a pencil beside it, or two stacked with the pencil on top."""
    s.elevation = 40
    if look.arrangement == 0:
        _notebook(s, look, (0, 0, 0), 24, look.colour, look.accent)
        pencil_lying(s, look, (1.72, 0.085, 0.05), 118)
        return
    _notebook(s, look, (0, 0, 0), -14, mix(look.accent, "#e9e1d2", 0.15), look.colour)
    _notebook(s, look, (0.1, 0.5, 0.05), 16, look.colour, look.accent)
    pencil_lying(s, look, (-1.7, 0.085, 0.9), 162)


def _notebook(s: Scene, look: Look, at: Place, yaw: float, colour: str, band: str) -> None:
    lean = turn(y=yaw)
    frame = around(lean, at)
    cover = s.material(colour, 0.62, 0.04, relief=(PEEL, 0.006, 42))
    s.box(cover, frame(0, 0.05, 0), 1.12, 0.035, 1.55, 0.03, turned=lean)
    s.box(cover, frame(0, 0.46, 0), 1.12, 0.035, 1.55, 0.03, turned=lean)
    spine = s.material(colour, 0.62, 0.04, relief=(PEEL, 0.006, 42))
    s.box(spine, frame(-1.09, 0.255, 0), 0.045, 0.24, 1.55, 0.04, turned=lean, join=0.04)
    s.box(paper_block(s), frame(0, 0.255, 0), 1.06, 0.19, 1.49, 0.01, turned=lean)
    elastic = s.material(band, 0.7, relief=(LINEN, 0.004, 120))
    s.box(elastic, frame(0.80, 0.255, 0), 0.075, 0.258, 1.565, 0.03, turned=lean)
    s.box(s.material(band, 0.5, sheen=0.2), frame(-0.35, 0.05, 1.66), 0.05, 0.008, 0.16, 0.004, turned=lean)
    s.decal(cover, look.stamp(colour, (900, 1200), 170, bare=True), ABOVE, (-0.66, 0.46, -0.72, 0.72), 0.35, 0.3)


def pencil_lying(s: Scene, look: Look, at: Place, yaw: float) -> None:
    paint, cedar = s.material(look.accent, 0.35, 0.05), s.material("#dcb98a", 0.7)
    lean = turn(y=yaw)
    frame = around(lean, at)
    s.extrude(paint, at, ring(0.075, 6), 1.05, 0.012, turned=lean)
    along = lean @ turn(x=90)
    s.cone(cedar, frame(0, 0, 1.05), 0.066, 0.26, 0.016, turned=along)
    s.cone(s.material("#2a2628", 0.4), frame(0, 0, 1.29), 0.020, 0.06, 0.007, turned=along)
    s.cylinder(brass(s), frame(0, 0, -1.07), 0.074, 0.07, 0.01, turned=along)


def pen(s: Scene, look: Look) -> None:
    """A fountain pen lying open before its case, or standing ink and a pen on blotting paper."""
    s.elevation, s.fit = 36, 0.78
    if look.arrangement == 0:
        lean = turn(y=-14)
        frame = around(lean, (0, 0, -0.55))
        case, felt = lacquer(s, look.accent), s.material(mix(look.accent, INK, 0.45), 0.95, sheen=0.2)
        s.box(case, frame(0, 0.17, 0), 1.75, 0.17, 0.56, 0.06, turned=lean)
        s.box(felt, frame(0, 0.26, 0), 1.62, 0.16, 0.43, 0.04, turned=lean, cut=0.01)
        _cap(s, look, frame(0.3, 0.26, 0.02), -14)
        _open_pen(s, look, (-1.05, 0.12, 0.75), 12)
        return
    blotter = s.material("#f2e8d6", 0.9, relief=(PEEL, 0.004, 20))
    s.box(blotter, (0.15, 0.03, 0.35), 1.75, 0.03, 1.05, 0.02, turned=turn(y=10))
    ink_bottle(s, look, (-0.95, 0.06, -0.25))
    _open_pen(s, look, (-0.35, 0.18, 0.95), 22)
    _cap(s, look, (1.45, 0.18, -0.35), 40)


def _open_pen(s: Scene, look: Look, at: Place, yaw: float) -> None:
    """The nib lies at `at`; the barrel runs away along its yaw."""
    body, gold = s.material(look.colour, 0.16, 0.05), s.material("#d8b368", 0.22, 0.6, metal=1)
    frame, along = around(turn(y=yaw), at), turn(0, yaw, -90)
    s.cone(gold, frame(0, 0, 0), 0.012, 0.36, 0.075, turned=along)
    s.cone(s.material(INK, 0.2, 0.05), frame(0.36, 0, 0), 0.082, 0.40, 0.105, turned=along)
    s.cylinder(gold, frame(0.82, 0, 0), 0.122, 0.035, 0.01, turned=along)
    s.cone(body, frame(0.92, 0, 0), 0.120, 1.35, 0.085, turned=along)
    s.cylinder(gold, frame(2.26, 0, 0), 0.092, 0.03, 0.01, turned=along)


def _cap(s: Scene, look: Look, at: Place, yaw: float) -> None:
    body, gold = s.material(look.colour, 0.16, 0.05), s.material("#d8b368", 0.22, 0.6, metal=1)
    frame, along = around(turn(y=yaw), at), turn(0, yaw, -90)
    s.cone(body, frame(-0.45, 0, 0), 0.135, 0.9, 0.12, turned=along)
    s.cylinder(gold, frame(-0.42, 0, 0), 0.142, 0.04, 0.01, turned=along)
    s.box(gold, frame(0.12, 0.15, 0), 0.38, 0.02, 0.035, 0.015, turned=turn(y=yaw))


def ink_bottle(s: Scene, look: Look, at: Place) -> None:
    place = around(turn(), at)
    s.box(s.material(mix(look.colour, INK, 0.35), 0.08, 0.05), place(0, 0.32, 0), 0.42, 0.26, 0.42, 0.08)
    s.box(s.material("#eef0f0", 0.03), place(0, 0.36, 0), 0.48, 0.36, 0.48, 0.10, glass=True)
    s.cylinder(s.material(INK, 0.35, 0.05), place(0, 0.84, 0), 0.30, 0.16, 0.04)


def book(s: Scene, look: Look) -> None:
    """Two bound books lying, the titled one on top; or an open book with a ribbon."""
    s.elevation = 38
    if look.arrangement == 0:
        _bound(s, (-0.05, 0, -0.05), -16, 1.18, 1.62, 0.30, mix(look.accent, "#e9e1d2", 0.1))
        cover = _bound(s, (0.05, 0.64, 0.05), 14, 1.08, 1.50, 0.24, look.colour)
        s.decal(cover, look.stamp(look.colour, (900, 1250), 165), ABOVE, (-0.78, 0.86, -1.2, 1.2), 0.45, 0.15)
        return
    lean = turn(y=18)
    # The book's cross-section runs along x; its spine lies along z.
    flat = lean
    pages = s.material("#f4ecdb", 0.9, wrap=0.15)
    left = [(0, 0.10), (0, 0.30), (-0.25, 0.44), (-0.75, 0.47), (-1.35, 0.36), (-1.40, 0.10), (-1.40, 0.10)]
    half = smooth(left, steps=8)
    s.extrude(pages, (0, 0, 0), half, 1.02, 0.01, turned=flat)
    s.extrude(pages, (0, 0, 0), np.ascontiguousarray(half[::-1] * [-1, 1]), 1.02, 0.01, turned=flat)
    s.decal(pages, _text_page(look), ABOVE, (-1.42, 1.42, -1.02, 1.02))
    s.box(leather(s, look.colour), (0, 0.06, 0), 1.5, 0.05, 1.10, 0.03, turned=lean)
    ribbon = s.material(look.accent, 0.5, sheen=0.2)
    s.box(ribbon, around(lean)(0.10, 0.07, 1.25), 0.055, 0.012, 0.22, 0.005, turned=turn(y=12))
    s.box(ribbon, around(lean)(0.06, 0.34, 0), 0.04, 0.012, 1.03, 0.005, turned=lean)


def _bound(s: Scene, at: Place, yaw: float, a: float, c: float, half: float, colour: str) -> int:
    lean = turn(y=yaw)
    frame = around(lean, at)
    cloth = card(s, colour)
    s.box(cloth, frame(0, 0.045, 0), a, 0.045, c, 0.02, turned=lean)
    s.box(cloth, frame(0, 2 * half + 0.045, 0), a, 0.045, c, 0.02, turned=lean)
    s.box(card(s, colour), frame(-a, half + 0.045, 0), 0.06, half + 0.045, c, 0.05, turned=lean, join=0.04)
    s.box(paper_block(s), frame(0, half + 0.045, 0), a - 0.05, half - 0.03, c - 0.06, 0.01, turned=lean)
    return cloth


def _text_page(look: Look) -> Image.Image:
    """Two pages: grey lines that read as text, a chapter title and an initial."""
    image = Image.new("RGBA", (1400, 1000), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.text((350, 190), look.title, font=font("title", 62, 500), fill=INK, anchor="mm")
    widths = np.random.default_rng(4).uniform(0.55, 1.0, 60)
    for side, first in ((0, 9), (700, 2)):
        for row in range(first, 25):
            full = 480 if row % 7 else 480 * widths[row + side % 13]
            draw.line((side + 110, 100 + row * 32, side + 110 + full, 100 + row * 32), fill="#6d665f", width=7)
    draw.rectangle((110, 300, 196, 392), fill=look.accent)
    return image


def clock(s: Scene, look: Look) -> None:
    """A round table clock on two feet, or an arched wooden one."""
    s.elevation = 20
    lean = turn(y=16) @ turn(x=-6)
    face = s.material("#f6efe0", 0.6)
    if look.arrangement == 0:
        shell, flat = lacquer(s, look.colour), lean @ turn(x=90)
        at = (0, 1.32, 0)
        frame = around(lean, at)
        s.cylinder(shell, at, 1.2, 0.34, 0.12, turned=flat)
        s.cylinder(face, frame(0, 0, 0.30), 1.04, 0.06, 0.01, turned=flat)
        s.torus(brass(s), frame(0, 0, 0.34), 1.06, 0.05, turned=flat)
        s.decal(face, _dial(look), ABOVE, (-1.0, 1.0, -1.0, 1.0))
        for x in (-0.62, 0.62):
            s.cone(brass(s), frame(x * 1.12, -1.26, 0), 0.07, 0.34, 0.09, turned=lean)
        return
    oak = wood(s, scale=1.3)
    arch = _arch(1.15, 1.25, 1.15)
    s.extrude(oak, (0, 0.06, 0), arch, 0.42, 0.05, turned=turn(y=20))
    frame = around(turn(y=20), (0, 0.06, 0))
    flat = turn(y=20) @ turn(x=90)
    s.cylinder(face, frame(0, 1.22, 0.42), 0.86, 0.03, 0.01, turned=flat)
    s.torus(brass(s), frame(0, 1.22, 0.44), 0.87, 0.04, turned=flat)
    s.decal(face, _dial(look), ABOVE, (-0.84, 0.84, -0.84, 0.84))
    plinth = lacquer(s, look.colour)
    s.box(plinth, frame(0, 0.04, 0), 1.3, 0.11, 0.54, 0.03, turned=turn(y=20))


def _arch(half: float, spring: float, radius: float) -> Points:
    rise = [(radius * math.cos(a), spring + radius * math.sin(a)) for a in np.linspace(0, math.pi, 25)]
    return np.array([(half, 0.0), *rise, (-half, 0.0)])


def _dial(look: Look) -> Image.Image:
    """Hour strokes and two hands at ten past ten, the second hand in the accent."""
    image = Image.new("RGBA", (1000, 1000), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for hour in range(12):
        a = math.radians(hour * 30)
        outer, inner = 440, 370 if hour % 3 == 0 else 405
        draw.line(spoke(a, inner, outer), fill=INK, width=18 if hour % 3 == 0 else 9)
    draw.text((500, 690), look.title, font=font("italic", 52, 400), fill=INK, anchor="mm")
    draw.line(spoke(math.radians(305), -40, 250), fill=INK, width=26)
    draw.line(spoke(math.radians(60), -50, 370), fill=INK, width=18)
    draw.line(spoke(math.radians(150), -70, 390), fill=shade_of(look.accent, 1.1), width=8)
    draw.ellipse((476, 476, 524, 524), fill=INK)
    return image


def spoke(angle: float, inner: float, outer: float) -> tuple[float, float, float, float]:
    across, up = math.sin(angle), -math.cos(angle)
    return 500 + inner * across, 500 + inner * up, 500 + outer * across, 500 + outer * up
