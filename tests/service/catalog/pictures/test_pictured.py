"""A version of a sample gift is pictured in its own colour: by a file of its own, or tinted when a page first asks."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from renderers.runtime import cache
from service.catalog.pictures.pictured import sample_picture, shows_its_colour
from tests.console import console_app

TINTED = next(iter(json.loads((Path(__file__).parents[4] / "assets/images/products/tints.json").read_text("utf-8"))))
FAMILY = TINTED.rpartition("-")[0]


def test_a_tinted_version_is_pictured_and_shows_its_colour() -> None:
    assert sample_picture(TINTED, FAMILY) == f"products/{TINTED}"
    assert shows_its_colour(TINTED, FAMILY, {"en": "in sea blue"}, is_drawn=False)
    assert sample_picture("HP-0013-2", "HP-0013") == "products/HP-0013", "told apart by how it is ground"


@pytest.mark.parametrize(("end", "edge"), [("", 768), ("-384", 384)])
def test_its_picture_is_served_where_no_file_is(
    end: str, edge: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_kept_in", tmp_path)
    client = console_app().test_client()
    with client.get(f"/static/images/products/{TINTED}{end}.webp") as served:
        assert (served.status_code, served.mimetype) == (200, "image/webp")
        assert Image.open(io.BytesIO(served.data)).size == (edge, edge)
    assert client.get(f"/static/images/products/{TINTED}-99{end}.webp").status_code == 404
