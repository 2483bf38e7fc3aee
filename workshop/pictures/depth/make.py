"""Find how a camera that walks round a product would see it move: python -m workshop.pictures.depth assets/samples/catalog.json

Beside the pictures (assets/images/depth), for each product whose picture has none yet or is another one by now:

<sku>.webp     two squares, one above the other, lossless. The upper: by how much what is seen moves when the camera walks one
               degree to the right, across (red) and down (green), and how much of the thing there is (blue). The lower: the
               paper behind the thing, with its shadow.
index.json     sku -> {"picture": the beginning of the hash of the picture's file, "of": whose file it is, "most": how far 127
               steps of red and green are, "corners": how far the paper's four corners move, eight numbers}; ways are shares of
               the edge a degree

A version of a product that is drawn itself and has the same form shares its product's file.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from renderers.product.relief import EDGE, FOLDER, INDEX
from renderers.product.tints import PRODUCTS
from workshop.pictures.catalog import read_specs
from workshop.pictures.depth.rays import look
from workshop.pictures.draw import build_scene
from workshop.pictures.kernel import tables as T
from workshop.pictures.kernel.shade import OUT_COLUMNS
from workshop.pictures.scene import Scene
from workshop.pictures.spec import PictureSpec
from workshop.pictures.studio import _camera, _light, _light_on_paper, _pack, develop

TEXTURE: Final = 256
LARGE: Final = 768
"""The edge at which pictures are drawn: the light on paper is as fine as theirs."""
Reals = NDArray[np.float64]


def main(arguments: Sequence[str]) -> int:
    """0 when every picture that is drawn has its file."""
    parser = argparse.ArgumentParser(prog="python -m workshop.pictures.depth")
    parser.add_argument("catalog", type=Path)
    parser.add_argument("--part", default="1/1", help="2/3 makes the second third")
    parser.add_argument("--only", nargs="*", default=[], help="products to make, by sku")
    wish = parser.parse_args(arguments)
    number, _, parts = wish.part.partition("/")
    for name in make_all(read_specs(wish.catalog), (int(number), int(parts)), wish.only):
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
    return 0


def make_all(
    specs: Mapping[str, PictureSpec], part: tuple[int, int] = (1, 1), only: Sequence[str] = ()
) -> Iterator[str]:
    """Makes what is missing or old; yields what was made. The index is written after each, so a run that is stopped goes on."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    products = [sku for sku in specs if sku.count("-") == 1 and (not only or sku in only)]
    for sku in products[part[0] - 1 :: part[1]]:
        drawn = {
            name: spec
            for name, spec in specs.items()
            if (name == sku or name.startswith(f"{sku}-")) and (PRODUCTS / f"{name}.webp").is_file()
        }
        pictures = {name: picture_digest(name) for name in drawn}
        known = _index()
        if all(_is_known(known.get(name), pictures[name]) for name in drawn):
            continue
        _save(_made(drawn, pictures))
        yield sku


def _is_known(line: Mapping[str, Any] | None, picture: str) -> bool:
    """Whether the line is of this picture, and its file is there."""
    return line is not None and line["picture"] == picture and (FOLDER / f"{line['of']}.webp").is_file()


def picture_digest(name: str) -> str:
    """By which a picture is known to be the one that its depth was found for."""
    return hashlib.sha256((PRODUCTS / f"{name}.webp").read_bytes()).hexdigest()[:16]


def _made(drawn: Mapping[str, PictureSpec], pictures: Mapping[str, str]) -> dict[str, Any]:
    """Draws the files of a product and of its versions of other forms; their lines of the index."""
    lines: dict[str, Any] = {}
    forms: list[tuple[Reals, dict[str, Any]]] = []
    for name, spec in drawn.items():
        scene = build_scene(spec, texture=TEXTURE)
        shape = np.array(
            [row[[*range(T.MATERIAL), *range(T.POS, T.PRIMITIVE_COLUMNS)]] for row in (*scene.solids, *scene.glasses)]
        )
        same = next((line for form, line in forms if np.array_equal(form, shape)), None)
        if same is None:
            sheet, line = relief_of(scene)
            sheet.save(FOLDER / f"{name}.webp", "WEBP", lossless=True, quality=100, method=6)
            same = {"of": name, **line}
            forms.append((shape, same))
        lines[name] = {"picture": pictures[name], **same}
    return lines


def relief_of(scene: Scene, edge: int = EDGE) -> tuple[Image.Image, dict[str, Any]]:
    """The two squares of a product as it is laid out, RGB (2 edge, edge), and how they are to be read."""
    negative = _pack(scene)
    studio = _light(scene)
    lit = _light_on_paper(scene, negative, studio, LARGE)
    home = _camera(scene)
    far, paper = np.empty((edge, edge), np.float32), np.empty((edge, edge, 3), np.float32)
    n = negative
    look(
        n.primitives, n.solids, len(n.primitives), n.grids, n.cells, n.cell_header, n.bounds, studio, lit, home,
        np.zeros(OUT_COLUMNS), far, paper,
    )  # fmt: skip
    middle = (scene.low + scene.high) / 2
    seen = far > 0
    at = _pixels(edge)
    moved = np.zeros((edge, edge, 2))
    if seen.any():
        moved[seen] = _moved(home, middle, _points(home, at[seen], far[seen].astype(float)))
    corners = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    on_paper = _moved(home, middle, _points(home, corners, None))
    field = _filled(moved, seen)
    most = float(max(np.abs(field).max(), 1e-4))
    upper = np.zeros((edge, edge, 3), np.uint8)
    upper[..., :2] = np.rint(field / most * 127 + 128)
    upper[..., 2] = seen * np.uint8(255)
    lower = np.asarray(develop(paper, np.random.default_rng(0), grain=0.0))
    # Even tones: nobody sees one step of 256 behind a thing, and the file is a third smaller.
    sheet = Image.fromarray(np.vstack((upper, lower & np.uint8(254))))
    return sheet, {"most": round(most, 6), "corners": [round(float(each), 6) for each in on_paper.ravel()]}


