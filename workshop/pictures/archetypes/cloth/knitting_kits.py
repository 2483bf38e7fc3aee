"""Kits to knit and crochet: the yarn and needles that are in the box, and the pattern that shows what they become."""

from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

from workshop.pictures.archetypes.cloth.knitting import skein
from workshop.pictures.archetypes.household.textiles import ball_of_yarn, needles_lying
from workshop.pictures.archetypes.look import Look
from workshop.pictures.kernel.surface import PEEL
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.labels import fitted
from workshop.pictures.lines import turn
from workshop.pictures.palette import INK, PAPER, mix
from workshop.pictures.scene import Place, Scene

_PALE: Final = "#f1e7d6"


def mitten_kit(s: Scene, look: Look) -> None:
    """A pattern for mittens, two balls of their wool and two needles."""
    s.elevation = 42
    _leaflet(s, look, (-0.75, 0, -0.25), -10, _mittens)
    ball_of_yarn(s, (1.15, 0.55, -0.35), 0.55, look.colour)
    ball_of_yarn(s, (1.55, 0.42, 0.75), 0.42, _PALE)
    needles_lying(s, (((-0.6, 0.10, 1.65), (1.6, 0.08, 1.35)), ((-0.4, 0.08, 1.90), (1.8, 0.08, 1.65))))


def hat_kit(s: Scene, look: Look) -> None:
    """A pattern for a bobble hat, two balls of wool and two needles."""
    s.elevation = 42
    _leaflet(s, look, (-0.75, 0, -0.25), 8, _hat)
    ball_of_yarn(s, (1.20, 0.60, -0.45), 0.60, look.colour)
    ball_of_yarn(s, (1.60, 0.45, 0.70), 0.45, mix(look.colour, _PALE, 0.5))
    needles_lying(s, (((-0.6, 0.10, 1.60), (1.7, 0.9, 0.55)), ((-0.3, 0.10, 1.85), (1.9, 0.10, 1.45))))


def shawl_kit(s: Scene, look: Look) -> None:
    """A pattern for a lace shawl and two skeins."""
    s.elevation = 42
    _leaflet(s, look, (-0.85, 0, -0.1), -6, _shawl)
    skein(s, look.colour, (1.25, 0, -0.45), 62, 0.95)
    skein(s, mix(look.colour, "#e9d6bd", 0.35), (1.75, 0, 0.55), 48, 0.95)


def sock_yarn(s: Scene, look: Look) -> None:
    """A striped ball of sock yarn and a pattern for socks."""
    s.elevation = 40
    _leaflet(s, look, (-0.80, 0, -0.15), 10, _socks)
    ball_of_yarn(s, (1.20, 0.72, 0.05), 0.72, mix(look.colour, "#c9a24a", 0.3))


def crochet_kit(s: Scene, look: Look) -> None:
    """A pattern for a blanket of squares and four skeins of cotton."""
    s.elevation = 44
    _leaflet(s, look, (-1.05, 0, -0.15), -8, _squares)
    tones = (look.colour, look.accent if look.accent != "#e9e1d2" else "#c9a24a", "#c9705a", _PALE)
    for tone, z in zip(tones, (-1.05, -0.35, 0.35, 1.05), strict=True):
        skein(s, tone, (1.35, 0, z), 6, 0.72)


def _leaflet(s: Scene, look: Look, at: Place, yaw: float, draw: Callable[[ImageDraw.ImageDraw, str], None]) -> None:
    """A folded sheet: what it teaches above, the product's words below."""
    image = Image.new("RGBA", (900, 1200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, 860, 1160), outline=mix(look.colour, PAPER, 0.3), width=10)
    draw(pen, look.colour)
    words = look.words or ("Pattern",)
    face = fitted(words, "title", 110, 500, 700)
    for row, word in enumerate(words):
        pen.text((450, 960 + row * face.size * 1.1), word, font=face, fill=INK, anchor="mm")
    paper = s.material(PAPER, 0.85, relief=(PEEL, 0.002, 24))
    under = s.material("#efe4d0", 0.85)
    x, y, z = at
    s.box(under, (x, y + 0.02, z), 0.99, 0.018, 1.32, 0.01, turned=turn(y=yaw + 2))
    s.box(paper, (x, y + 0.06, z), 0.98, 0.018, 1.31, 0.01, turned=turn(y=yaw))
    s.decal(paper, image, ABOVE, (-0.98, 0.98, -1.31, 1.31), 0.85)


def _mittens(pen: ImageDraw.ImageDraw, tone: str) -> None:
    for x, side in ((300, 1), (600, -1)):
        pen.rounded_rectangle((x - 105, 230, x + 105, 620), 100, fill=tone)
        pen.ellipse((x - side * 175 - 60, 380, x - side * 175 + 60, 540), fill=tone)
        pen.polygon([(x - side * 200, 500), (x - side * 60, 420), (x - side * 60, 600)], fill=tone)
        pen.rectangle((x - 105, 600, x + 105, 720), fill=mix(tone, PAPER, 0.6))
        for dx, dy in ((70, 0), (0, 70), (50, 50), (50, -50)):
            pen.line((x - dx, 430 - dy, x + dx, 430 + dy), fill=PAPER, width=16)


def _hat(pen: ImageDraw.ImageDraw, tone: str) -> None:
    pen.pieslice((190, 260, 710, 900), 180, 360, fill=tone)
    pen.rounded_rectangle((165, 560, 735, 720), 50, fill=mix(tone, PAPER, 0.5))
    for x in range(215, 720, 55):
        pen.line((x, 580, x, 700), fill=mix(tone, PAPER, 0.2), width=10)
    pen.ellipse((370, 140, 530, 300), fill=mix(tone, PAPER, 0.75))


def _shawl(pen: ImageDraw.ImageDraw, tone: str) -> None:
    pen.polygon([(110, 240), (790, 240), (450, 780)], fill=tone)
    for row in range(7):
        half = 300 - row * 44
        for place in range(-half, half + 1, 75):
            pen.ellipse((450 + place - 16, 290 + row * 66 - 16, 450 + place + 16, 290 + row * 66 + 16), fill=PAPER)
    for place in range(9):
        x, y = 110 + place * 42.5, 240 + place * 67.5
        pen.ellipse((x - 26, y - 26, x + 26, y + 26), fill=tone)
        pen.ellipse((900 - x - 26, y - 26, 900 - x + 26, y + 26), fill=tone)


def _socks(pen: ImageDraw.ImageDraw, tone: str) -> None:
    stripe = "#c9a24a"
    for x in (230, 500):
        for row in range(10):
            colour = tone if row % 2 else stripe
            pen.rectangle((x, 190 + row * 44, x + 150, 190 + row * 44 + 45), fill=colour)
        pen.rounded_rectangle((x, 600, x + 290, 760), 75, fill=tone)
        pen.pieslice((x + 150, 600, x + 300, 760), 270, 90, fill=stripe)
        pen.rectangle((x - 8, 180, x + 158, 230), fill=mix(tone, PAPER, 0.5))


def _squares(pen: ImageDraw.ImageDraw, tone: str) -> None:
    tones = (tone, "#c9a24a", "#c9705a", "#66703f")
    for column in range(3):
        for row in range(3):
            x, y = 140 + column * 215, 160 + row * 215
            for ring in range(4):
                colour = PAPER if ring == 2 else tones[(column + row + ring) % 4]
                pen.rectangle((x + ring * 26, y + ring * 26, x + 195 - ring * 26, y + 195 - ring * 26), fill=colour)
