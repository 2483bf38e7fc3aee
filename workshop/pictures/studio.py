"""One light, one lens, one development: from a laid-out scene to a finished print."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from renderers.product.tone import EXPOSURE, printed
from workshop.pictures.kernel import tables
from workshop.pictures.kernel.distance import voxels
from workshop.pictures.kernel.expose import expose, refine
from workshop.pictures.kernel.light import light_paper
from workshop.pictures.palette import linear
from workshop.pictures.scene import Scene

# A long, calm portrait lens; the subject stands a little below the middle of the frame.
LENS_DEGREES = 15
DROP = 0.085
# What is as broad as high would crowd the frame at the same fit: share of the frame that the box around it takes at most.
MOST_OF_FRAME = 0.42
KEY_LIGHT = np.array([1.0, 0.905, 0.785]) * 1.22
FILL_LIGHT = np.array([0.95, 0.96, 1.0]) * 0.22
DOME_LIGHT = np.array([1.0, 0.975, 0.95]) * 0.34
WINDOW_STRENGTH = 0.15
EDGE_THRESHOLD = 0.035
GRAIN = 0.007


@dataclass(frozen=True)
class Negative:
    """The scene packed for the kernel: see tables.py for the shapes."""

    primitives: tables.Table
    solids: int
    grids: tables.Pixels
    cells: tables.Cells
    cell_header: tables.Table
    materials: tables.Table
    decals: tables.Table
    images: tables.Pixels
    bounds: tables.Table


def shoot(scene: Scene, size: int) -> Image.Image:
    """Draw the scene as an RGB square of `size` pixels."""
    return develop(radiance(scene, size), scene.random)


def radiance(scene: Scene, size: int) -> tables.Pixels:
    """The linear light that reaches the camera, (size, size, 3), not yet developed."""
    return _expose(scene, size)[0]


def parts_seen(scene: Scene, size: int) -> tables.Pixels:
    """Which part is seen where, (size, size): one number for each, -1 for the paper."""
    return _expose(scene, size)[1]


def _expose(scene: Scene, size: int) -> tuple[tables.Pixels, tables.Pixels]:
    """(light, part seen) of every pixel."""
    negative = _pack(scene)
    n = negative
    light = _light(scene)
    paper = _light_on_paper(scene, n, light, size)
    camera = _camera(scene)
    image = np.zeros((size, size, 3), np.float32)
    ids = np.zeros((size, size), np.float32)
    coarse = np.full(((size + 1) // 2, (size + 1) // 2, 4), -9, np.float32)
    result = np.zeros_like(image)
    setting = (
        n.primitives,
        n.solids,
        len(n.primitives),
        n.grids,
        n.cells,
        n.cell_header,
        n.materials,
        n.decals,
        n.images,
        n.bounds,
        light,
        paper,
        camera,
    )
    expose(*setting, image, ids, coarse)
    refine(*setting, image, ids, coarse, EDGE_THRESHOLD, result)
    return result, ids


def _pack(scene: Scene) -> Negative:
    primitives = np.array(scene.solids + scene.glasses)
    solids = len(scene.solids)
    scene.low[1] = max(scene.low[1], 0)
    bounds = np.concatenate([scene.low - 0.01, scene.high + 0.01])
    grids = np.array(scene.grids, np.float32).ravel() if scene.grids else np.zeros(1, np.float32)
    header, cells = _cells(primitives, solids, bounds)
    voxels(primitives, solids, grids, cells, header)
    return Negative(
        primitives=primitives,
        solids=solids,
        grids=grids,
        cells=cells,
        cell_header=header,
        materials=np.array(scene.materials),
        decals=np.array(scene.decals, float).reshape(-1, tables.DECAL_COLUMNS),
        images=np.array(scene.images, np.float32) if scene.images else np.zeros((1, 4, 4, 4), np.float32),
        bounds=bounds,
    )


def _cells(primitives: tables.Table, solids: int, bounds: tables.Table) -> tuple[tables.Table, tables.Cells]:
    """The box of cells that will say which groups matter where: its header, and its still empty lists."""
    n = len(primitives)
    group = primitives[:, tables.GROUP]
    starts = [0, *(i for i in range(1, n) if group[i] != group[i - 1] or i == solids), n]
    ranges = np.array(list(pairwise(starts)), float)
    count, room = (26, 20) if n > 24 else (14, 10)
    extent = bounds[3:] - bounds[:3]
    header = np.concatenate([bounds[:3] - 0.02, count / (extent + 0.04), [count, room, len(ranges)], ranges.ravel()])
    return header, np.full(count**3 * (room + 1), -1, np.int16)


def _unit(direction: tuple[float, float, float]) -> NDArray[np.float64]:
    value = np.asarray(direction, float)
    unit: NDArray[np.float64] = value / np.linalg.norm(value)
    return unit


def _with_tangents(direction: tuple[float, float, float]) -> NDArray[np.float64]:
    """A light's direction and the two axes of its panel, nine numbers."""
    to_light = _unit(direction)
    across = np.cross((0, 1, 0), to_light)
    across /= np.linalg.norm(across)
    return np.concatenate([to_light, across, np.cross(to_light, across)])


