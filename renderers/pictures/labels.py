"""Printed labels: a title, a line, small print and the house ornament, set in our own fonts."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from renderers.pictures.palette import INK, PAPER

_FONTS = {
    "title": ("fontpkg_literata", "Literata[opsz,wght].ttf", (7, 72)),
    "italic": ("fontpkg_literata", "Literata-Italic[opsz,wght].ttf", (7, 72)),
    "plain": ("fontpkg_inter", "Inter[opsz,wght].ttf", (14, 32)),
}


@cache
def _font_bytes(package: str, name: str) -> bytes:
    return files(package).joinpath("files", name).read_bytes()


@cache
def font(face: str, size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    """One of our label faces ('title', 'italic', 'plain') at a pixel size."""
    package, name, (low, high) = _FONTS[face]
    loaded = ImageFont.truetype(BytesIO(_font_bytes(package, name)), size)
    loaded.set_variation_by_axes([min(max(size, low), high), weight])
    return loaded


def lines_of(title: str) -> list[str]:
    """A long title of several words in two lines, broken where they are most even."""
    words = title.split()
    if len(words) < 2 or len(title) <= 9:
        return [title]
    breaks = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(breaks, key=lambda pair: abs(len(pair[0]) - len(pair[1]))))


def fitted(lines: list[str], face: str, size: int, weight: int, width: float) -> ImageFont.FreeTypeFont:
    """The face at `size`, or smaller so that the longest line fits `width` pixels."""
    longest = max(font(face, size, weight).getlength(line) for line in lines)
    return font(face, size if longest <= width else max(int(size * width / longest), 12), weight)


def ornament(draw: ImageDraw.ImageDraw, x: float, y: float, r: float, colour: str) -> None:
    """The house lozenge. (A sprig was tried: at 20 pixels it read as a cat.)"""
    draw.polygon([(x, y - r * 0.55), (x + r * 0.34, y), (x, y + r * 0.55), (x - r * 0.34, y)], fill=colour)


def label(
    title: str,
    line: str = "",
    small: str = "",
    *,
    ground: str | None = PAPER,
    ink: str = INK,
    accent: str = INK,
    size: tuple[int, int] = (900, 1000),
    type_size: int = 150,
    bare: bool = False,
    broken: bool = True,
    round_shape: bool = False,
) -> Image.Image:
    """A label as RGBA; without a ground it is print straight on the object. `bare` leaves the ornament and
    rule out; unless `broken`, a long title stays on one line.
    """
    width, height = size
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if ground and round_shape:
        draw.ellipse((4, 4, width - 4, height - 4), fill=ground)
        draw.ellipse((34, 34, width - 34, height - 34), outline=ink, width=4)
    elif ground:
        draw.rectangle((0, 0, width, height), fill=ground)
        draw.rectangle((26, 26, width - 26, height - 26), outline=ink, width=4)
    lines = lines_of(title) if broken else [title]
    set_in = fitted(lines, "title", type_size, 500, width * (0.66 if round_shape else 0.80))
    step = set_in.size * 1.1
    top = height * 0.5 - (len(lines) - 1) * step / 2
    for i, text in enumerate(lines):
        draw.text((width / 2, top + i * step), text, font=set_in, fill=ink, anchor="mm")
    if bare:
        return image
    ornament(draw, width / 2, top - set_in.size * 1.35, set_in.size * 0.36, accent)
    foot = top + (len(lines) - 1) * step + set_in.size * 0.85
    draw.line((width / 2 - 60, foot, width / 2 + 60, foot), fill=accent, width=7)
    if line:
        face = fitted([line], "italic", int(type_size * 0.44), 400, width * 0.82)
        draw.text((width / 2, foot + face.size * 1.1), line, font=face, fill=ink, anchor="mm")
    if small and not round_shape:
        face = fitted([small], "plain", 38, 500, width * 0.8)
        draw.text((width / 2, height - 80), small, font=face, fill=ink, anchor="mm")
    return image
