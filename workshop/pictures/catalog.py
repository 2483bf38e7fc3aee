"""Draw the pictures of a whole catalog into a folder, only those that are missing or whose wish has changed."""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from PIL import Image

from workshop.pictures.draw import draw_picture
from workshop.pictures.spec import PictureError, PictureSpec, picture_key

INDEX = "index.json"
WEBP_QUALITY = 88


def picture_path(folder: Path, sku: str, size: int, large: int) -> Path:
    """Where a product's picture lies: `<sku>.webp` for the large one, `<sku>-<size>.webp` for any other."""
    return folder / (f"{sku}.webp" if size == large else f"{sku}-{size}.webp")


def read_specs(catalog: Path) -> dict[str, PictureSpec]:
    """The picture wishes of a catalog file by SKU; PictureError names the first product whose wish is wrong."""
    products = json.loads(catalog.read_text(encoding="utf-8"))["products"]
    return {product["sku"]: _spec(product["sku"], product["picture"]) for product in products}


def draw_catalog(catalog: Path, folder: Path, *, large: int, small: int) -> Iterator[tuple[str, bool]]:
    """Draw what is missing; yields each SKU and whether it was drawn (False: it was there already).

    The index of finished keys is written after every picture, so a run that is stopped goes on where it was.
    """
    specs = read_specs(catalog)
    folder.mkdir(parents=True, exist_ok=True)
    done = _read_index(folder)
    for sku, spec in specs.items():
        key = picture_key(spec, large)
        paths = [picture_path(folder, sku, size, large) for size in (large, small)]
        if done.get(sku) == key and all(path.exists() for path in paths):
            yield sku, False
            continue
        picture = draw_picture(spec, large)
        _save(picture, paths[0])
        _save(picture.resize((small, small), Image.Resampling.LANCZOS), paths[1])
        done[sku] = key
        _write_index(folder, done)
        yield sku, True


def _spec(sku: str, wish: dict[str, Any]) -> PictureSpec:
    expected = {field.name for field in fields(PictureSpec)}
    if set(wish) != expected:
        odd = ", ".join(sorted(expected ^ set(wish)))
        raise PictureError("picture", f"{sku} must have exactly the fields of a picture; look at {odd}")
    try:
        return PictureSpec(**{**wish, "words": tuple(wish["words"])})
    except PictureError as error:
        raise PictureError(error.field, f"{sku}: {error}") from error


def _save(picture: Image.Image, path: Path) -> None:
    """Whole or not at all: another process may be serving the folder."""
    part = path.with_suffix(".part")
    picture.save(part, "WEBP", quality=WEBP_QUALITY, method=6)
    part.replace(path)


def _read_index(folder: Path) -> dict[str, str]:
    path = folder / INDEX
    if not path.exists():
        return {}
    index: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return index


def _write_index(folder: Path, done: dict[str, str]) -> None:
    part = folder / f"{INDEX}.part"
    part.write_text(json.dumps(done, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / INDEX)
