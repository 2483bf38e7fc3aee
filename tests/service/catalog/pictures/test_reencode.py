"""Pictures as strangers send them: what they are counts, nothing of theirs but pixels is kept, and each refusal says what to do."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageCms

from service.catalog.pictures.kinds import is_called_so, kind_of, webp_size
from service.catalog.pictures.reencode import PictureRefused, reencode


def written(picture: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def halves(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (size[0] // 2, 0, *size))
    return picture.convert(mode)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("WEBP",))


def near(seen: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 16 for one, other in zip(seen, wanted, strict=True))


def header_only(width: int, height: int) -> bytes:
    """A PNG that says how large it is and has next to nothing in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_two_whole_squares(kind: str) -> None:
    made = reencode(written(halves(), kind))
    large, small = opened(made.large).convert("RGB"), opened(made.small)
    assert (large.size, small.size, made.was, (made.width, made.height)) == ((768, 768), (384, 384), kind, (400, 300))
    assert near(large.getpixel((100, 384)), (200, 30, 30))
    assert near(large.getpixel((668, 384)), (30, 30, 200))


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG"), ("1", "PNG"), ("L", "JPEG")],
)
def test_every_way_of_keeping_colours_can_be_read(mode: str, kind: str) -> None:
    grey = Image.new("L", (300, 300), 128)
    picture = (
        grey.convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    )
    middle = opened(reencode(written(picture, kind)).large).convert("L").getpixel((384, 384))
    assert mode == "1" or abs(int(middle) - 128) < 6  # type: ignore[arg-type]


def test_place_camera_date_and_profile_are_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x0110] = "A camera"
    exif.get_ifd(0x8825)[2] = (50.0, 5.0, 0.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = written(halves(), "JPEG", exif=exif, icc_profile=profile, comment=b"taken at home")
    made = reencode(sent)
    for data in (made.large, made.small):
        picture = opened(data)
        assert dict(picture.getexif()) == {}
        assert {"icc_profile", "exif", "xmp", "comment"}.isdisjoint(picture.info)
        assert b"camera" not in data
    upright = opened(made.large).convert("RGB")
    assert near(upright.getpixel((384, 100)), (200, 30, 30))
    assert near(upright.getpixel((384, 668)), (30, 30, 200))


def test_what_can_be_seen_through_is_white_and_large_ones_come_down_strip_by_strip() -> None:
    clear = Image.new("RGBA", (4000, 3300), (0, 0, 0, 0))
    clear.paste((200, 30, 30, 255), (1000, 1000, 3000, 2300))
    seen = opened(reencode(written(clear, "PNG", compress_level=1)).large).convert("RGB")
    assert near(seen.getpixel((40, 384)), (255, 255, 255))
    assert near(seen.getpixel((384, 384)), (200, 30, 30))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7\n", "This is a PDF, not a picture. Save it as JPEG, PNG or WebP, and upload that."),
        (b"GIF89a....", "This is a GIF, which we don’t take. Save it as JPEG, PNG or WebP, and upload that."),
        (b"\0\0\0\x18ftypheic....", "This is a HEIC, as telephones write them, which we don’t take."),
        (b"\0\0\0\x18ftypisom....", "This is a film, not a picture."),
        (b"<?xml version='1.0'?><svg/>", "This is an SVG drawing, which we don’t take."),
        (b"<!DOCTYPE html><p>", "This is a web page, not a picture."),
        (b"PK\x03\x04....", "This is a ZIP or an office document, not a picture."),
        (b"\0\0\0\0", "This file is empty."),
        (b"hello", "This isn’t a picture we know."),
        (header_only(10_000, 5_001), "This picture has 50.0 megapixels (10,000 by 5,001); we take up to 50."),
        (header_only(60_000, 60_000), "This picture has 3,600.0 megapixels (60,000 by 60,000); we take up to 50."),
        (
            header_only(199, 400),
            "This picture is 199 by 400 pixels, too small to show. Use one with at least 200 on each edge.",
        ),
        (header_only(400, 400), "This PNG is cut off or damaged, so we can’t read it."),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "This JPEG is cut off or damaged, so we can’t read it."),
        (b"RIFF\x20\0\0\0WEBPVP8 ", "This WebP is cut off or damaged, so we can’t read it."),
    ],
)
def test_each_refusal_says_what_is_wrong_and_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        reencode(data)
    assert refused.value.sentence.startswith(sentence)


@pytest.mark.parametrize("cut", [lambda data: data[: len(data) // 2], lambda data: data[:-300]])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_file_that_is_cut_off_is_refused(kind: str, cut: Callable[[bytes], bytes]) -> None:
    noise = Image.effect_noise((400, 400), 80).convert("RGB")
    with pytest.raises(PictureRefused):
        reencode(cut(written(noise, kind)))


def test_a_picture_that_moves_is_refused() -> None:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    moving = written(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(PictureRefused, match="moves"):
        reencode(moving)


@pytest.mark.parametrize(
    ("name", "kind", "is_so"),
    [("a.JPG", "JPEG", True), ("a.png", "JPEG", False), ("a.b.webp", "WEBP", True), ("photo", "PNG", True)],
)
def test_a_name_is_only_compared(name: str, kind: Any, is_so: bool) -> None:
    assert is_called_so(name, kind) is is_so
    assert kind_of(b"") is None


@pytest.mark.parametrize("how", [{}, {"lossless": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}])
def test_a_webp_says_its_size_before_it_is_opened(how: dict[str, Any]) -> None:
    assert webp_size(written(halves((321, 234)), "WEBP", **how)) == (321, 234)
    assert webp_size(b"RIFF....WEBPVP8 ") is None
