"""A catalog's pictures are drawn once, drawn again only when their wish changes, and those we ship are up to date."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from renderers.brand.colours import COLOURS
from renderers.product.tinted import tinted
from workshop.pictures.__main__ import main
from workshop.pictures.catalog import draw_catalog, light_path, looks_drawn, picture_path, read_specs
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
    tints = json.loads((SHIPPED / "tints.json").read_text(encoding="utf-8"))
    drawn = {picture_path(SHIPPED, sku, size, 768).name for sku in specs if sku not in tints for size in (768, 384)}
    lights = {light_path(SHIPPED, tint["of"]).name for tint in tints.values()}
    assert {path.name for path in SHIPPED.glob("*.webp")} >= drawn | lights
    assert {path.name for path in SHIPPED.glob("*.webp") if "-light" not in path.name} == drawn
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 20_000_000


def test_no_two_products_share_a_picture() -> None:
    """Not even versions of one: the bytes differ, and so do the paints of what is tinted."""
    drawn = [path.read_bytes() for path in SHIPPED.glob("*.webp") if "-" not in path.stem.removeprefix("HP-")]
    assert len(drawn) == 400
    assert len(set(drawn)) == 400
    tints = json.loads((SHIPPED / "tints.json").read_text(encoding="utf-8"))
    assert len({(tint["of"], tint["colour"]) for tint in tints.values()}) == len(tints)
    assert all(tint["own"] != tint["colour"] for tint in tints.values())


def test_versions_are_tinted_or_drawn_and_most_are_tinted() -> None:
    specs = read_specs(SAMPLE)
    tints = json.loads((SHIPPED / "tints.json").read_text(encoding="utf-8"))
    versions = [sku for sku in specs if sku.count("-") > 1]
    assert set(tints) <= set(versions)
    assert len(tints) > 0.9 * len(versions)
    for sku, tint in tints.items():
        assert sku.startswith(f"{tint['of']}-")
        with Image.open(light_path(SHIPPED, tint["of"])) as light:
            assert light.size == (254, 254)


def test_a_version_in_another_paint_is_tinted_and_looks_as_if_it_were_drawn(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.json"
    said = [{"colour": {"en": f"in {colour}"}} for colour in ("brick red", "sea blue")]
    product = {"sku": "A", "picture": MUG, "variant": said[0], "versions": [{"sku": "A-2", "variant": said[1]}]}
    catalog.write_text(json.dumps({"products": [product]}))
    out = tmp_path / "out"
    assert dict(draw_catalog(catalog, out, large=192, small=96)) == {"A": True, "A-2": True}
    assert json.loads((out / "tints.json").read_text()) == {
        "A-2": {"of": "A", "own": COLOURS["ember"], "colour": COLOURS["sea"]}
    }
    assert not (out / "A-2.webp").exists()
    assert looks_drawn(tinted_from(out, "A", "ember", "sea"), read_specs(catalog)["A-2"])
    assert not looks_drawn(tinted_from(out, "A", "ember", "rose"), read_specs(catalog)["A-2"])
    picture = (out / "A.webp").read_bytes()
    light_path(out, "A").unlink()
    (out / "A.webp").write_bytes(picture + bytes(2))
    assert dict(draw_catalog(catalog, out, large=192, small=96)) == {"A": True, "A-2": True}
    assert light_path(out, "A").is_file()
    assert (out / "A.webp").read_bytes() == picture + bytes(2), "only what was lost is made again"


@pytest.mark.parametrize(("shape", "words", "is_tinted"), [("teapot_porcelain", [], True), ("tin", ["Tin"], False)])
def test_a_version_from_dark_to_light_is_tinted_unless_its_print_changes_its_ink(
    tmp_path: Path, shape: str, words: list[str], *, is_tinted: bool
) -> None:
    catalog = tmp_path / "catalog.json"
    said = [{"colour": {"en": f"in {colour}"}} for colour in ("brick red", "warm white")]
    wish = MUG | {"archetype": shape, "words": words}
    product = {"sku": "A", "picture": wish, "variant": said[0], "versions": [{"sku": "A-2", "variant": said[1]}]}
    catalog.write_text(json.dumps({"products": [product]}))
    assert dict(draw_catalog(catalog, tmp_path / "out", large=96, small=48)) == {"A": True, "A-2": True}
    assert (tmp_path / "out" / "A-2.webp").exists() is not is_tinted


def tinted_from(folder: Path, sku: str, own: str, colour: str) -> Image.Image:
    with Image.open(folder / f"{sku}.webp") as picture, Image.open(light_path(folder, sku)) as light:
        return tinted(picture.convert("RGB"), light.convert("RGB"), COLOURS[own], COLOURS[colour])
