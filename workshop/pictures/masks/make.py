"""Make what a product process tints and letters, once and for all: python -m workshop.pictures.masks assets/images/shapes

For each shape that has none yet, what stands beside `shapes.json`, so that a run that is stopped goes on where it was:

<shape>.webp, <shape>-384.webp   the shape in a colour of ours (`shapes`): 768 and 384 pixels, RGB
<shape>-base.webp     the shape in cream, with nothing printed on it: 768 pixels, RGB
<shape>-mask.webp     how much of each pixel is the gift's own colour: 384 pixels, one channel, lossless
places.json           shape -> {"words": quad or null, "inscription": quad or null}

A quad is four points, each [x, y] as shares of the picture's edge from its upper left corner, in the order in which a line of print
begins and ends: upper left, upper right, lower right, lower left of the area that may be written on. The picture shows that area as
the camera sees it; what is written there is laid into it in perspective. Where a shape has no print there is no place, and
pages say an inscription in words. A drawing that changes is made anew after its lines are taken out of places.json.

A gift that can be inscribed and has no print has its place where most of it is its own colour; on a product’s picture, where the
largest even stretch of one of its parts has nothing printed on it.

`--products assets/samples/catalog.json` finds the places of pictures that are drawn already (assets/images/products): of products
that can be inscribed, by sku.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from workshop.pictures.catalog import read_specs
from workshop.pictures.draw import build_scene
from workshop.pictures.masks.shapes import SHAPES, Shape
from workshop.pictures.scene import Scene
from workshop.pictures.spec import PictureSpec
from workshop.pictures.studio import parts_seen, shoot

PLACES: Final = "places.json"
LARGE, SMALL, ROUGH, FINE = 768, 384, 384, 288
QUALITY: Final = 90
GROUND: Final = "cream"
DARK: Final = "ink"
CAN_BE_INSCRIBED: Final = frozenset(
    {"board", "flask", "mug", "notebook", "pen", "blanket", "towel", "book", "tin", "bowl"}
)
_AREA: Final = (0.16, 0.84, 0.24, 0.76)
"""Left, right, top and bottom of the written area, as shares of the print."""
_DOT: Final = 0.055
_DOTS: Final = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 1.0))
"""Linear colours of the corners, in a quad's order."""
_PRINT: Final = 30
_MARGIN: Final = 13
"""By how much print changes a pixel, of 255, and how far from it nothing else is written, in pixels."""
_LEAST: Final = 9
"""Of 96 cells that a place is wide at least."""
_ALIKE, _TURNED = 0.6, 40
"""How near a pixel's hue is to a corner's, and by how much it has changed, of 255."""
_SEEN: Final = 6
"""Pixels that a corner shows at least; with fewer it is hidden."""
_BARELY: Final = 0.2
"""A share of its light that a part loses in dark paint; where nothing loses so much, what is left is grain."""
Pixels = NDArray[np.float32]


def main(arguments: Sequence[str]) -> int:
    """0 when every shape has its base, mask and places."""
    parser = argparse.ArgumentParser(prog="python -m workshop.pictures.masks")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--products", type=Path, help="a catalogue whose drawn pictures get places for inscriptions")
    parser.add_argument("--only", nargs="*", default=[], help="shapes to make, by name")
    parser.add_argument("--places", action="store_true", help="find the places anew, on the pictures that are there")
    wish = parser.parse_args(arguments)
    if wish.products is not None:
        return _products(wish.products, wish.folder)
    shapes = json.loads((wish.folder / "shapes.json").read_text("utf-8"))
    for name in wish.only or shapes:
        if wish.places or name not in _read(wish.folder):
            _write(wish.folder, name, make_shape(name, wish.folder, only_places=wish.places))
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()
    return 0