def _light(scene: Scene) -> tables.Table:
    """The studio vector. The paper's own colour is solved from the lights, so that its lit sheet lands on the mood."""
    burning = np.array(scene.flames).reshape(-1, tables.FLAME_COLUMNS)
    studio = np.concatenate([np.zeros(tables.STUDIO_COLUMNS), burning.ravel()])
    studio[tables.FLAMES] = len(burning)
    studio[tables.KEY : tables.KEY + 9] = _with_tangents((-0.80, 0.84, 0.02))
    studio[tables.FILL : tables.FILL + 9] = _with_tangents((0.86, 0.42, 0.62))
    studio[[tables.KEY_WIDTH, tables.KEY_HEIGHT, tables.KEY_PENUMBRA]] = 0.40, 0.52, 0.12
    studio[tables.KEY_RGB : tables.KEY_RGB + 3] = KEY_LIGHT
    studio[tables.FILL_RGB : tables.FILL_RGB + 3] = FILL_LIGHT
    studio[tables.DOME_RGB : tables.DOME_RGB + 3] = DOME_LIGHT
    studio[[tables.WINDOW, tables.WINDOW_U, tables.WINDOW_V]] = WINDOW_STRENGTH, *scene.random.uniform(-0.3, 0.3, 2)
    studio[[tables.TOLERANCE, tables.KEY_MIRRORED, tables.FILL_MIRRORED]] = 6e-4, 4.6, 5.0
    received = KEY_LIGHT * studio[tables.KEY + 1] * 0.96 + FILL_LIGHT * studio[tables.FILL + 1] + DOME_LIGHT
    studio[tables.PAPER_RGB : tables.PAPER_RGB + 3] = np.minimum(linear(scene.paper) * 1.10 / received, 0.93)
    return studio


def _light_on_paper(scene: Scene, n: Negative, studio: tables.Table, size: int) -> tables.Pixels:
    """Shadow, openness and bounced colour on the sheet around the object; the map's place is written into `studio`."""
    side = 184 if size >= 256 else 72
    x0, x1 = scene.low[0] - 1.1, scene.high[0] + 1.15 * scene.high[1] + 0.9
    z0, z1 = scene.low[2] - 1.3, scene.high[2] + 1.3
    studio[[tables.MAP_X, tables.MAP_Z]] = x0, z0
    studio[[tables.MAP_SCALE_X, tables.MAP_SCALE_Z]] = (side - 1) / (x1 - x0), (side - 1) / (z1 - z0)
    sheet = np.zeros((side, side, 6), np.float32)
    light_paper(
        n.primitives, n.solids, len(n.primitives), n.grids, n.cells, n.cell_header, n.materials, n.bounds, studio, sheet
    )
    padded = np.pad(sheet, ((1, 1), (1, 1), (0, 0)), "edge")
    softened = np.zeros_like(sheet)
    for down, a in enumerate((0.25, 0.5, 0.25)):
        for right, b in enumerate((0.25, 0.5, 0.25)):
            softened += padded[down : down + side, right : right + side] * np.float32(a * b)
    return softened


