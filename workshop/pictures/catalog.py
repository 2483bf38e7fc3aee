"""Draw the pictures of a whole catalog into a folder, only those that are missing or whose wish has changed."""

import fcntl
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from renderers.brand.colours import COLOURS
from renderers.product.tinted import tinted
from renderers.product.tints import TINTS
from workshop.pictures.archetypes.versions import paint_of, painted_part, version_specs
from workshop.pictures.draw import build_scene, draw_picture
from workshop.pictures.masks.light_maps import draw_light
from workshop.pictures.palette import is_dark
from workshop.pictures.spec import PictureError, PictureSpec, picture_key

INDEX = "index.json"
WEBP_QUALITY, VERSION_QUALITY, LIGHT_QUALITY = 88, 55, 80
VERSION_SHARE = 0.5
"""Of the edge at which products are shot, for versions that cannot be tinted."""
LIGHT_SHARE = 1 / 3
"""Of that edge, for maps of light: paint has few edges of its own."""
ROUGH, FAR = 96, 36
"""Edge at which a tinted version is compared with a drawn one; a pixel that is so far from it, of 255, is another."""
FEW, SIGN = 0.012, 0.005
"""The share of pixels that may be others; the share of a print that is more than its little sign, which may keep its ink."""
_UNDRAWN = frozenset({"archetype", "shape", "shows"})
"""What a product's picture says beside its spec: its family, the shape it is drawn as, and what it shows, in words."""


def picture_path(folder: Path, sku: str, size: int, large: int) -> Path:
    """Where a product's picture lies: `<sku>.webp` for the large one, `<sku>-<size>.webp` for any other."""
    return folder / (f"{sku}.webp" if size == large else f"{sku}-{size}.webp")


def light_path(folder: Path, sku: str) -> Path:
    """Where the map of light lies that a product's versions are tinted with."""
    return folder / f"{sku}-light.webp"


def read_specs(catalog: Path) -> dict[str, PictureSpec]:
    """The picture wishes of a catalog file by SKU, those of versions in another colour too; PictureError names the first product
    whose wish is wrong."""
    products = json.loads(catalog.read_text(encoding="utf-8"))["products"]
    wishes = {product["sku"]: _spec(product["sku"], product["picture"]) for product in products}
    return dict(version_specs(products, wishes))


def draw_catalog(
    catalog: Path, folder: Path, *, large: int, small: int, part: tuple[int, int] = (1, 1)
) -> Iterator[tuple[str, bool]]:
    """Draw what is missing; yields each SKU and whether it was drawn (False: it was there already).

    The index of finished keys is written after every product, so a run that is stopped goes on where it was. `part`: (2, 3) draws
    the second third, so that several processes share the work. A version is tinted where that looks as if it were drawn
    (`renderers/product/tinted`); only others are drawn themselves.
    """
    specs = read_specs(catalog)
    products = [product["sku"] for product in json.loads(catalog.read_text(encoding="utf-8"))["products"]]
    folder.mkdir(parents=True, exist_ok=True)
    for sku in products[part[0] - 1 :: part[1]]:
        family = {name: spec for name, spec in specs.items() if name == sku or name.startswith(f"{sku}-")}
        keys = {name: picture_key(spec, large) for name, spec in family.items()}
        done = _read(folder / INDEX)
        if all(done.get(name) == key for name, key in keys.items()) and _are_there(folder, family, sku, large, small):
            yield from ((name, False) for name in family)
            continue
        _draw_family(folder, family, sku, large, small, is_new=done.get(sku) != keys[sku])
        _update(folder / INDEX, family, keys)
        yield from ((name, True) for name in family)