def make_shape(name: str, folder: Path, *, only_places: bool = False) -> dict[str, Any]:
    """Draws a shape, its base and its mask, or takes those that are there; its places."""
    shape = SHAPES[name]
    if only_places:
        with Image.open(folder / f"{name}-base.webp") as there:
            light = np.asarray(there.convert("RGB").resize((SMALL, SMALL), Image.Resampling.LANCZOS), np.float32)
        with Image.open(folder / f"{name}-mask.webp") as there:
            return _places(name, light, there.convert("L"))
    shown = shoot(_plain(shape, shape.spec, LARGE), LARGE)
    shown.save(folder / f"{name}.webp", "WEBP", quality=QUALITY, method=6)
    small = shown.resize((SMALL, SMALL), Image.Resampling.LANCZOS)
    small.save(folder / f"{name}-{SMALL}.webp", "WEBP", quality=QUALITY, method=6)
    base = shoot(_plain(shape, shape.in_paint(GROUND), LARGE), LARGE)
    base.save(folder / f"{name}-base.webp", "WEBP", quality=QUALITY, method=6)
    light = np.asarray(base.resize((SMALL, SMALL), Image.Resampling.LANCZOS), np.float32)
    dark = np.asarray(shoot(_plain(shape, shape.in_paint(DARK), SMALL), SMALL), np.float32)
    mask = tint_mask(light, dark)
    mask.save(folder / f"{name}-mask.webp", "WEBP", lossless=True, method=6)
    return _places(name, light, mask)


def _plain(shape: Shape, spec: PictureSpec, size: int) -> Scene:
    """The scene with no words: what a shape keeps of its print stays, of all other print only the ground does."""
    if shape.keeps_print:
        return build_scene(replace(spec, words=()), texture=min(LARGE, max(size, 96)))
    return _blank(spec, size)


def _places(name: str, light: Pixels, mask: Image.Image) -> dict[str, Any]:
    shape = SHAPES[name]
    quad = None if shape.keeps_print else find_place(shape.in_paint(GROUND), light)
    can_be = name in CAN_BE_INSCRIBED
    return {"words": quad, "inscription": (quad or widest_place(mask)) if can_be else None}


def tint_mask(light: Pixels, dark: Pixels) -> Image.Image:
    """How much of each pixel (n, n, 3) is the gift's colour, from the same picture in a light and in a dark one."""
    ratio = (dark.mean(axis=2) + 4) / (light.mean(axis=2) + 4)
    changed = np.clip(1 - ratio, 0, 1)
    most = np.quantile(changed, 0.995)
    share = np.clip((changed / max(float(most), _BARELY) - 0.06) / 0.8, 0, 1)
    return Image.fromarray((share * 255).astype(np.uint8))


def find_place(spec: PictureSpec, light: Pixels) -> list[list[float]] | None:
    """Where the camera sees the corners of the area that may be written on; None where it does not see all four. `light` (n, n, 3)
    is the picture with nothing written there."""
    scene = _dotted(spec)
    if scene is None:
        return None
    size = light.shape[0]
    seen = np.asarray(shoot(scene, size), np.float32)
    corners = [_centre(seen, light, place) for place in range(len(_DOTS))]
    quad = [[round(corner[0], 4), round(corner[1], 4)] for corner in corners if corner is not None]
    return quad if len(quad) == len(_DOTS) and _is_flat(quad) else None


def widest_place(mask: Image.Image) -> list[list[float]] | None:
    """The largest upright rectangle that is all the gift's own colour, a little smaller; None where there is hardly any."""
    cells = 96
    full = np.asarray(mask.resize((cells, cells), Image.Resampling.BOX), np.float32) > 0.75 * 255
    best, found = 0.0, None
    depth = np.zeros(cells, int)
    for row in range(cells):
        depth = np.where(full[row], depth + 1, 0)
        for left in range(cells):
            height = cells
            for right in range(left, cells):
                height = min(height, int(depth[right]))
                if not height:
                    break
                wide = right - left + 1
                # A line of print is wider than high: what is beyond a third of its width is no use to it.
                worth = float(wide * min(height, wide / 3))
                if worth > best:
                    best, found = worth, (left, row - height + 1, right + 1, row + 1)
    if found is None or found[2] - found[0] < _LEAST or found[3] - found[1] < _LEAST / 3:
        return None
    west, north, east, south = (value / cells for value in found)
    x, y = (east - west) * 0.08, (south - north) * 0.08
    corners = ((west + x, north + y), (east - x, north + y), (east - x, south - y), (west + x, south - y))
    return [[round(one, 4), round(other, 4)] for one, other in corners]


def _without(mask: Image.Image, change: Pixels) -> Image.Image:
    """The mask without what is printed already, and a margin around it."""
    words = Image.fromarray((np.abs(change).max(axis=2) > _PRINT).astype(np.uint8) * 255)
    free = ImageChops.invert(words.filter(ImageFilter.MaxFilter(_MARGIN)))
    return ImageChops.multiply(mask, free.resize(mask.size))


