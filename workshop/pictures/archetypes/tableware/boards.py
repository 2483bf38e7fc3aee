"""Boards, each by its wood and use."""

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.household import kitchen
from workshop.pictures.archetypes.look import Look, around, wood
from workshop.pictures.kernel.surface import GRAIN, MARBLE, SPECKLE
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.labels import font
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import OAK, shade_of
from workshop.pictures.scene import Scene


def marble(s: Scene) -> int:
    return s.material("#efebe4", 0.20, 0.05, pattern=(MARBLE, 1.0), second="#8b8a8c")


def _burn(s: Scene, look: Look, m: int, area: tuple[float, float, float, float], projection: int = ABOVE) -> None:
    s.decal(m, look.plain_stamp("#ffffff", (1000, 400)), projection, area, 0.7)


def bread_board(s: Scene, look: Look) -> None:
    """A long oak board with crumb grooves."""
    s.elevation = 36
    yaw = turn(y=16)
    frame = around(yaw)
    oak = wood(s, scale=0.9)
    s.box(oak, frame(0, 0.10, 0), 1.85, 0.10, 0.98, 0.06, turned=yaw)
    for i in range(9):
        s.box(oak, frame(0.30 + 0.17 * i, 0.21, 0), 0.022, 0.03, 0.86, 0.01, turned=yaw, cut=0.01)
    _burn(s, look, oak, (0.7, 1.6, -0.80, -0.46))


def board_form(s: Scene, look: Look) -> None:
    """A board by its use: `stuff` olive, slate, cherry, chef, pastry, fish, tapas, four, endgrain or marble."""
    s.elevation = 42
    _BOARDS[look.stuff](s, look)


def _olive_board(s: Scene, _look: Look) -> None:
    line = smooth(
        [
            (-1.8, -0.4),
            (-1.5, -0.85),
            (-0.4, -0.72),
            (0.6, -0.92),
            (1.6, -0.62),
            (1.9, 0.05),
            (1.55, 0.70),
            (0.5, 0.82),
            (-0.6, 0.66),
            (-1.5, 0.80),
            (-1.9, 0.25),
        ],
        closed=True,
    )
    m = wood(s, OLIVE, 0.8)
    s.extrude(m, (0, 0.10, 0), line, 0.10, 0.05, turned=turn(y=16) @ turn(x=-90))


def _slate(s: Scene, look: Look) -> None:
    m = s.material("#3f434a", 0.75, relief=(GRAIN, 0.05, 5), pattern=(SPECKLE, 18), second="#555a62")
    s.box(m, (0, 0.08, 0), 1.75, 0.08, 1.1, 0.015, turned=turn(y=14))
    chalk = Image.new("RGBA", (1000, 300), (0, 0, 0, 0))
    ImageDraw.Draw(chalk).text((500, 150), look.title, font=font("italic", 150), fill="#f2ede2", anchor="mm")
    s.decal(m, chalk, ABOVE, (-0.2, 1.5, -0.98, -0.50), 0.9)


def _cherry(s: Scene, look: Look) -> None:
    yaw = turn(y=-24)
    m = wood(s, CHERRY, 0.9)
    s.extrude(m, (0, 0.10, 0), kitchen.paddle(), 0.10, 0.05, turned=yaw @ turn(x=-90))
    s.extrude(m, around(yaw)(0, 0.10, -1.72), kitchen.circle(0.13), 0.2, 0.01, turned=yaw @ turn(x=-90), cut=0.02)
    _burn(s, look, m, (-0.5, 0.5, -1.4, -1.0), FRONT)


def _chef(s: Scene, look: Look) -> None:
    yaw = turn(y=18)
    frame = around(yaw)
    m = wood(s, MAPLE, 0.8)
    s.box(m, frame(0, 0.26, 0), 1.75, 0.26, 1.15, 0.06, turned=yaw)
    for a, c in ((1.55, 0.95),):
        for z in (-c, c):
            s.box(m, frame(0, 0.53, z), a, 0.04, 0.05, 0.03, turned=yaw, cut=0.02)
        for x in (-a, a):
            s.box(m, frame(x, 0.53, 0), 0.05, 0.04, c, 0.03, turned=yaw, cut=0.02)
    _burn(s, look, m, (0.55, 1.35, -0.85, -0.50))


def _pastry(s: Scene, _look: Look) -> None:
    yaw = turn(y=14)
    frame = around(yaw)
    m = wood(s, BEECH, 0.8)
    s.box(m, frame(0, 0.07, 0), 1.85, 0.07, 1.25, 0.03, turned=yaw)
    s.box(m, frame(0, 0.10, 1.28), 1.85, 0.17, 0.05, 0.02, turned=yaw)
    rule = Image.new("RGBA", (1480, 1000), (0, 0, 0, 0))
    draw = ImageDraw.Draw(rule)
    for i in range(37):
        draw.line((20 + 40 * i, 960, 20 + 40 * i, 900 if i % 5 == 0 else 930), fill="#4a2f18", width=5)
        draw.line((20, 20 + 26 * i, 80 if i % 5 == 0 else 50, 20 + 26 * i), fill="#4a2f18", width=5)
    for r in (130, 215, 300):
        draw.ellipse((760 - r, 470 - r, 760 + r, 470 + r), outline="#4a2f18", width=6)
    s.decal(m, rule, ABOVE, (-1.8, 1.8, -1.2, 1.2), 0.7)


