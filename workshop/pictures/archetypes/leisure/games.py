"""Boards and cards to play with."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, around, brass, card, wood
from workshop.pictures.archetypes.pastimes import play
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.labels import font
from workshop.pictures.lines import turn
from workshop.pictures.palette import INK, OAK, WALNUT, mix
from workshop.pictures.scene import Scene


def go_board(s: Scene, _look: Look) -> None:
    """A go board with black and white stones on it and two heaps beside it."""
    s.elevation = 40
    yaw = turn(y=18)
    frame = around(yaw, (-0.35, 0, 0))
    m = wood(s, ("#dcb36e", "#b98a48"), 1.0)
    s.box(m, frame(0, 0.22, 0), 1.45, 0.22, 1.45, 0.03, turned=yaw)
    grid = Image.new("RGBA", (1000, 1000), (0, 0, 0, 0))
    draw = ImageDraw.Draw(grid)
    for i in range(13):
        p = 50 + 75 * i
        draw.line((50, p, 950, p), fill="#3a2a18", width=5)
        draw.line((p, 50, p, 950), fill="#3a2a18", width=5)
    s.decal(m, grid, ABOVE, (-1.4, 1.4, -1.4, 1.4))
    black, white = s.material("#211f24", 0.3, 0.05), s.material("#f6f1e6", 0.25, 0.05)
    for i, (c, r) in enumerate(
        ((3, 3), (9, 9), (9, 3), (3, 9), (4, 9), (8, 8), (9, 7), (3, 5), (5, 8), (7, 9), (8, 6), (4, 3), (6, 6), (5, 9))
    ):
        s.ellipsoid(black if i % 2 else white, frame((c - 6) * 0.21, 0.47, (r - 6) * 0.21), 0.10, 0.05, 0.10)
    for x, z, stone in ((1.62, -0.35, black), (1.62, 0.95, white)):
        for q in range(9):
            s.ellipsoid(
                stone,
                (x + 0.15 * math.sqrt(q) * math.cos(q * 2.4), 0.06, z + 0.15 * math.sqrt(q) * math.sin(q * 2.4)),
                0.12,
                0.06,
                0.12,
            )


def backgammon(s: Scene, look: Look) -> None:
    """An open backgammon case with two colours of counters and two dice."""
    s.elevation = 44
    yaw = turn(y=14)
    frame = around(yaw)
    field = Image.new("RGBA", (1000, 1000), "#e6d3b0")
    draw = ImageDraw.Draw(field)
    for i in range(6):
        x = 20 + 160 * i
        draw.polygon(
            [(x, 0), (x + 160, 0), (x + 80, 420)], fill=mix(look.colour, "#7a3a1e", 0.3) if i % 2 else "#5d3a20"
        )
        draw.polygon(
            [(x, 1000), (x + 160, 1000), (x + 80, 580)], fill="#5d3a20" if i % 2 else mix(look.colour, "#7a3a1e", 0.3)
        )
    dark, pale = s.material("#2b2731", 0.3, 0.05), s.material("#f1e6d0", 0.3, 0.05)
    for side in (-1, 1):
        case = wood(s, WALNUT, 1.2)
        s.box(case, frame(side * 0.98, 0.17, 0), 0.96, 0.17, 1.45, 0.04, turned=yaw)
        floor = s.material("#e6d3b0", 0.6)
        s.box(floor, frame(side * 0.98, 0.30, 0), 0.86, 0.12, 1.35, 0.01, turned=yaw, cut=0.01)
        s.box(floor, frame(side * 0.98, 0.16, 0), 0.86, 0.03, 1.35, 0.01, turned=yaw)
        s.decal(floor, field, ABOVE, (-0.86, 0.86, -1.35, 1.35), 0.6)
        for col, row, n, man in ((0, 1, 4, dark), (3, -1, 3, pale), (5, 1, 2, pale), (2, -1, 5, dark)):
            for q in range(n):
                s.cylinder(
                    man, frame(side * 0.98 - 0.68 + 0.275 * col, 0.24, row * (1.20 - 0.26 * q)), 0.125, 0.05, 0.03
                )
    play.die(s, frame(0.85, 0.38, 0.05), 30)
    play.die(s, frame(1.25, 0.38, -0.1), 64)


def card_game(s: Scene, look: Look) -> None:
    """A tuck box and a fan of five picture cards; `stuff` birds or cards (court cards, two decks)."""
    s.elevation = 44
    deck = look.stuff == "cards"
    boxes = (
        ((-1.35, -0.35, 16, look.colour), (0.25, -0.95, 24, look.accent)) if deck else ((-1.15, -0.6, 18, look.colour),)
    )
    for x, z, yaw, tone in boxes:
        m = card(s, tone)
        s.box(m, (x, 0.22, z), 0.62, 0.22, 0.88, 0.02, turned=turn(y=yaw))
        s.decal(
            m, Look(tone, look.accent, look.words, 0).stamp(tone, (800, 1100), 160), ABOVE, (-0.5, 0.5, -0.75, 0.75)
        )
    for i in range(5):
        yaw = 34 - 17 * i
        image = Image.new("RGBA", (500, 720), "#fbf6ec")
        draw = ImageDraw.Draw(image)
        draw.rectangle((24, 24, 476, 696), outline=mix(look.colour, "#fbf6ec", 0.4), width=8)
        if deck:
            tone, sign = (("#a8281e", "♥"), (INK, "♠"), ("#a8281e", "♦"), (INK, "♣"), ("#a8281e", "♥"))[i]
            mark = ("A", "K", "Q", "J", "10")[i]
            draw.text((80, 90), mark, font=font("title", 110, 600), fill=tone, anchor="mm")
            _suit(draw, sign, 250, 370, 150, tone)
            _suit(draw, sign, 80, 190, 44, tone)
        else:
            tone = ("#3b6373", "#b5440f", "#66703f", "#b7791f", "#542c46")[i]
            draw.ellipse((150, 250, 380, 430), fill=tone)
            draw.ellipse((310, 190, 420, 300), fill=tone)
            draw.polygon([(410, 235), (475, 255), (410, 270)], fill="#c99a2e")
            draw.polygon([(165, 330), (55, 270), (170, 400)], fill=tone)
            draw.ellipse((355, 225, 373, 243), fill="#fbf6ec")
            for x in (245, 290):
                draw.line((x, 420, x, 520), fill=INK, width=8)
            draw.line((90, 524, 420, 524), fill="#66703f", width=14)
            draw.line((120, 610, 380, 610), fill="#8a8178", width=12)
        m = s.material("#fbf6ec", 0.5)
        lean = turn(y=yaw)
        at = np.add((0.45, 0.03 + 0.022 * i, 1.55), lean @ np.array([0, 0, -1.35]))
        s.box(m, at, 0.46, 0.011, 0.66, 0.01, turned=lean)
        s.decal(m, image, ABOVE, (-0.46, 0.46, -0.66, 0.66))


def _suit(draw: ImageDraw.ImageDraw, sign: str, x: float, y: float, r: float, tone: str) -> None:
    if sign == "♦":
        draw.polygon([(x, y - r), (x + r * 0.75, y), (x, y + r), (x - r * 0.75, y)], fill=tone)
    elif sign == "♥":
        for side in (-1, 1):
            draw.ellipse(
                (x + side * r * 0.42 - r * 0.5, y - r * 0.8, x + side * r * 0.42 + r * 0.5, y + r * 0.2), fill=tone
            )
        draw.polygon([(x - r * 0.88, y - r * 0.1), (x + r * 0.88, y - r * 0.1), (x, y + r)], fill=tone)
    elif sign == "♠":
        for side in (-1, 1):
            draw.ellipse(
                (x + side * r * 0.42 - r * 0.5, y - r * 0.2, x + side * r * 0.42 + r * 0.5, y + r * 0.7), fill=tone
            )
        draw.polygon([(x - r * 0.88, y + r * 0.15), (x + r * 0.88, y + r * 0.15), (x, y - r)], fill=tone)
        draw.polygon([(x, y), (x - r * 0.35, y + r), (x + r * 0.35, y + r)], fill=tone)
    else:
        for dx, dy in ((0, -0.5), (-0.5, 0.2), (0.5, 0.2)):
            draw.ellipse(
                (x + dx * r - r * 0.42, y + dy * r - r * 0.42, x + dx * r + r * 0.42, y + dy * r + r * 0.42), fill=tone
            )
        draw.polygon([(x, y), (x - r * 0.35, y + r), (x + r * 0.35, y + r)], fill=tone)


def chess_travel(s: Scene, look: Look) -> None:
    """A small hinged chess board with turned men set out."""
    s.elevation = 40
    yaw = turn(y=20)
    frame = around(yaw)
    board = wood(s, WALNUT, 1.3)
    s.box(board, frame(0, 0.16, 0), 1.5, 0.16, 1.5, 0.04, turned=yaw)
    s.box(s.material("#2a1a10", 0.8), frame(0, 0.17, 0), 1.51, 0.10, 0.012, 0.002, turned=yaw)
    s.decal(board, play.chequered(look), ABOVE, (-1.36, 1.36, -1.36, 1.36), 0.45)
    for x in (-0.7, 0.7):
        s.box(brass(s), frame(x, 0.18, 1.51), 0.14, 0.06, 0.03, 0.02, turned=yaw)
    dark, pale = s.material("#3a2a20", 0.35, 0.05), s.material("#e6d3b0", 0.35, 0.05)
    cell = 2.72 / 8
    for column in range(8):
        for row, man in ((0, dark), (1, dark), (6, pale), (7, pale)):
            x, z = (column - 3.5) * cell, (row - 3.5) * cell
            if row in (1, 6):
                if (column, row) in ((4, 6), (3, 1)):
                    z += cell * 2 * (1 if row == 1 else -1)
                s.lathe(man, frame(x, 0.32, z), play.PAWN * [0.58, 0.62])
            else:
                k = (0.80, 0.95, 1.0, 1.3, 1.22, 1.0, 0.95, 0.80)[column]
                s.lathe(man, frame(x, 0.32, z), play.PAWN * [0.70, 0.80 * k])
                if column in (0, 7):
                    s.cylinder(man, frame(x, 0.32 + 0.50, z), 0.10, 0.06, 0.01)
                elif column == 4:
                    s.box(man, frame(x, 0.32 + 0.76, z), 0.022, 0.10, 0.022, 0.005, turned=yaw)
                    s.box(man, frame(x, 0.32 + 0.78, z), 0.065, 0.022, 0.022, 0.005, turned=yaw)
                elif column in (1, 6):
                    s.box(man, frame(x, 0.32 + 0.48, z + 0.05), 0.055, 0.07, 0.12, 0.04, turned=yaw @ turn(x=28))


def mancala(s: Scene, _look: Look) -> None:
    """A long board of twelve hollows and two stores, glass counters in them."""
    s.elevation = 42
    yaw = turn(y=14)
    frame = around(yaw)
    m = wood(s, OAK, 0.9)
    s.box(m, frame(0, 0.17, 0), 2.15, 0.17, 0.72, 0.14, turned=yaw)
    tones = [s.material(t, 0.1, 0.05, wrap=0.3) for t in ("#3b6373", "#b5440f", "#66703f", "#e0c27a", "#f2ece0")]
    for side in (-1, 1):
        s.ellipsoid(m, frame(side * 1.82, 0.42, 0), 0.22, 0.26, 0.52, cut=0.02, turned=yaw)
    for col in range(6):
        for row in (-1, 1):
            x, z = -1.275 + 0.51 * col, row * 0.34
            s.ellipsoid(m, frame(x, 0.42, z), 0.21, 0.24, 0.24, cut=0.02, turned=yaw)
    for col in range(6):
        for row in (-1, 1):
            x, z = -1.275 + 0.51 * col, row * 0.34
            for q in range(2 + (col + row) % 3):
                s.ellipsoid(
                    tones[(col + q + (row > 0)) % 5],
                    frame(x + 0.09 * math.cos(q * 2.1), 0.27 + 0.02 * q, z + 0.09 * math.sin(q * 2.1)),
                    0.085,
                    0.06,
                    0.085,
                )
    for q in range(5):
        s.ellipsoid(tones[q], frame(1.82 + 0.06 * math.cos(q * 2), 0.26, -0.25 + 0.13 * q), 0.085, 0.06, 0.085)
