"""A picture as strangers send it, made into our own two: read by what it is, whatever it is called, and written anew without a word
of where, when and with what it was taken.

This runs in the bounded child (`service/bounded`): nothing here is trusted, and the child may die of it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final, Literal

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from service.bounded import allow, allow_memory
from service.catalog.pictures.kinds import NAMES, kind_of, stranger_of, webp_size
from service.errors import InvalidInput

Taken = Literal["JPEG", "PNG", "WEBP"]
MOST_PIXELS: Final = 50_000_000
LEAST_EDGE: Final = 200
EDGE: Final = 768
SMALL_EDGE: Final = 384
_ROOMY: Final = 2 * EDGE
"""A large picture is first made smaller by a whole number of pixels, strip by strip, to about this edge."""
_ROWS: Final = 256
_QUALITY: Final = 86
_BYTES_A_PIXEL: Final = {"JPEG": 7, "PNG": 10, "WEBP": 30}
"""What decoding may hold at once for each pixel, measured at 50 megapixels; a progressive JPEG keeps all its coefficients."""
_BASE_MB: Final = 160
_SECONDS_A_MEGAPIXEL: Final = 0.5


class PictureRefused(InvalidInput):
    """A file that is no picture we can take. The sentence says what is wrong and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, param="picture")


@dataclass(frozen=True, slots=True)
class Made:
    """The two WebP pictures, squares of 768 and 384 pixels, and what the file was."""

    large: bytes
    small: bytes
    was: Taken
    width: int
    height: int


def reencode(data: bytes) -> Made:
    """The picture made anew. Raises PictureRefused; MemoryError where it needs more than it may have."""
    kind = kind_of(data)
    if kind is None:
        raise PictureRefused(f"{stranger_of(data)} Save it as JPEG, PNG or WebP, and upload that.")
    # Others in this process may have asked Pillow to make do with half a file, as WeasyPrint does.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = (
        None  # asked below, before a pixel is decoded, with a sentence that says how many there are
    )
    if kind == "WEBP" and (said := webp_size(data)) is not None:
        # Its decoder makes room for the whole picture as soon as it is opened, so the header is asked first.
        _require_size(*said)
        allow_memory(_BASE_MB + round(said[0] * said[1] / 1_000_000 * _BYTES_A_PIXEL[kind]))
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
            width, height = picture.size
            _require_size(width, height)
            if getattr(picture, "n_frames", 1) > 1:
                raise PictureRefused("This picture moves. Save one moment of it as a picture that stands still.")
            megapixels = width * height / 1_000_000
            allow(1 + megapixels * _SECONDS_A_MEGAPIXEL)
            allow_memory(_BASE_MB + round(megapixels * _BYTES_A_PIXEL[kind]))
            square = _square(_upright(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise PictureRefused(_unreadable(kind)) from None
    return Made(_written(square, EDGE), _written(square, SMALL_EDGE), kind, width, height)


def _unreadable(kind: Taken) -> str:
    return (
        f"This {NAMES[kind]} is cut off or damaged, so we can’t read it. Open it in a picture program, save it again, "
        "and upload that."
    )


def _require_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PictureRefused(
            f"This picture has {width * height / 1_000_000:,.1f} megapixels ({width:,} by {height:,}); we take up to "
            f"{MOST_PIXELS // 1_000_000}. Save it smaller, and upload that."
        )
    if min(width, height) < LEAST_EDGE:
        raise PictureRefused(
            f"This picture is {width} by {height} pixels, too small to show. Use one with at least {LEAST_EDGE} on each edge."
        )


def _upright(picture: Image.Image) -> Image.Image:
    """Decoded, turned as its camera was held, in sRGB, and hardly larger than we need it."""
    picture.draft("RGB", (_ROOMY, _ROOMY))  # a JPEG can be read at an eighth of its size
    profile = picture.info.get("icc_profile")
    turned = picture.getexif().get(0x0112, 1)
    picture.load()
    small = _smaller(picture)
    plain = _in_srgb(small, profile)
    exif = Image.Exif()
    exif[0x0112] = turned if turned in range(1, 9) else 1
    plain.info = {}
    plain.getexif()[0x0112] = exif[0x0112]
    return ImageOps.exif_transpose(plain)


def _smaller(picture: Image.Image) -> Image.Image:
    mode = "CMYK" if picture.mode == "CMYK" else "RGBA" if _has_alpha(picture) else "RGB"
    factor = max(1, max(picture.size) // _ROOMY)
    if factor == 1:
        return _as(picture, mode)
    width, height = picture.size
    out = Image.new(mode, (-(-width // factor), -(-height // factor)))
    rows = max(1, _ROWS // factor) * factor
    for top in range(0, height, rows):
        strip = _as(picture.crop((0, top, width, min(height, top + rows))), mode)
        out.paste(strip.reduce(factor), (0, top // factor))
    return out


def _as(picture: Image.Image, mode: str) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a pixel: the upper eight are what a page shows
        picture = picture.convert("I").point([value >> 8 for value in range(65536)], "L")
    return picture if picture.mode == mode else picture.convert(mode)


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """By the picture's own colour profile; one that cannot be read is as good as none."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if picture.mode == "RGBA" else picture
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(colours, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            colours = changed if changed is not None else colours
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    colours = colours.convert("RGB")
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def _square(picture: Image.Image) -> Image.Image:
    """The whole picture on a square of its own edge's colour, which nothing is cut from; what can be seen through is white."""
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    picture = picture.convert("RGB")
    picture.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    width, height = picture.size
    if max(width, height) < EDGE:
        scale = EDGE / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        width, height = size
    square = Image.new("RGB", (EDGE, EDGE), _edge_colour(picture))
    square.paste(picture, ((EDGE - width) // 2, (EDGE - height) // 2))
    return square


def _edge_colour(picture: Image.Image) -> tuple[int, ...]:
    """The usual colour of its rim: the middle value of each channel."""
    width, height = picture.size
    rim = Image.new("RGB", (2 * (width + height), 1))
    rim.paste(picture.crop((0, 0, width, 1)), (0, 0))
    rim.paste(picture.crop((0, height - 1, width, height)), (width, 0))
    rim.paste(picture.crop((0, 0, 1, height)).transpose(Image.Transpose.ROTATE_90), (2 * width, 0))
    rim.paste(picture.crop((width - 1, 0, width, height)).transpose(Image.Transpose.ROTATE_90), (2 * width + height, 0))
    return tuple(sorted(channel.tobytes())[channel.width // 2] for channel in rim.split())


def _written(square: Image.Image, edge: int) -> bytes:
    """Pixels alone: no colour profile, no place, no camera, no date."""
    sized = square if square.width == edge else square.resize((edge, edge), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    Image.frombytes("RGB", sized.size, sized.tobytes()).save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
