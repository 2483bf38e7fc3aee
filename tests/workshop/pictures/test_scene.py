import numpy as np
import pytest
from PIL import Image

from workshop.pictures.kernel import tables
from workshop.pictures.lines import turn
from workshop.pictures.scene import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene("#f1e6d6", 1, texture=32)


def test_the_box_of_a_scene_holds_its_shapes(scene: Scene) -> None:
    scene.box(scene.material("#808080"), (1, 2, 3), 0.5, 0.25, 1)
    assert scene.low.tolist() == [0.5, 1.75, 2]
    assert scene.high.tolist() == [1.5, 2.25, 4]


def test_a_turned_shape_widens_the_box(scene: Scene) -> None:
    scene.box(scene.material("#808080"), (0, 0, 0), 1, 1, 1, turned=turn(y=45))
    assert np.allclose(scene.high, [2**0.5, 1, 2**0.5])


def test_shapes_join_the_group_before_them_only_when_told(scene: Scene) -> None:
    grey = scene.material("#808080")
    scene.ellipsoid(grey, (0, 0, 0), 1)
    scene.ellipsoid(grey, (1, 0, 0), 1, join=0.1)
    scene.ellipsoid(grey, (2, 0, 0), 1)
    assert [row[tables.GROUP] for row in scene.solids] == [1, 1, 2]
    assert [row[tables.OP] for row in scene.solids] == [tables.UNION, tables.SMOOTH, tables.UNION]


def test_what_is_cut_away_does_not_widen_the_box(scene: Scene) -> None:
    grey = scene.material("#808080")
    scene.box(grey, (0, 0, 0), 1, 1, 1)
    scene.box(grey, (5, 5, 5), 1, 1, 1, cut=0.01)
    assert scene.high.tolist() == [1, 1, 1]


def test_glass_is_kept_apart_from_solids(scene: Scene) -> None:
    scene.cylinder(scene.material("#ffffff", 0.03), (0, 1, 0), 1, 1, glass=True)
    assert (len(scene.solids), len(scene.glasses)) == (0, 1)


def test_a_decal_is_kept_in_linear_light_at_the_texture_size(scene: Scene) -> None:
    scene.decal(scene.material("#000000"), Image.new("RGBA", (8, 8), "#808080ff"), tables.FRONT, (-1, 1, -1, 1))
    assert scene.images[0].shape == (32, 32, 4)
    assert scene.images[0][5, 5].tolist() == pytest.approx([0.2159, 0.2159, 0.2159, 1], abs=1e-3)
