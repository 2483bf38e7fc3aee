"""Games and puzzles."""

import math

import numpy as np
from PIL import Image, ImageDraw

from renderers.brand.colours import COLOURS
from workshop.pictures.archetypes.look import Look, around, card, wood
from workshop.pictures.kernel.surface import GRAIN, WOOD
from workshop.pictures.kernel.tables import ABOVE, FRONT, SIDE
from workshop.pictures.labels import fitted
from workshop.pictures.lines import Points, smooth, turn
from workshop.pictures.palette import INK, OAK, WALNUT, mix, shade_of
from workshop.pictures.scene import Place, Scene


def game(s: Scene, look: Look) -> None:
    """A wooden box with a tiled print, pawns and a die; or a board laid out with its men."""
    s.elevation = 34
    yaw = turn(y=22)
    frame = around(yaw)
    if look.arrangement == 0:
        box = s.material(OAK[0], 0.50, 0.045, pattern=(WOOD, 1.2), second=OAK[1], relief=(GRAIN, 0.006, 14))
        s.box(box, frame(0, 0.26, 0), 1.55, 0.26, 1.55, 0.035, turned=yaw)
        lid = s.material(OAK[0], 0.50, 0.045, pattern=(WOOD, 1.2), second=OAK[1], relief=(GRAIN, 0.006, 14))
        s.box(lid, frame(0, 0.66, 0), 1.57, 0.125, 1.57, 0.035, turned=yaw)
        s.decal(lid, _tiles(s, look), ABOVE, (-1.5, 1.5, -1.5, 1.5), 0.55)
        for x, z, colour in ((1.30, 1.60, look.colour), (1.72, 1.28, look.accent), (1.98, 1.72, "#e6d3b0")):
            s.lathe(s.material(colour, 0.35, 0.05), (x, 0, z), PAWN)
        die(s, (0.72, 0.17, 1.98), 38)
        return
    board = wood(s, WALNUT, 1.3)
    s.box(board, frame(0, 0.13, 0), 1.62, 0.13, 1.62, 0.04, turned=yaw)
    s.decal(board, chequered(look), ABOVE, (-1.42, 1.42, -1.42, 1.42), 0.45)
    cell = 2.84 / 8
    dark, pale = s.material(look.colour, 0.35, 0.05), s.material("#e6d3b0", 0.35, 0.05)
    men = (
        (0, 0, dark, 1.35), (2, 0, dark, 1.1), (5, 1, dark, 1.0), (3, 2, dark, 1.0), (7, 1, dark, 1.2), (1, 2, dark, 1.0),
        (6, 7, pale, 1.35), (4, 6, pale, 1.0), (2, 6, pale, 1.1), (5, 4, pale, 1.0), (0, 5, pale, 1.2), (7, 5, pale, 1.0),
    )  # fmt: skip
    for column, row, man, size in men:
        x, z = (column - 3.5) * cell, (row - 3.5) * cell
        s.lathe(man, frame(x, 0.26, z), PAWN * [0.62, 0.78 * size])
    s.lathe(pale, (1.95, 0, 1.45), PAWN * 0.8)


PAWN = smooth(
    [(0, 0), (0.20, 0), (0.20, 0), (0.215, 0.05), (0.17, 0.10), (0.10, 0.22), (0.085, 0.34), (0.12, 0.37), (0.12, 0.40),
     (0.07, 0.42), (0.115, 0.50), (0.125, 0.575), (0.09, 0.66), (0, 0.695)],
    steps=6,
)  # fmt: skip


def die(s: Scene, at: Place, yaw: float) -> None:
    bone = s.material("#f3ead8", 0.4, 0.05)
    pips = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    draw = ImageDraw.Draw(pips)
    for x, y in ((80, 80), (150, 150), (220, 220), (80, 220), (220, 80)):
        draw.ellipse((x - 24, y - 24, x + 24, y + 24), fill=INK)
    for face in (FRONT, ABOVE, SIDE):
        s.decal(bone, pips, face, (-0.17, 0.17, -0.17, 0.17))
    s.box(bone, at, 0.17, 0.17, 0.17, 0.045, turned=turn(y=yaw))


