"""A catalog's pictures are drawn once, drawn again only when their wish changes, and those we ship are up to date."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from workshop.pictures.__main__ import main
from workshop.pictures.catalog import draw_catalog, picture_path, read_specs
from workshop.pictures.spec import PictureError, picture_key

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "assets" / "images" / "products"
SAMPLE = ROOT / "assets" / "samples" / "catalog.json"
MUG = {
    "archetype": "mug", "arrangement": 0, "mood": "sand", "colour": "ember", "accent": "pine", "words": ["Dipped"], "seed": 1,
}  # fmt: skip


def write_catalog(folder: Path, **pictures: dict[str, Any]) -> Path:
    path = folder / "catalog.json"
    path.write_text(json.dumps({"products": [{"sku": sku, "picture": wish} for sku, wish in pictures.items()]}))
    return path


def draw(catalog: Path, folder: Path) -> dict[str, bool]:
    return dict(draw_catalog(catalog, folder, large=32, small=16))


def test_every_product_gets_a_large_and_a_small_picture(tmp_path: Path) -> None:
    assert draw(write_catalog(tmp_path, A=MUG), tmp_path / "out") == {"A": True}
    for name, size in (("A.webp", 32), ("A-16.webp", 16)):
        with Image.open(tmp_path / "out" / name) as picture:
            assert (picture.format, picture.size) == ("WEBP", (size, size))


def test_a_second_run_draws_only_what_changed(tmp_path: Path) -> None:
    draw(write_catalog(tmp_path, A=MUG, B=MUG), tmp_path / "out")
    changed = write_catalog(tmp_path, A=MUG, B=MUG | {"colour": "sea"})
    assert draw(changed, tmp_path / "out") == {"A": False, "B": True}
    assert draw(changed, tmp_path / "out") == {"A": False, "B": False}


def test_a_lost_file_is_drawn_again(tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path, A=MUG)
    draw(catalog, tmp_path / "out")
    (tmp_path / "out" / "A-16.webp").unlink()
    assert draw(catalog, tmp_path / "out") == {"A": True}


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path, A=MUG, B=MUG)
    run = draw_catalog(catalog, tmp_path / "out", large=32, small=16)
    assert next(run) == ("A", True)
    run.close()
    assert draw(catalog, tmp_path / "out") == {"A": False, "B": True}
    assert not list((tmp_path / "out").glob("*.part"))


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (MUG | {"mood": "neon"}, "mood: B: mood: there is no 'neon'"),
        (MUG | {"size": 3}, "picture: B must have exactly the fields of a picture; look at size"),
        (
            {key: MUG[key] for key in MUG if key != "seed"},
            "picture: B must have exactly the fields of a picture; look at seed",
        ),
    ],
)
def test_a_wrong_wish_is_refused_with_its_product_before_anything_is_drawn(
    tmp_path: Path, wish: dict[str, Any], sentence: str
) -> None:
    catalog = write_catalog(tmp_path, A=MUG, B=wish)
    with pytest.raises(PictureError) as refusal:
        draw(catalog, tmp_path / "out")
    assert str(refusal.value).startswith(sentence)
    assert not (tmp_path / "out").exists()


def test_the_command_counts_what_it_drew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog = write_catalog(tmp_path, A=MUG)
    arguments = [str(catalog), str(tmp_path / "out"), "--size", "32", "--small", "16"]
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"1 A\n1 drawn; every picture is in {tmp_path / 'out'}\n"
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"0 drawn; every picture is in {tmp_path / 'out'}\n"


def test_the_command_says_what_cannot_be_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog = write_catalog(tmp_path, A=MUG | {"archetype": "sword"})
    assert main([str(catalog), str(tmp_path / "out"), "--size", "32", "--small", "16"]) == 2
    assert capsys.readouterr().err.startswith("archetype: A: archetype: there is no 'sword'")


def test_the_sample_catalogs_pictures_are_shipped_and_up_to_date() -> None:
    specs = read_specs(SAMPLE)
    index = json.loads((SHIPPED / "index.json").read_text(encoding="utf-8"))
    stale = [sku for sku, spec in specs.items() if index.get(sku) != picture_key(spec, 768)]
    assert stale == [], "run: python -m workshop.pictures assets/samples/catalog.json assets/images/products"
    expected = {picture_path(SHIPPED, sku, size, 768).name for sku in specs for size in (768, 384)}
    assert {path.name for path in SHIPPED.glob("*.webp")} == expected
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 20_000_000
