"""How far what is seen moves when the camera walks round a thing."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from renderers.product.relief import EDGE, FOLDER
from workshop.pictures.catalog import read_specs
from workshop.pictures.depth import make
from workshop.pictures.draw import build_scene
from workshop.pictures.kernel import tables as T
from workshop.pictures.scene import Scene
from workshop.pictures.studio import _camera

CATALOG = FOLDER.parents[1] / "samples" / "catalog.json"


@pytest.fixture
def scene() -> Scene:
    """A box that stands on the paper."""
    laid = Scene("#f2e9dd", 1)
    laid.low, laid.high = np.array([-1.0, 0.0, -1.0]), np.array([1.0, 2.0, 1.0])
    return laid


def test_what_is_nearer_than_the_middle_moves_to_the_left_of_who_walks_to_the_right(scene: Scene) -> None:
    camera, middle = _camera(scene), np.array([0.0, 1.0, 0.0])
    near, still, far = make._moved(camera, middle, np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0], [0.0, 1.0, -1.0]]))
    assert near[0] < -0.003
    assert np.abs(still).max() < 1e-9
    assert far[0] > 0.003


def test_a_point_is_found_again_where_it_was_seen(scene: Scene) -> None:
    camera = _camera(scene)
    points = np.array([[0.3, 0.0, 0.8], [-0.5, 1.4, 0.2]])
    at = make._seen(camera, points)
    eye = camera[T.EYE : T.EYE + 3]
    assert make._points(camera, at, np.linalg.norm(points - eye, axis=1)) == pytest.approx(points)
    assert make._points(camera, at[:1], None) == pytest.approx(points[:1])


def test_beyond_the_thing_its_edge_takes_its_way_along() -> None:
    seen = np.zeros((64, 64), bool)
    seen[20:40, 20:40] = True
    moved = np.where(seen[..., None], [0.004, -0.002], 0.0)
    assert make._filled(moved, seen) == pytest.approx(np.broadcast_to([0.004, -0.002], (64, 64, 2)))


@pytest.mark.slow
def test_a_flame_moves_with_its_wick_and_not_with_what_is_behind_it() -> None:
    lit = Scene("#f2e9dd", 1)
    lit.cylinder(lit.material("#808080"), (0, 0.5, 0), 1, 0.5)
    lit.cone(lit.material("#2b2320"), (0, 1, 0), 0.03, 0.2, 0.03)
    lit.flame((0, 1.1, 0), 1.0, 0.2)
    camera, middle = _camera(lit), (lit.low + lit.high) / 2
    high = np.array([[0.0, 1.5, 0.0]])
    column, row = (make._seen(camera, high)[0] * EDGE).astype(int)
    sheet, line = make.relief_of(lit)
    moved = (np.asarray(sheet, float)[row, column, :2] - 128) / 127 * line["most"]
    assert moved == pytest.approx(make._moved(camera, middle, high)[0], abs=4e-4)
    assert np.asarray(sheet)[row, column, 2] == 255


@pytest.mark.slow
def test_what_is_seen_through_glass_moves_as_itself_and_glass_alone_as_glass() -> None:
    jar = Scene("#f2e9dd", 1)
    jar.cylinder(jar.material("#808080"), (0, 0.5, 0), 0.3, 0.5)
    jar.cylinder(jar.material("#f4f4f4", 0.03), (0, 1, 0), 1, 1, glass=True)
    camera, middle = _camera(jar), (jar.low + jar.high) / 2
    sheet, line = make.relief_of(jar)
    pixels = np.asarray(sheet, float)
    for point in ((0.0, 0.5, 0.3), (0.0, 1.8, 1.0)):
        column, row = (make._seen(camera, np.array([point]))[0] * EDGE).astype(int)
        moved = (pixels[row, column, :2] - 128) / 127 * line["most"]
        assert moved == pytest.approx(make._moved(camera, middle, np.array([point]))[0], abs=6e-4)


@pytest.mark.slow
def test_what_is_shipped_is_what_is_found() -> None:
    sheet, line = make.relief_of(build_scene(read_specs(CATALOG)["HP-0025"], texture=make.TEXTURE))
    with Image.open(FOLDER / "HP-0025.webp") as shipped:
        apart = np.abs(np.asarray(shipped, int) - np.asarray(sheet, int))
    assert apart[..., :2].max() <= 2
    assert (apart[:EDGE, :, 2] > 0).mean() < 0.001
    assert make._index()["HP-0025"]["corners"] == pytest.approx(line["corners"], abs=1e-5)
