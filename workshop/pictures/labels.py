"""Printed labels: the product's words, the house ornament and a rule, set in our own font."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from workshop.pictures.palette import INK, PAPER

_FONTS = {
    "title": ("fontpkg_literata", "Literata[opsz,wght].ttf", (7, 72)),
    "italic": ("fontpkg_literata", "Literata-Italic[opsz,wght].ttf", (7, 72)),
}


@cache
def _font_bytes(package: str, name: str) -> bytes:
    return files(package).joinpath("files", name).read_bytes()


@cache
def font(face: str, size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    """One of our label faces ('title', 'italic') at a pixel size."""
    package, name, (low, high) = _FONTS[face]
    loaded = ImageFont.truetype(BytesIO(_font_bytes(package, name)), size)
    loaded.set_variation_by_axes([min(max(size, low), high), weight])
    return loaded


def face_for(letter: str, size: int) -> ImageFont.FreeTypeFont:
    """The face that has a letter: Amiri for Arabic, else Literata."""
    if "\u0600" <= letter <= "\u06ff":
        return ImageFont.truetype(BytesIO(_font_bytes("fontpkg_amiri", "Amiri-Regular.ttf")), size)
    return font("title", size, 500)


def fitted(lines: tuple[str, ...], face: str, size: int, weight: int, width: float) -> ImageFont.FreeTypeFont:
    """The face at `size`, or smaller so that the longest line fits `width` pixels."""
    longest = max(font(face, size, weight).getlength(line) for line in lines)
    return font(face, size if longest <= width else max(int(size * width / longest), 12), weight)


def ornament(draw: ImageDraw.ImageDraw, x: float, y: float, r: float, colour: str) -> None:
    """The house lozenge. (A sprig was tried: at 20 pixels it read as a cat.)"""
    draw.polygon([(x, y - r * 0.55), (x + r * 0.34, y), (x, y + r * 0.55), (x - r * 0.34, y)], fill=colour)


def label(
    words: tuple[str, ...],
    *,
    ground: str | None = PAPER,
    ink: str = INK,
    accent: str = INK,
    size: tuple[int, int] = (900, 1000),
    type_size: int = 150,
    bare: bool = False,
) -> Image.Image:
    """A label as RGBA of `size`, each word a line of its own.

    Without a ground it is print straight on the object; `bare` leaves the ornament and the rule out.
    """
    width, height = size
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if ground:
        draw.rectangle((0, 0, width, height), fill=ground)
        draw.rectangle((26, 26, width - 26, height - 26), outline=ink, width=4)
    if not words:
        ornament(draw, width / 2, height / 2, type_size * 0.6, accent)
        return image
    face = fitted(words, "title", type_size, 500, width * 0.80)
    step = face.size * 1.1
    top = height * 0.5 - (len(words) - 1) * step / 2
    for i, text in enumerate(words):
        draw.text((width / 2, top + i * step), text, font=face, fill=ink, anchor="mm")
    if not bare:
        ornament(draw, width / 2, top - face.size * 1.35, face.size * 0.36, accent)
        foot = top + (len(words) - 1) * step + face.size * 0.9
        draw.line((width / 2 - 60, foot, width / 2 + 60, foot), fill=accent, width=7)
    return image