def _fish(s: Scene, look: Look) -> None:
    yaw = turn(y=14)
    frame = around(yaw)
    m = wood(s, ASH, 0.8)
    s.box(m, frame(0, 0.08, 0), 2.2, 0.08, 0.55, 0.10, turned=yaw)
    _burn(s, look, m, (1.35, 2.05, -0.45, -0.12))


def _tapas(s: Scene, _look: Look) -> None:
    spots = ((-1.05, -0.45, 24, "slate"), (0.85, -0.6, -10, "olive"), (-0.35, 0.8, 8, "olive"))
    for x, z, yaw, kind in spots:
        m = wood(s, OLIVE, 1.2) if kind == "olive" else s.material("#3f434a", 0.75, relief=(GRAIN, 0.05, 5))
        s.box(m, (x, 0.08, z), 0.92, 0.08, 0.55, 0.05, turned=turn(y=yaw))


def _four(s: Scene, look: Look) -> None:
    m = wood(s, BEECH, 1.0)
    for i in range(3):
        s.box(m, (-0.5, 0.08 + 0.17 * i, -0.35), 1.15, 0.078, 0.72, 0.05, turned=turn(y=(10, 16, 6)[i]))
    s.box(m, (0.55, 0.08, 0.95), 1.15, 0.078, 0.72, 0.05, turned=turn(y=-8))
    _burn(s, look, m, (-0.35, 0.35, -0.14, 0.14))


def _endgrain(s: Scene, _look: Look) -> None:
    yaw = turn(y=18)
    image = Image.new("RGBA", (1200, 900), "#b98a56")
    draw = ImageDraw.Draw(image)
    rng = np.random.default_rng(5)
    for i in range(12):
        for j in range(9):
            tone = (
                ("#c79a62", "#a8743e", "#d9b98a", "#8a5a34")[int(rng.integers(4))]
                if (i + j) % 2
                else ("#dcc199", "#b98a56")[int(rng.integers(2))]
            )
            box = (i * 100, j * 100, i * 100 + 97, j * 100 + 97)
            draw.rectangle(box, fill=tone)
            cx, cy = i * 100 + int(rng.integers(-60, 160)), j * 100 + int(rng.integers(-60, 160))
            cell = Image.new("RGBA", (98, 98), tone)
            pen = ImageDraw.Draw(cell)
            for r in range(20, 220, 16):
                pen.ellipse(
                    (cx - i * 100 - r, cy - j * 100 - r, cx - i * 100 + r, cy - j * 100 + r),
                    outline=shade_of(tone, 0.8),
                    width=3,
                )
            image.paste(cell, (i * 100, j * 100))
    m = wood(s, ("#b98a56", "#8a5a34"), 3)
    s.box(m, (0, 0.34, 0), 1.6, 0.34, 1.2, 0.05, turned=yaw)
    s.decal(m, image, ABOVE, (-1.6, 1.6, -1.2, 1.2), 0.6)
    for x in (-1.3, 1.3):
        s.ellipsoid(m, around(yaw)(x * 1.23, 0.30, 0), 0.1, 0.09, 0.42, turned=yaw, cut=0.02)


def _marble_oak(s: Scene, look: Look) -> None:
    yaw = turn(y=16)
    frame = around(yaw)
    s.box(marble(s), frame(-0.55, 0.10, 0), 1.25, 0.10, 0.95, 0.03, turned=yaw)
    m = wood(s, OAK, 0.9)
    s.box(m, frame(1.30, 0.10, 0), 0.60, 0.10, 0.95, 0.04, turned=yaw)
    s.extrude(m, frame(1.62, 0.10, 0), kitchen.circle(0.12), 0.3, 0.01, turned=yaw @ turn(x=-90), cut=0.02)
    _burn(s, look, m, (-0.4, 0.3, -0.8, -0.45))


_BOARDS = {
    "olive": _olive_board,
    "slate": _slate,
    "cherry": _cherry,
    "chef": _chef,
    "pastry": _pastry,
    "fish": _fish,
    "tapas": _tapas,
    "four": _four,
    "endgrain": _endgrain,
    "marble": _marble_oak,
}


CHERRY, MAPLE, BEECH, OLIVE, ASH = (
    ("#a8623a", "#7d4426"),
    ("#dcb988", "#b98f5a"),
    ("#d9b98a", "#b8925f"),
    ("#c49a5e", "#6b4526"),
    ("#d6c19a", "#a88f66"),
)
