"""Planes, patches and their blending."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from renderers.video.drawing.planes import OPAQUE, Planes, blend, crossfade, image_of, patch_of, planes_of


def frame(colour: tuple[int, int, int], size: tuple[int, int] = (16, 8)) -> Planes:
    return planes_of(Image.new("RGB", size, colour))


@pytest.mark.parametrize(
    ("colour", "yuv"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_become_bt709_in_studio_range(colour: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    planes = frame(colour)
    assert (int(planes.y[0, 0]), int(planes.u[0, 0]), int(planes.v[0, 0])) == yuv
    assert planes.u.shape == (4, 8)


def test_there_and_back_is_the_same_colour_within_rounding() -> None:
    seen = image_of(frame((181, 68, 15))).getpixel((3, 3))
    assert isinstance(seen, tuple)
    assert np.abs(np.array(seen) - (181, 68, 15)).max() <= 2


def test_an_opaque_patch_covers_only_its_own_box() -> None:
    ground = frame((255, 255, 255))
    blend(ground, patch_of(Image.new("RGBA", (4, 2), (0, 0, 0, 255)), 2, 4))
    covered = np.zeros((8, 16), dtype=bool)
    covered[4:6, 2:6] = True
    assert (ground.y[covered] == 16).all()
    assert (ground.y[~covered] == 235).all()


def test_half_of_opacity_is_half_of_the_way() -> None:
    ground = frame((255, 255, 255))
    blend(ground, patch_of(Image.new("RGBA", (4, 2), (0, 0, 0, 255)), 0, 0), opacity=OPAQUE // 2)
    assert int(ground.y[0, 0]) == 126  # from 235 half way to 16


def test_an_odd_place_is_kept_by_padding() -> None:
    ground = frame((255, 255, 255))
    patch = patch_of(Image.new("RGBA", (3, 1), (0, 0, 0, 255)), 3, 3)
    assert (patch.x, patch.y, patch.width, patch.height) == (2, 2, 4, 2)
    blend(ground, patch)
    assert [tuple(place) for place in np.argwhere(ground.y == 16)] == [(3, 3), (3, 4), (3, 5)]


def test_what_nobody_sees_does_not_tint_its_neighbours() -> None:
    picture = Image.new("RGBA", (2, 2), (0, 255, 0, 0))
    picture.putpixel((0, 0), (255, 0, 0, 255))
    patch = patch_of(picture, 0, 0)
    assert int(patch.chroma_v[0, 0]) == 240


@pytest.mark.parametrize(("dx", "dy"), [(-40, 0), (40, 0), (0, -40), (0, 40), (-2, -1), (14, 7)])
def test_a_patch_that_leaves_the_frame_is_cut_at_its_edge(dx: int, dy: int) -> None:
    ground = frame((255, 255, 255))
    before = ground.y.shape
    blend(ground, patch_of(Image.new("RGBA", (4, 4), (0, 0, 0, 255)), 0, 0), dx, dy)
    assert ground.y.shape == before
    expected = max(0, min(16, dx + 4) - max(0, dx)) * max(0, min(8, dy + 4) - max(0, dy))
    assert int((ground.y == 16).sum()) == expected


def test_a_reveal_uncovers_columns() -> None:
    ground = frame((255, 255, 255))
    uncovered = np.array([1, 1, 0, 0], dtype=np.float32)
    blend(ground, patch_of(Image.new("RGBA", (4, 2), (0, 0, 0, 255)), 0, 0), reveal=uncovered)
    assert ground.y[0, :5].tolist() == [16, 16, 235, 235, 235]


def test_a_crossfade_begins_and_ends_at_its_frames() -> None:
    black, white = frame((0, 0, 0)), frame((255, 255, 255))
    assert np.array_equal(crossfade(black, white, 0).y, black.y)
    assert np.array_equal(crossfade(black, white, 1).y, white.y)
    assert int(crossfade(black, white, 0.5).y[0, 0]) == 126


def test_a_mirrored_frame_has_left_and_right_changed() -> None:
    ground = frame((255, 255, 255))
    blend(ground, patch_of(Image.new("RGBA", (2, 2), (0, 0, 0, 255)), 0, 0))
    assert ground.mirrored().y[0].tolist() == [235] * 14 + [16] * 2
