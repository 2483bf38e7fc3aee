"""Books, each with its own cover."""

import math

from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, around, card
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.labels import fitted, font
from workshop.pictures.lines import turn
from workshop.pictures.palette import INK, mix, print_on
from workshop.pictures.scene import Scene

_OPEN = (0, 0, 0, 0)
"""Where the cloth is seen through a sign."""


def cover_art(look: Look, kind: str) -> Image.Image:
    """A cover of 900 by 1,250: its sign above, its title below."""
    ink = print_on(look.colour)
    accent = look.accent if look.accent != "#e9e1d2" else mix(look.colour, ink, 0.42)
    image = Image.new("RGBA", (900, 1250), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    face_ = fitted(look.words or ("",), "title", 130, 600, 720)
    for i, word in enumerate(look.words):
        draw.text((450, 990 + i * face_.size * 1.05), word, font=face_, fill=ink, anchor="mm")
    _SIGNS[kind](draw, ink, accent)
    return image


def _sign_stars(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.ellipse((180, 170, 720, 710), outline=ink, width=8)
    points = ((320, 330), (430, 270), (540, 340), (600, 470), (470, 520), (380, 600))
    draw.line(points, fill=ink, width=5)
    for x, y in points:
        draw.ellipse((x - 20, y - 20, x + 20, y + 20), fill=accent)


def _sign_garden(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.line((450, 780, 450, 260), fill=ink, width=12)
    for k in range(4):
        y = 700 - 120 * k
        for side in (-1, 1):
            draw.polygon(
                [(450, y), (450 + side * 120, y - 120), (450 + side * 210, y - 110), (450 + side * 130, y - 30)],
                fill=accent if k % 2 else ink,
            )
    draw.ellipse((390, 170, 510, 290), fill=accent)


def _sign_loaf(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.pieslice((170, 260, 730, 860), 180, 360, fill=ink)
    draw.rectangle((170, 555, 730, 640), fill=ink)
    for x in (300, 450, 600):
        draw.line((x - 50, 500, x + 40, 340), fill=accent, width=30)


def _sign_bird(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.ellipse((280, 330, 640, 560), fill=ink)
    draw.ellipse((560, 250, 700, 390), fill=ink)
    draw.polygon([(690, 310), (860, 340), (690, 350)], fill=accent)
    draw.polygon([(300, 430), (110, 380), (280, 520)], fill=ink)
    for x in (420, 500):
        draw.line((x, 550, x, 730, x + 60, 730), fill=accent, width=14)
    for y in (770, 810):
        draw.line([(150 + q, y + 14 * math.sin(q / 40)) for q in range(0, 601, 8)], fill=ink, width=10)


def _sign_letters(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.text((450, 450), "Aa", font=font("title", 520, 600), fill=ink, anchor="mm")
    draw.line((150, 690, 750, 690), fill=accent, width=12)


def _sign_path(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.polygon([(90, 700), (330, 330), (480, 560), (600, 400), (810, 700)], fill=ink)
    draw.line([(450 + 130 * math.sin(k / 14) * (1 - k / 130), 820 - 4 * k) for k in range(100)], fill=accent, width=26)
    draw.ellipse((610, 170, 740, 300), fill=accent)


def _sign_knight(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    horse = [
        (310, 760),
        (330, 640),
        (420, 540),
        (400, 470),
        (300, 520),
        (240, 470),
        (330, 330),
        (380, 220),
        (430, 290),
        (560, 340),
        (620, 500),
        (590, 640),
        (610, 760),
    ]
    draw.polygon(horse, fill=ink)
    draw.rectangle((260, 760, 660, 830), fill=accent)
    draw.ellipse((385, 350, 420, 385), fill=accent)


def _sign_poems(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    for i, width in enumerate((420, 520, 360, 480, 300)):
        draw.line((190, 240 + 110 * i, 190 + width, 240 + 110 * i), fill=ink if i % 2 == 0 else accent, width=18)
    spine = [(590 + 150 * t**1.6, 800 - 640 * t) for t in (k / 20 for k in range(21))]
    vane = [0.0, 0, 0, 0, 0, 14, 34, 50, 60, 66, 68, 68, 66, 62, 57, 51, 44, 36, 26, 14, 0]
    left = [(x - w, y + 0.25 * w) for (x, y), w in zip(spine, vane, strict=True)]
    right = [(x + w, y + 0.25 * w) for (x, y), w in zip(spine, vane, strict=True)]
    draw.polygon([*left, *reversed(right)], fill=accent)
    draw.line(spine, fill=ink, width=11)


def _sign_light(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.rectangle((220, 200, 680, 800), outline=ink, width=14)
    draw.line((450, 200, 450, 800), fill=ink, width=12)
    draw.line((220, 500, 680, 500), fill=ink, width=12)
    draw.polygon([(220, 500), (450, 200), (450, 500)], fill=accent)
    draw.polygon([(450, 800), (680, 500), (680, 800)], fill=accent)


def _sign_record(draw: ImageDraw.ImageDraw, _ink: str, accent: str) -> None:
    draw.ellipse((160, 180, 740, 760), fill=INK)
    for r in (250, 210, 170):
        draw.ellipse((450 - r, 470 - r, 450 + r, 470 + r), outline="#5a5560", width=4)
    draw.ellipse((350, 370, 550, 570), fill=accent if accent != INK else "#b5440f")
    draw.ellipse((436, 456, 464, 484), fill="#f3e3c8")


def _sign_roads(draw: ImageDraw.ImageDraw, ink: str, accent: str) -> None:
    draw.rectangle((110, 240, 790, 760), fill=ink)
    for count, top, foot in ((6, 290, 420), (3, 470, 760)):
        bay = 680 / count
        for k in range(count):
            left, right = 110 + bay * (k + 0.14), 110 + bay * (k + 0.86)
            draw.ellipse((left, top, right, top + right - left), fill=_OPEN)
            draw.rectangle((left, top + (right - left) / 2, right, foot), fill=_OPEN)
    draw.rectangle((90, 425, 810, 450), fill=accent)
    draw.rectangle((60, 760, 840, 800), fill=accent)


_SIGNS = {
    "plain": lambda _draw, _ink, _accent: None,
    "stars": _sign_stars,
    "garden": _sign_garden,
    "loaf": _sign_loaf,
    "birds": _sign_bird,
    "letters": _sign_letters,
    "walking": _sign_path,
    "chess": _sign_knight,
    "poems": _sign_poems,
    "light": _sign_light,
    "jazz": _sign_record,
    "roads": _sign_roads,
}


def book_cover(s: Scene, look: Look) -> None:
    """A book standing with its cover to the eye, its sign drawn on it; arrangement 1 is a paperback lying.

    `stuff` names the sign, or plain for none.
    """
    art = cover_art(look, look.stuff)
    if look.arrangement == 0:
        s.elevation = 18
        lean = turn(y=20)
        frame = around(lean, (0, -0.01, 0))
        cloth = card(s, look.colour)
        s.box(cloth, frame(0, 1.62, 0.24), 1.15, 1.6, 0.045, 0.02, turned=lean)
        s.box(card(s, look.colour), frame(0, 1.62, -0.28), 1.15, 1.6, 0.045, 0.02, turned=lean)
        s.box(card(s, look.colour), frame(-1.14, 1.62, -0.02), 0.05, 1.6, 0.30, 0.04, turned=lean)
        s.box(s.material("#f3ead8", 0.85), frame(0.02, 1.62, -0.02), 1.10, 1.54, 0.22, 0.01, turned=lean)
        s.decal(cloth, art, FRONT, (-1.05, 1.10, -1.55, 1.55), 0.45, 0.1)
        return
    s.elevation = 44
    m, yaw = s.material(look.colour, 0.5, 0.045), turn(y=14)
    s.box(m, (0, 0.22, 0), 1.10, 0.215, 1.52, 0.03, turned=yaw)
    s.box(s.material("#f3ead8", 0.9), (0.02, 0.22, 0), 1.10, 0.185, 1.525, 0.01, turned=yaw)
    s.decal(m, art, ABOVE, (-1.05, 1.05, -1.46, 1.46), 0.4)