def _centre(seen: Pixels, light: Pixels, place: int) -> tuple[float, float] | None:
    """The middle of the pixels that have turned this corner's colour, as shares of the edge."""
    hue = seen / np.maximum(seen.max(axis=2, keepdims=True), 1)
    away = np.array([np.linalg.norm(hue - np.array(dot, np.float32), axis=2) for dot in _DOTS])
    is_it = (away.argmin(axis=0) == place) & (away[place] < _ALIKE) & (np.abs(seen - light).max(axis=2) > _TURNED)
    if is_it.sum() < _SEEN:
        return None
    rows, columns = np.nonzero(is_it)
    size = seen.shape[0]
    return float(np.median(columns) + 0.5) / size, float(np.median(rows) + 0.5) / size


def _is_flat(quad: list[list[float]]) -> bool:
    """Whether it turns one way at every corner, and is no sliver."""
    points = np.array(quad)
    sides = np.roll(points, -1, axis=0) - points
    turns = sides[:, 0] * np.roll(sides[:, 1], -1) - sides[:, 1] * np.roll(sides[:, 0], -1)
    return bool((turns > 0).all() and turns.min() > turns.max() / 4)


def _prints(spec: PictureSpec, size: int) -> tuple[Scene, list[int]]:
    """The scene with words on it, and which of its prints they are: those that change when there are none."""
    texture = min(LARGE, max(size, 96))
    scene, bare = (build_scene(replace(spec, words=words), texture=texture) for words in (("Words",), ()))
    changed = [
        place
        for place, image in enumerate(scene.images)
        if place >= len(bare.images) or not np.array_equal(image, bare.images[place])
    ]
    return scene, changed


def _blank(spec: PictureSpec, size: int) -> Scene:
    """The scene with nothing written on it: its labels are their ground alone."""
    scene, changed = _prints(spec, size)
    for place in changed:
        scene.images[place] = _ground(scene.images[place])
    return scene


def _dotted(spec: PictureSpec) -> Scene | None:
    scene, changed = _prints(spec, ROUGH)
    if not changed:
        return None
    for place in changed:
        scene.images[place] = _ground(scene.images[place])
    image = scene.images[changed[0]].copy()
    side = image.shape[0]
    yy, xx = np.mgrid[0:side, 0:side] / side
    left, right, top, bottom = _AREA
    for colour, (x, y) in zip(_DOTS, ((left, top), (right, top), (right, bottom), (left, bottom)), strict=True):
        image[(xx - x) ** 2 + (yy - y) ** 2 < _DOT**2] = (*colour, 1.0)
    scene.images[changed[0]] = image
    return scene


def _ground(image: Pixels) -> Pixels:
    """A print without its words: the ground it has near its left edge, all over."""
    side = image.shape[0]
    ground = np.empty_like(image)
    ground[:] = image[side // 2, side // 8]
    return ground


def _products(catalog: Path, folder: Path) -> int:
    """The places on pictures that are drawn with words of their own on them: beside those words, where their colour is."""
    wanted = {
        product["sku"]
        for product in json.loads(catalog.read_text("utf-8"))["products"]
        if product.get("inscription_letters")
    }
    for sku, spec in read_specs(catalog).items():
        if sku not in wanted or sku in _read(folder):
            continue
        seen = parts_seen(build_scene(spec, texture=FINE), FINE)
        printed = np.asarray(shoot(build_scene(spec, texture=FINE), FINE), np.float32)
        plain = np.asarray(shoot(_blank(spec, FINE), FINE), np.float32)
        parts = (Image.fromarray(((seen == part) * 255).astype(np.uint8)) for part in np.unique(seen[seen >= 0]))
        found = [place for part in parts if (place := widest_place(_without(part, printed - plain))) is not None]
        _write(folder, sku, {"inscription": max(found, key=_area_of, default=None)})
        sys.stdout.write(f"{sku}\n")
        sys.stdout.flush()
    return 0


def _area_of(quad: list[list[float]]) -> float:
    (left, top), (right, _), (_, bottom), _ = quad
    return (right - left) * min(bottom - top, (right - left) / 3)


def _read(folder: Path) -> dict[str, Any]:
    path = folder / PLACES
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def _write(folder: Path, name: str, places: dict[str, Any]) -> None:
    """Whole or not at all, after the pictures it speaks of."""
    part = folder / f"{PLACES}.part"
    part.write_text(json.dumps(_read(folder) | {name: places}, indent=1, sort_keys=True) + "\n", "utf-8")
    part.replace(folder / PLACES)