def _tiles(s: Scene, look: Look) -> Image.Image:
    """A lid printed with quarter circles and triangles around the name."""
    image = Image.new("RGBA", (1200, 1200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    colours = [look.colour, "#efe2c8", look.accent, COLOURS["saffron"], INK]
    for row in range(6):
        for column in range(6):
            if 1 <= column <= 4 and 2 <= row <= 3:
                continue
            first, second = s.random.choice(5, 2, replace=False)
            _tile(
                image, (60 + column * 180, 60 + row * 180), colours[first], colours[second], int(s.random.integers(4))
            )
    face = fitted((look.title,), "title", 150, 600, 660)
    draw.text((600, 600), look.title, font=face, fill=INK, anchor="mm")
    return image


def _tile(image: Image.Image, at: tuple[int, int], ground: str, shape: str, kind: int) -> None:
    x, y = at
    tile = Image.new("RGBA", (173, 173), ground)
    pen = ImageDraw.Draw(tile)
    if kind < 2:
        pen.ellipse((0, 0, 344, 344) if kind == 0 else (-172, -172, 172, 172), fill=shape)
    elif kind == 2:
        pen.polygon([(0, 172), (172, 0), (172, 172)], fill=shape)
    image.paste(tile, (x, y))


def chequered(look: Look) -> Image.Image:
    image = Image.new("RGBA", (800, 800), "#e9d5ae")
    draw = ImageDraw.Draw(image)
    for row in range(8):
        for column in range(8):
            if (row + column) % 2:
                draw.rectangle(
                    (column * 100, row * 100, column * 100 + 99, row * 100 + 99), fill=mix(look.accent, "#5d3a20", 0.4)
                )
    return image


def puzzle(s: Scene, look: Look) -> None:
    """A box with a printed landscape and loose pieces, or the picture half laid beside its pieces."""
    s.elevation = 40
    view = _landscape(look)
    if look.arrangement == 0:
        yaw = turn(y=-20)
        box = card(s, shade_of(look.colour, 0.9))
        s.box(box, (-0.15, 0.30, -0.25), 1.45, 0.30, 1.15, 0.03, turned=yaw)
        s.decal(box, _titled(view, look), ABOVE, (-1.45, 1.45, -1.15, 1.15), 0.5)
        s.decal(box, look.plain_stamp(look.colour, (1400, 300)), FRONT, (-0.8, 0.8, -0.16, 0.16))
        _pieces(s, look, ((0.2, 1.45), (0.85, 1.25), (1.42, 0.85), (1.55, 1.45)))
        return
    sheet = s.material("#e9e1d2", 0.6)
    yaw = turn(y=12)
    frame = around(yaw, (-0.2, 0, -0.1))
    s.box(sheet, frame(0, 0.045, 0), 1.55, 0.045, 1.2, 0.02, turned=yaw)
    s.decal(sheet, cut_jigsaw(view), ABOVE, (-1.55, 1.55, -1.2, 1.2), 0.5)
    s.box(sheet, frame(1.30, 0.05, 0.98), 0.30, 0.2, 0.26, 0.01, turned=yaw, cut=0.005)
    _pieces(s, look, ((1.55, 1.25), (0.85, 1.62), (-0.1, 1.65), (2.05, 0.75)))


def _landscape(look: Look) -> Image.Image:
    """Hills in four tones under a low sun, 1,400 by 1,100."""
    sky = mix(look.accent, "#f6e6cf", 0.75)
    image = Image.new("RGBA", (1400, 1100), sky)
    draw = ImageDraw.Draw(image)
    draw.ellipse((860, 190, 1120, 450), fill=mix(look.accent, "#f0b070", 0.5))
    for layer in range(4):
        tone = mix(look.colour, sky, 0.72 - 0.22 * layer)
        base = 470 + layer * 150
        crest = [
            (x, base + 70 * math.sin(x / (190 + 40 * layer) + layer * 2.1) + 26 * math.sin(x / 61 + layer))
            for x in range(0, 1401, 20)
        ]
        draw.polygon([*crest, (1400, 1100), (0, 1100)], fill=tone)
    return image


def _titled(view: Image.Image, look: Look) -> Image.Image:
    image = view.copy()
    draw = ImageDraw.Draw(image)
    face = fitted((look.title,), "title", 150, 500, 900)
    draw.text((100, 150), look.title, font=face, fill=INK, anchor="lm")
    return image


def cut_jigsaw(view: Image.Image) -> Image.Image:
    """The picture with the cuts of its pieces."""
    image = view.copy()
    draw = ImageDraw.Draw(image)
    cut = "#5d554b"
    for column in range(1, 10):
        draw.line([(column * 140 + 9 * math.sin(y / 22), y) for y in range(0, 1101, 6)], fill=cut, width=4)
    for row in range(1, 8):
        draw.line([(x, row * 137 + 9 * math.sin(x / 22)) for x in range(0, 1401, 6)], fill=cut, width=4)
    for column in range(1, 10):
        for row in range(8):
            side = 22 if (column + row) % 2 else -22
            x, y = column * 140 + side, row * 137 + 68
            draw.ellipse((x - 22, y - 22, x + 22, y + 22), outline=cut, width=4)
    return image


def jigsaw_piece() -> Points:
    """One jigsaw piece: a square with a knob on two sides and a bay on the two others."""
    knob = [
        (0.36, 0.0),
        (0.42, 0.03),
        (0.37, 0.13),
        (0.42, 0.22),
        (0.5, 0.25),
        (0.58, 0.22),
        (0.63, 0.13),
        (0.58, 0.03),
        (0.64, 0.0),
    ]
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    outline = []
    for i, (corner, side) in enumerate(zip(corners, (-1, 1, -1, 1), strict=True)):
        a = i * math.pi / 2
        along, out = np.array([math.cos(a), math.sin(a)]), np.array([math.sin(a), -math.cos(a)])
        outline += [np.array(corner), *(np.array(corner) + along * u - out * v * side * 0.9 for u, v in knob)]
    return np.array(outline)


def _pieces(s: Scene, look: Look, places: tuple[tuple[float, float], ...]) -> None:
    shape = jigsaw_piece() * 0.44
    tones = (
        look.colour,
        mix(look.accent, "#f6e6cf", 0.6),
        mix(look.colour, "#f6e6cf", 0.5),
        mix(look.accent, "#f0b070", 0.3),
    )
    for (x, z), tone in zip(places, tones, strict=True):
        flat = turn(y=s.random.uniform(0, 360)) @ turn(x=-90)
        s.extrude(s.material(tone, 0.6), (x, 0.05, z), shape, 0.05, 0.02, turned=flat)
