"""The sheet of pictures without names: as many shapes as there are numbers, the same for the same seed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from workshop.naming_sheet import choose, main

PRODUCTS = json.loads((Path(__file__).parents[2] / "assets/samples/catalog.json").read_text("utf-8"))["products"]


def test_sixty_products_of_sixty_shapes_are_chosen_by_the_seed() -> None:
    chosen = choose(PRODUCTS, 7)
    assert len({product["picture"]["shape"] for product in chosen}) == len(chosen) == 60
    assert [one["sku"] for one in choose(PRODUCTS, 7)] == [one["sku"] for one in chosen]
    assert [one["sku"] for one in choose(PRODUCTS, 8)] != [one["sku"] for one in chosen]


def test_the_sheet_holds_no_names_and_the_key_holds_them(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for product in choose(PRODUCTS, 1):
        Image.new("RGB", (8, 8), "#808080").save(pictures / f"{product['sku']}.webp")
    assert main([str(tmp_path), "--pictures", str(pictures)]) == 0
    with Image.open(tmp_path / "naming-1.webp") as sheet:
        assert sheet.size == (1900, 6 * 216)
    key = [line.split("\t") for line in (tmp_path / "naming-1.tsv").read_text("utf-8").splitlines()]
    assert [int(number) for number, _, _ in key] == list(range(1, 61))
    assert key[0][1:] == [choose(PRODUCTS, 1)[0]["sku"], choose(PRODUCTS, 1)[0]["texts"]["en"]["name"]]


def test_a_picture_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--pictures", str(tmp_path)]) == 2
    assert "There is no picture of HP-" in capsys.readouterr().err