def _camera(scene: Scene) -> tables.Table:
    """Far enough away that the scene's box fills its share of the frame."""
    height = math.radians(scene.elevation)
    back = np.array([0, math.sin(height), math.cos(height)])
    right = np.array([1.0, 0, 0])
    up = np.cross(back, right)
    lens = math.tan(math.radians(LENS_DEGREES) / 2)
    box = np.array([scene.low, scene.high])
    middle = (box[0] + box[1]) / 2
    corners = np.array([[box[a][0], box[b][1], box[c][2]] for a in (0, 1) for b in (0, 1) for c in (0, 1)]) - middle
    distance, shift_u, shift_v = 20.0, 0.0, 0.0
    for _ in range(8):
        depth = (distance - corners @ back) * lens
        u, v = corners @ right / depth, corners @ up / depth
        shift_u, shift_v = (u.max() + u.min()) / 2, (v.max() + v.min()) / 2
        wide, high = float(u.max() - u.min()), float(v.max() - v.min())
        ratio = min(wide, high) / max(wide, high)
        distance *= max(wide, high) / (2 * min(scene.fit, math.sqrt(MOST_OF_FRAME / ratio)))
    camera = np.zeros(tables.CAMERA_COLUMNS)
    camera[tables.EYE : tables.EYE + 3] = middle + back * distance
    camera[tables.FORWARD : tables.FORWARD + 3] = -back
    camera[tables.RIGHTWARD : tables.RIGHTWARD + 3] = right
    camera[tables.UPWARD : tables.UPWARD + 3] = up
    camera[[tables.LENS, tables.SHIFT_U, tables.SHIFT_V]] = lens, shift_u * lens, (shift_v + DROP) * lens
    return camera


def develop(radiance: tables.Pixels, random: np.random.Generator, grain: float = GRAIN) -> Image.Image:
    """Linear radiance (n, n, 3) to a warm print: bloom, soft shoulder, lifted blacks, lens falloff, grain."""
    size = radiance.shape[0]
    exposed = radiance * EXPOSURE
    exposed = exposed + 0.22 * _bloom(np.clip(exposed - 0.95, 0, 1.2), size)
    shown = printed(exposed)
    luma = shown @ np.array([0.3, 0.59, 0.11], np.float32)
    lift = (1 - luma)[..., None] ** 3
    shown = shown * (1 - 0.035 * lift) + lift * np.array([0.040, 0.030, 0.034], np.float32)
    yy, xx = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.46
    shown = shown * (1 - 0.07 * (xx**2 + yy**2))[..., None]
    noise = random.standard_normal((size, size)).astype(np.float32)
    noise = 0.6 * noise + 0.28 * (np.roll(noise, 1, 0) + np.roll(noise, 1, 1))
    shown = shown + (noise * grain * (0.5 + 0.9 * (1 - np.abs(2 * luma - 1))))[..., None]
    return Image.fromarray((np.clip(shown, 0, 1) * 255 + 0.5).astype(np.uint8))


def _bloom(hot: tables.Pixels, size: int) -> tables.Pixels:
    """What is brighter than paper spreads a little: blurred at a quarter of the size."""
    if hot.max() <= 0:
        return hot
    quarter = max(size // 4, 1)
    small = Image.fromarray((hot / 1.2 * 255).astype(np.uint8)).resize((quarter, quarter), Image.Resampling.BOX)
    spread = small.filter(ImageFilter.GaussianBlur(size / 260)).resize((size, size), Image.Resampling.BILINEAR)
    bloom: tables.Pixels = np.asarray(spread, np.float32) / np.float32(255) * np.float32(1.2)
    return bloom
