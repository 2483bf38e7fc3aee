"""Product pictures: loaded with care, refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from renderers.errors import ImageRefused
from renderers.product import pictures as product_pictures
from renderers.product.pictures import product_picture


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(product_pictures, "ASSETS", tmp_path)
    product_picture.cache_clear()
    products = tmp_path / "images" / "products"
    products.mkdir(parents=True)
    return products


def test_a_picture_is_read_as_rgb(folder: Path) -> None:
    Image.new("RGBA", (4, 6), (200, 10, 10, 255)).save(folder / "A-1.webp", lossless=True)
    picture = product_picture("products/A-1")
    assert (picture.mode, picture.size, picture.getpixel((0, 0))) == ("RGB", (4, 6), (200, 10, 10))


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "products/../../x", "products/", "", "a b"])
def test_a_name_that_leaves_the_folder_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(ImageRefused, match="not inside the images folder"):
        product_picture(name)


def test_a_missing_picture_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(ImageRefused, match="products/A-2: The picture is missing"):
        product_picture("products/A-2")


def test_a_file_that_is_no_webp_is_refused(folder: Path) -> None:
    Image.new("RGB", (4, 4)).save(folder / "A-3.webp", "PNG")
    with pytest.raises(ImageRefused, match="products/A-3: We can’t read this file as a picture"):
        product_picture("products/A-3")


def test_a_cut_off_picture_is_refused(folder: Path) -> None:
    Image.effect_noise((64, 64), 90).convert("RGB").save(folder / "A-4.webp", lossless=True)
    whole = (folder / "A-4.webp").read_bytes()
    (folder / "A-4.webp").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImageRefused, match="products/A-4"):
        product_picture("products/A-4")


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(folder: Path) -> None:
    Image.new("L", (2100, 2000)).convert("RGB").save(folder / "A-5.webp")
    with pytest.raises(ImageRefused, match="2100 by 2000 pixels; 4,000,000 are allowed"):
        product_picture("products/A-5")