def _draw_family(
    folder: Path, family: dict[str, PictureSpec], sku: str, large: int, small: int, *, is_new: bool
) -> None:
    """A product and its versions: what is drawn, what is tinted, and the map of light for that. A product that is not new, and
    whose two pictures are there, keeps them: its map or a version was missing."""
    if is_new or not all(picture_path(folder, sku, size, large).exists() for size in (large, small)):
        picture = draw_picture(family[sku], large)
        _save_both(folder, sku, picture, (large, small), WEBP_QUALITY)
    else:
        with Image.open(picture_path(folder, sku, large, large)) as kept:
            picture = kept.convert("RGB")
    others = {name: spec for name, spec in family.items() if name != sku}
    tints: dict[str, dict[str, str]] = {}
    if others:
        part = painted_part(family[sku], next(iter(others.values())))
        light = draw_light(family[sku], part, max(16, round(large * LIGHT_SHARE) - 2))
        _save(light, light_path(folder, sku), LIGHT_QUALITY)
        own = COLOURS[paint_of(family[sku], part)]
        small_one = picture.resize((ROUGH * 2, ROUGH * 2), Image.Resampling.BOX)
        for name, spec in others.items():
            colour = COLOURS[paint_of(spec, part)]
            turns = is_dark(own) != is_dark(colour) and _reprints(family[sku], spec)
            if not turns and looks_drawn(tinted(small_one, light, own, colour), spec):
                tints[name] = {"of": sku, "own": own, "colour": colour}
                for size in (large, small):
                    picture_path(folder, name, size, large).unlink(missing_ok=True)
            else:
                drawn = draw_picture(spec, max(16, round(large * VERSION_SHARE)))
                shown = drawn.resize((large, large), Image.Resampling.LANCZOS)
                _save_both(folder, name, shown, (large, small), VERSION_QUALITY)
    _update(folder / TINTS, family, tints)


def _reprints(first: PictureSpec, second: PictureSpec) -> bool:
    """Whether what is printed on two versions is not the same, but for the little sign above the words."""
    prints = (build_scene(spec, texture=ROUGH * 4).images for spec in (first, second))
    return any(np.any(one != other, axis=2).mean() > SIGN for one, other in zip(*prints, strict=True))


def looks_drawn(picture: Image.Image, spec: PictureSpec, few: float = FEW) -> bool:
    """Whether a tinted picture shows what the same version shows when it is drawn, but for so few pixels."""
    seen, meant = (
        np.asarray(one.resize((ROUGH, ROUGH), Image.Resampling.BOX), np.int16)
        for one in (picture, draw_picture(spec, ROUGH))
    )
    return bool((np.abs(seen - meant).max(axis=2) > FAR).mean() < few)


def _are_there(folder: Path, family: dict[str, PictureSpec], sku: str, large: int, small: int) -> bool:
    tints = _read(folder / TINTS)
    drawn = [name for name in family if name not in tints]
    light = [light_path(folder, sku)] if len(family) > 1 else []
    return all(
        path.exists() for path in [*light, *(picture_path(folder, n, s, large) for n in drawn for s in (large, small))]
    )


def _spec(sku: str, wish: dict[str, Any]) -> PictureSpec:
    asked = {name: value for name, value in wish.items() if name not in _UNDRAWN}
    asked["archetype"] = wish.get("shape", wish.get("archetype"))
    expected = {field.name for field in fields(PictureSpec)} - {"extra"}
    if odd := (expected - {"stuff", "beside"} - set(asked)) | (set(asked) - expected):
        raise PictureError(
            "picture", f"{sku} must have exactly the fields of a picture; look at {', '.join(sorted(odd))}"
        )
    try:
        return PictureSpec(**{**asked, "words": tuple(asked["words"]), "beside": tuple(asked.get("beside", ()))})
    except PictureError as error:
        raise PictureError(error.field, f"{sku}: {error}") from error


def _save_both(folder: Path, sku: str, picture: Image.Image, sizes: tuple[int, int], quality: int) -> None:
    large, small = sizes
    _save(picture, picture_path(folder, sku, large, large), quality)
    shown = picture.resize((small, small), Image.Resampling.LANCZOS)
    _save(shown, picture_path(folder, sku, small, large), quality)


def _save(picture: Image.Image, path: Path, quality: int) -> None:
    """Whole or not at all: another process may be serving the folder."""
    part = path.with_suffix(".part")
    picture.save(part, "WEBP", quality=quality, method=5)
    part.replace(path)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _update(path: Path, names: Collection[str], entries: Mapping[str, Any]) -> None:
    """Sets what is said of these names to the entries; processes that share the work wait for each other."""
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = {name: value for name, value in _read(path).items() if name not in names}
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_text(json.dumps({**kept, **entries}, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        part.replace(path)
