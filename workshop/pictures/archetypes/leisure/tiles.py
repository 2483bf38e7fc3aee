"""Games of tiles."""

import math
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, card, wood
from workshop.pictures.kernel.surface import KRAFT, LINEN
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.labels import face_for
from workshop.pictures.lines import ring, smooth, turn
from workshop.pictures.palette import INK
from workshop.pictures.scene import Scene


def tile_game(s: Scene, look: Look) -> None:
    """Tiles laid on the table with their bag; `stuff` dominoes or letters."""
    s.elevation = 42
    kind = look.stuff
    bag = s.material("#d9c9a6", 0.95, relief=(LINEN, 0.008, 40))
    s.lathe(
        bag,
        (-1.35, 0, -0.75),
        smooth([(0, 0), (0.62, 0.0), (0.78, 0.28), (0.66, 0.78), (0.22, 1.02), (0.40, 1.30), (0.30, 1.32), (0, 1.1)]),
    )
    s.torus(s.material(look.colour, 0.8), (-1.35, 1.02, -0.75), 0.25, 0.045)
    spots = (
        [
            (-0.2, 0.2, 0),
            (0.62, 0.2, 0),
            (1.24, 0.0, 90),
            (1.24, 0.86, 90),
            (-1.0, 0.95, 12),
            (0.3, 1.25, -22),
            (0.35, -0.65, 40),
        ]
        if kind == "dominoes"
        else []
    )
    for i, (x, z, yaw) in enumerate(spots):
        image = Image.new("RGBA", (800, 400), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        draw.line((400, 40, 400, 360), fill=INK, width=10)
        for half in (0, 1):
            n = (i * 2 + half * 3) % 6 + 1
            dots = {
                1: ((0, 0),),
                2: ((-1, -1), (1, 1)),
                3: ((-1, -1), (0, 0), (1, 1)),
                4: ((-1, -1), (1, 1), (-1, 1), (1, -1)),
                5: ((-1, -1), (1, 1), (-1, 1), (1, -1), (0, 0)),
                6: ((-1, -1), (1, 1), (-1, 1), (1, -1), (-1, 0), (1, 0)),
            }[n]
            for dx, dy in dots:
                cx, cy = 200 + 400 * half + 100 * dx, 200 + 100 * dy
                draw.ellipse((cx - 34, cy - 34, cx + 34, cy + 34), fill=INK)
        m = wood(s, ("#e3c696", "#c9a870"), 2)
        s.box(m, (x, 0.10, z), 0.40, 0.10, 0.20, 0.04, turned=turn(y=yaw))
        s.decal(m, image, ABOVE, (-0.40, 0.40, -0.20, 0.20), 0.5)
    if kind == "letters":
        faces = "WORDSЖЯΩΔشعÞŘÄ"
        for i, letter in enumerate(faces):
            right, near, skew = (
                (-0.55 + 0.50 * i, 0.25, 0)
                if i < 5
                else (
                    -0.9 + 0.46 * ((i - 5) % 5) + 0.15 * math.sin(i * 3),
                    0.95 + 0.5 * ((i - 5) // 5),
                    35 * math.sin(i * 2.3),
                )
            )
            image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
            draw = ImageDraw.Draw(image)
            draw.text((200, 190), letter, font=face_for(letter, 270), fill=INK, anchor="mm")
            m = s.material("#ecd9b0", 0.5, 0.045, pattern=(KRAFT, 1), second="#dcc494")
            s.box(m, (right, 0.09, near), 0.22, 0.09, 0.22, 0.04, turned=turn(y=skew))
            s.decal(m, image, ABOVE, (-0.22, 0.22, -0.22, 0.22), 0.5)


def hex_game(s: Scene, look: Look) -> None:
    """Printed six-sided tiles laid out before their box; `stuff` ships, lighthouse, planets or plain."""
    s.elevation = 44
    ground, motifs = _PRINTED[look.stuff]
    faces = []
    for motif in motifs:
        image = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
        motif(ImageDraw.Draw(image))
        face = s.material(ground, 0.6)
        s.decal(face, image, FRONT, (-0.345, 0.345, -0.345, 0.345), 0.6)
        faces.append(face)
    count = 0
    for q in range(-2, 3):
        for r in range(-2, 3):
            if abs(q + r) > 2:
                continue
            place = (0.62 * (q + r / 2) * 1.04 + 0.35, 0.07, 0.54 * r * 1.04 + 0.35)
            s.extrude(faces[(count * 5 + q) % len(faces)], place, ring(0.345, 6, 30), 0.07, 0.02, turned=turn(x=-90))
            count += 1
    box = card(s, look.colour)
    s.box(box, (-1.55, 0.30, -1.25), 0.95, 0.30, 0.95, 0.03, turned=turn(y=22))
    s.decal(box, look.stamp(look.colour, (1000, 1000), 190), ABOVE, (-0.8, 0.8, -0.8, 0.8))


def _waves(pen: ImageDraw.ImageDraw) -> None:
    for row in range(4):
        line = [(90 + x, 170 + row * 90 + 18 * math.sin(x / 34 + row)) for x in range(0, 421, 8)]
        pen.line(line, fill="#a9c4c4", width=14)


def _ship(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(150, 400), (450, 400), (390, 480), (210, 480)], fill="#6b3f22")
    pen.polygon([(300, 130), (300, 380), (450, 370)], fill="#efe2cc")
    pen.polygon([(280, 170), (280, 380), (170, 370)], fill="#c4503a")


def _island(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((110, 170, 490, 450), fill="#d9c08a")
    pen.ellipse((200, 200, 430, 360), fill="#66703f")


def _tower(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(235, 500), (365, 500), (340, 200), (260, 200)], fill="#f6f0e4")
    for y in (270, 390):
        pen.polygon([(250, y + 60), (350, y + 60), (345, y), (255, y)], fill="#b0402a")
    pen.rectangle((258, 130, 342, 200), fill="#ffd98a")
    pen.polygon([(300, 70), (245, 135), (355, 135)], fill="#b0402a")


def _storm(pen: ImageDraw.ImageDraw) -> None:
    for x, y in ((170, 230), (270, 190), (370, 240)):
        pen.ellipse((x - 90, y - 70, x + 90, y + 70), fill="#8fa3a8")
    pen.polygon([(300, 290), (230, 420), (300, 410), (250, 520), (380, 370), (310, 380), (350, 290)], fill="#e0b04a")


def _planet(colour: str, ringed: bool) -> Callable[[ImageDraw.ImageDraw], None]:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.ellipse((180, 180, 420, 420), fill=colour)
        if ringed:
            pen.ellipse((90, 260, 510, 345), outline="#e3cfa0", width=16)

    return draw


def _sun(pen: ImageDraw.ImageDraw) -> None:
    for k in range(12):
        a = math.radians(30 * k)
        pen.line((300, 300, 300 + 230 * math.cos(a), 300 + 230 * math.sin(a)), fill="#f3b94a", width=22)
    pen.ellipse((170, 170, 430, 430), fill="#f3b94a")


def _night(pen: ImageDraw.ImageDraw) -> None:
    for x, y, r in ((180, 220, 9), (400, 180, 14), (320, 380, 8), (210, 430, 13), (440, 340, 7)):
        pen.ellipse((x - r, y - r, x + r, y + r), fill="#f3e3c8")


def _spot(colour: str) -> Callable[[ImageDraw.ImageDraw], None]:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.ellipse((170, 170, 430, 430), fill=colour)
        pen.ellipse((120, 120, 480, 480), outline=colour, width=18)

    return draw


_PRINTED: Final[dict[str, tuple[str, tuple[Callable[[ImageDraw.ImageDraw], None], ...]]]] = {
    "ships": ("#3b6373", (_waves, _ship, _waves, _island)),
    "lighthouse": ("#24404f", (_waves, _tower, _storm, _waves, _island)),
    "planets": (
        "#2b2747",
        (_night, _planet("#d98a4a", False), _planet("#6f97a0", True), _sun, _planet("#b5543a", False)),
    ),
    "plain": ("#e0cfae", (_spot("#b5440f"), _spot("#1d5546"), _spot("#b7791f"), _spot("#3b6373"), _spot(INK))),
}
