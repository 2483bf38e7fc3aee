"""A photo is read in the child, kept by the storage, and shown wherever the gift's picture is."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from renderers.product.pictures import product_picture
from service.catalog.models import Product
from service.catalog.pictures.reencode import PictureRefused
from service.catalog.pictures.upload import LARGEST, read_photo
from service.content.stories.story import gift_facts
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.ops.lost_files import remove_lost_files
from service.storage.in_force import storage
from tests.console import Console, console_app, sales_person
from tests.factories import make_product


def photo(colour: str = "teal", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(out, kind)
    return out.getvalue()


def gift() -> tuple[Console, str]:
    with transaction() as session:
        user = sales_person(session)
        product = make_product(session, user.workspace_id, is_sample=False)
        return Console(user), product.id


def row(product_id: str) -> Product:
    with reading() as session:
        return session.get_one(Product, product_id)


def send(console: Console, product_id: str, data: bytes, name: str) -> str:
    answer = console.post(
        f"/gifts/{product_id}/picture", picture=(io.BytesIO(data), name), seen=str(row(product_id).revision)
    )
    assert answer.status_code == 303
    return console.get(f"/gifts/{product_id}").text


def test_a_photo_takes_the_drawing_s_place_and_a_renamed_one_is_told(database: str) -> None:
    console, product_id = gift()
    page = send(console, product_id, photo(), "flask.jpg")
    assert "Your photo is shown everywhere from now on. The file is a PNG with another name; we took it so." in page
    image = row(product_id).image
    assert row(product_id).is_photo
    assert image is not None
    assert image.startswith("own/")
    assert f"/static/images/{image}-384.webp" in page
    with console_app().test_client().get(f"/static/images/{image}.webp") as served:
        large = served.data
    assert (served.status_code, served.mimetype, served.cache_control.max_age) == (200, "image/webp", 365 * 24 * 3600)
    with console_app().test_client().get(f"/static/images/{image}-384.webp") as served:
        small = served.data
    assert [Image.open(io.BytesIO(data)).size for data in (large, small)] == [(768, 768), (384, 384)]
    with reading() as session:
        assert gift_facts(session.get_one(Product, product_id), "en").image == image
    seen = product_picture(image).getpixel((300, 300))
    assert abs(seen[1] - 128) < 8  # type: ignore[index]


def test_what_is_no_picture_changes_nothing_and_says_why(database: str) -> None:
    console, product_id = gift()
    before = row(product_id).image
    page = send(console, product_id, b"%PDF-1.7 ....", "flask.png")
    assert "Nothing was changed. “flask.png”: This is a PDF, not a picture." in page
    assert (row(product_id).image, row(product_id).is_photo) == (before, False)


def test_the_photo_goes_again_and_pages_drawn_with_it_keep_it(database: str) -> None:
    console, product_id = gift()
    send(console, product_id, photo("navy"), "a.png")
    first = row(product_id).image or ""
    assert console.post(f"/gifts/{product_id}/picture/drawn", seen=str(row(product_id).revision)).status_code == 303
    assert (row(product_id).is_photo, row(product_id).past_images) == (False, [first])
    lost = read_photo(photo("olive"), "nobody.png").image
    long_ago = (utc_now() - timedelta(hours=2)).timestamp()
    for path in Path(storage().root).rglob("*.*"):  # type: ignore[attr-defined]
        os.utime(path, (long_ago, long_ago))
    remove_lost_files(utc_now())
    assert storage().read(first.removeprefix("own/"), "large")
    with pytest.raises(NotFound):
        storage().read(lost.removeprefix("own/"), "large")


def test_whatever_else_is_stored_is_not_served_as_a_picture(database: str) -> None:
    key = "ab" * 32
    storage().put(key, {"body": ("text/html", b"personal")}, 0.0)
    client = console_app().test_client()
    for name in (key, f"{key}-384", f"{key}-body", "../secrets", "ab"):
        assert client.get(f"/static/images/own/{name}.webp").status_code == 404


def test_too_large_a_file_is_not_even_opened(database: str) -> None:
    with pytest.raises(PictureRefused, match=r"10\.0 MB; we take up to 10"):
        read_photo(b"\xff\xd8\xff" + b"\0" * LARGEST, "a.jpg")
