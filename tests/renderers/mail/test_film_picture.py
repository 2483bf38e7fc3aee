"""The picture of the film inside a mail."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from renderers.errors import ImageRefused
from renderers.mail.film_picture import HEIGHT, LARGEST_PIXELS, WIDTH, film_picture

NIGHT = (23, 20, 29)


def poster(width: int = 1280, height: int = 720, kind: str = "WEBP") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), NIGHT).save(made, kind)
    return made.getvalue()


def near(one: object, other: tuple[int, int, int]) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) <= 12 for a, b in zip(one, other, strict=True))


def test_it_is_a_small_jpeg_with_a_sign_to_press_in_the_corner_where_reading_starts() -> None:
    body = film_picture(poster(), "#0f5c4a")
    with Image.open(io.BytesIO(body)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (WIDTH, HEIGHT))
        assert near(picture.getpixel((64 + 54, HEIGHT - 64 - 54)), (0x0F, 0x5C, 0x4A))
        assert near(picture.getpixel((64 + 12, HEIGHT - 64 - 54)), (0xF5, 0xF1, 0xE9))
        assert near(picture.getpixel((WIDTH - 64 - 54, HEIGHT - 64 - 54)), NIGHT)
    assert len(body) < 120_000


def test_for_a_reader_from_the_right_the_sign_stands_on_the_right() -> None:
    with Image.open(io.BytesIO(film_picture(poster(), "#0f5c4a", starts_right=True))) as picture:
        assert near(picture.getpixel((WIDTH - 64 - 54, HEIGHT - 64 - 54)), (0x0F, 0x5C, 0x4A))
        assert near(picture.getpixel((64 + 54, HEIGHT - 64 - 54)), NIGHT)


@pytest.mark.parametrize("body", [b"", b"no picture", poster()[:60], poster(kind="BMP")])
def test_what_is_no_poster_is_refused(body: bytes) -> None:
    with pytest.raises(ImageRefused, match="cannot be read"):
        film_picture(body, "#0f5c4a")


def test_a_poster_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(ImageRefused, match="too large"):
        film_picture(poster(LARGEST_PIXELS // 1000 + 1, 1000, "PNG"), "#0f5c4a")
