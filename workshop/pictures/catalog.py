"""Draw the pictures of a whole catalog into a folder, only those that are missing or whose wish has changed."""

import json
import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from PIL import Image

from workshop.pictures.archetypes.versions import version_specs
from workshop.pictures.draw import draw_picture
from workshop.pictures.spec import PictureError, PictureSpec, picture_key

INDEX = "index.json"
WEBP_QUALITY, VERSION_QUALITY = 88, 55
VERSION_SHARE = 0.5
"""Of the edge at which products are shot, versions in other colours: there are three times as many, and nobody sees two at once."""


def picture_path(folder: Path, sku: str, size: int, large: int) -> Path:
    """Where a product's picture lies: `<sku>.webp` for the large one, `<sku>-<size>.webp` for any other."""
    return folder / (f"{sku}.webp" if size == large else f"{sku}-{size}.webp")


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

    The index of finished keys is written after every picture, so a run that is stopped goes on where it was. `part`: (2, 3) draws
    the second third, so that several processes share the work.
    """
    products = {product["sku"] for product in json.loads(catalog.read_text(encoding="utf-8"))["products"]}
    specs = dict(list(read_specs(catalog).items())[part[0] - 1 :: part[1]])
    folder.mkdir(parents=True, exist_ok=True)
    done = _read_index(folder)
    for sku, spec in specs.items():
        key = picture_key(spec, large)
        paths = [picture_path(folder, sku, size, large) for size in (large, small)]
        if done.get(sku) == key and all(path.exists() for path in paths):
            yield sku, False
            continue
        edge = large if sku in products else max(16, round(large * VERSION_SHARE))
        picture = draw_picture(spec, edge).resize((large, large), Image.Resampling.LANCZOS)
        quality = WEBP_QUALITY if sku in products else VERSION_QUALITY
        _save(picture, paths[0], quality)
        _save(picture.resize((small, small), Image.Resampling.LANCZOS), paths[1], quality)
        done = _read_index(folder) | {sku: key}
        _write_index(folder, done)
        yield sku, True


def _spec(sku: str, wish: dict[str, Any]) -> PictureSpec:
    expected = {field.name for field in fields(PictureSpec)} - {"extra"}
    if set(wish) != expected:
        odd = ", ".join(sorted(expected ^ set(wish)))
        raise PictureError("picture", f"{sku} must have exactly the fields of a picture; look at {odd}")
    try:
        return PictureSpec(**{**wish, "words": tuple(wish["words"])})
    except PictureError as error:
        raise PictureError(error.field, f"{sku}: {error}") from error


def _save(picture: Image.Image, path: Path, quality: int) -> None:
    """Whole or not at all: another process may be serving the folder."""
    part = path.with_suffix(".part")
    picture.save(part, "WEBP", quality=quality, method=6)
    part.replace(path)


def _read_index(folder: Path) -> dict[str, str]:
    path = folder / INDEX
    if not path.exists():
        return {}
    index: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return index


def _write_index(folder: Path, done: dict[str, str]) -> None:
    part = folder / f"{INDEX}.{os.getpid()}.part"
    part.write_text(json.dumps(done, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / INDEX)
