"""A relief holds for the very picture that it was found for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from renderers.product import relief
from renderers.product.relief import EDGE, FOLDER, INDEX, relief_of
from renderers.product.tints import PRODUCTS

MOST_BYTES, MOST_OF_ALL = 80_000, 60_000_000
LINES = json.loads((FOLDER / INDEX).read_text("utf-8"))


def test_a_product_has_its_own_and_a_tinted_version_its_products() -> None:
    own = relief_of("products/HP-0025")
    assert own is not None
    assert own.path == FOLDER / "HP-0025.webp"
    assert len(own.corners) == 8
    assert len(own.digest) == 64
    assert relief_of("products/HP-0002-3") == relief_of("products/HP-0002") is not None


def test_what_nobody_looked_at_has_none() -> None:
    assert relief_of("shapes/mug") is None
    assert relief_of("own/" + "0" * 64) is None
    assert relief_of("products/NONE") is None


def test_a_picture_that_was_drawn_anew_is_shown_without_the_old_ones_relief(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert relief_of("products/HP-0025") is not None
    monkeypatch.setattr(relief, "PRODUCTS", tmp_path / "products")
    (tmp_path / "products").mkdir()
    shown = (PRODUCTS / "HP-0025.webp").read_bytes()
    (tmp_path / "products" / "HP-0025.webp").write_bytes(shown)
    assert relief_of("products/HP-0025") is not None
    (tmp_path / "products" / "HP-0025.webp").write_bytes(shown + b"\0")
    assert relief_of("products/HP-0025") is None


def test_what_is_shipped_is_whole_and_light() -> None:
    files = {FOLDER / f"{line['of']}.webp" for line in LINES.values()}
    assert files == set(FOLDER.glob("*.webp"))
    assert max(file.stat().st_size for file in files) <= MOST_BYTES
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= MOST_OF_ALL
    for file in sorted(files)[::25]:
        with Image.open(file) as sheet:
            assert (sheet.size, sheet.mode) == ((EDGE, 2 * EDGE), "RGB")
    assert all(0 < line["most"] < 0.05 and len(line["corners"]) == 8 for line in LINES.values())