def _pixels(edge: int) -> Reals:
    """The middles of all pixels as shares of the edge, (edge, edge, 2): across, down."""
    along = (np.arange(edge) + 0.5) / edge
    return np.stack(np.meshgrid(along, along), axis=-1)


def _points(camera: T.Table, at: Reals, far: Reals | None) -> Reals:
    """Points in the room, (n, 3), that are seen at these places of the frame so far away; None: where the ray meets the paper."""
    u = (at[:, 0] * 2 - 1) * camera[T.LENS] + camera[T.SHIFT_U]
    v = (1 - at[:, 1] * 2) * camera[T.LENS] + camera[T.SHIFT_V]
    axes = camera[T.FORWARD : T.FORWARD + 9].reshape(3, 3)
    ray = axes[0] + u[:, None] * axes[1] + v[:, None] * axes[2]
    eye = camera[T.EYE : T.EYE + 3]
    way = (-eye[1] / ray[:, 1]) if far is None else far / np.linalg.norm(ray, axis=1)
    points: Reals = eye + ray * way[:, None]
    return points


def _moved(camera: T.Table, middle: Reals, points: Reals) -> Reals:
    """How far the points move in the frame, (n, 2) as shares of the edge, while the camera walks a degree round the middle."""
    return _seen(_walked(camera, middle, 0.5), points) - _seen(_walked(camera, middle, -0.5), points)


def _walked(camera: T.Table, middle: Reals, degrees: float) -> T.Table:
    """The camera after it has walked so far round the middle, to the right, on a level circle, looking inwards."""
    turn = math.radians(degrees)
    c, s = math.cos(turn), math.sin(turn)
    round_about = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    walked = camera.copy()
    walked[T.EYE : T.EYE + 3] = middle + round_about @ (camera[T.EYE : T.EYE + 3] - middle)
    for axis in (T.FORWARD, T.RIGHTWARD, T.UPWARD):
        walked[axis : axis + 3] = round_about @ camera[axis : axis + 3]
    return walked


def _seen(camera: T.Table, points: Reals) -> Reals:
    """Where the camera sees the points: (n, 2) as shares of the edge."""
    from_eye = points - camera[T.EYE : T.EYE + 3]
    depth = from_eye @ camera[T.FORWARD : T.FORWARD + 3]
    u = from_eye @ camera[T.RIGHTWARD : T.RIGHTWARD + 3] / depth
    v = from_eye @ camera[T.UPWARD : T.UPWARD + 3] / depth
    across = ((u - camera[T.SHIFT_U]) / camera[T.LENS] + 1) / 2
    down = (1 - (v - camera[T.SHIFT_V]) / camera[T.LENS]) / 2
    return np.column_stack((across, down))


def _filled(moved: Reals, seen: NDArray[np.bool_]) -> Reals:
    """The field beyond what is seen too, (n, n, 2): the thing's edge takes its own way along, never the paper's."""
    field, weight = moved * seen[..., None], seen.astype(float)
    filled = field.copy()
    known = seen.copy()
    reach = 1
    while not known.all() and reach < len(seen):
        reach *= 2
        wide, much = _blurred(field, reach), _blurred(weight[..., None], reach)
        new = ~known & (much[..., 0] > 1e-3)
        filled[new] = wide[new] / much[new]
        known |= new
    return _blurred(filled, 2)


def _blurred(values: Reals, reach: int) -> Reals:
    """Means over a square of `reach` pixels to each side, (n, n, channels)."""
    blurred = values
    for axis in (0, 1):
        padded = np.pad(blurred, [(reach + 1, reach) if each == axis else (0, 0) for each in range(3)], "edge")
        sums = np.cumsum(padded, axis=axis)
        ahead, behind = (np.take(sums, np.arange(at, at + len(values)), axis=axis) for at in (2 * reach + 1, 0))
        blurred = (ahead - behind) / (2 * reach + 1)
    return blurred


def _index() -> dict[str, Any]:
    path = FOLDER / INDEX
    known: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return known


def _save(lines: Mapping[str, Any]) -> None:
    """Adds lines to the index; processes that share the work wait for each other."""
    with (FOLDER / f".{INDEX}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = {**_index(), **lines}
        part = FOLDER / f"{INDEX}.part"
        told = ",\n".join(f"{json.dumps(name)}: {json.dumps(known[name])}" for name in sorted(known))
        part.write_text(f"{{\n{told}\n}}\n", "utf-8")
        part.replace(FOLDER / INDEX)
