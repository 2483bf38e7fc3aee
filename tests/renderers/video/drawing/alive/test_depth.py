"""The camera that walks round the gift."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from renderers.product.pictures import product_picture
from renderers.product.relief import EDGE, Relief, relief_of
from renderers.video.drawing.alive.depth import NEARER, STEPS, WALK, WalkRound
from renderers.video.drawing.backdrop import laid_out
from renderers.video.drawing.formats import FORMATS, WIDE

SIDE = 720
A_PIXEL = 1 / SIDE


@pytest.fixture
def square(tmp_path: Path) -> WalkRound:
    """A black square on white paper. A degree moves its upper half by three pixels to the right, its lower by three to the left,
    and the paper not at all."""
    sheet = np.full((2 * EDGE, EDGE, 3), 255, np.uint8)
    sheet[:EDGE] = (128, 128, 0)
    sheet[: EDGE // 2, :, 0], sheet[EDGE // 2 : EDGE, :, 0] = 255, 1
    sheet[64:128, 64:128, 2] = 255
    path = tmp_path / "square.webp"
    Image.fromarray(sheet).save(path, "WEBP", lossless=True)
    picture = Image.new("RGB", (768, 768), "white")
    picture.paste((0, 0, 0), (256, 256, 512, 512))
    return WalkRound(picture, Relief(path, 3 * A_PIXEL, (0.0,) * 8), False, WIDE, 4.0)


def edges(luma: np.ndarray, row: int) -> tuple[float, float]:
    """Where the black of a row begins and ends, in pixels of the square."""
    dark = (235 - luma[row, WIDE.width - SIDE :].astype(float)) / 219
    return float(SIDE - np.argmax(dark[::-1] > 0.5) - dark.sum()), float(SIDE - np.argmax(dark[::-1] > 0.5))


def test_what_is_near_and_what_is_far_move_against_each_other(square: WalkRound) -> None:
    home = square.seen(0, 1).y
    walked = square.seen(4, 1).y
    for row, by in ((290, 12), (430, -12)):
        (left, right), (to_left, to_right) = edges(home, row), edges(walked, row)
        assert to_left - left == pytest.approx(by, abs=1.5)
        assert to_right - right == pytest.approx(by, abs=1.5)


def test_nothing_moves_but_what_is_in_the_things_box(square: WalkRound) -> None:
    home, walked = square.seen(0, 1), square.seen(4, 1.02)
    changed = np.nonzero(home.y != walked.y)
    left, top = WIDE.width - SIDE + 240, 240
    assert changed[1].min() >= left - 60
    assert changed[1].max() <= left + 240 + 60
    assert changed[0].min() >= top - 60
    assert changed[0].max() <= top + 240 + 60


def test_the_camera_comes_nearer_on_its_way(square: WalkRound) -> None:
    (left, right), (near_left, near_right) = (edges(square.seen(0, near).y, 360) for near in (1, 1 + NEARER))
    assert (near_right - near_left) / (right - left) == pytest.approx(1 + NEARER, abs=0.01)


def test_it_walks_on_twos_and_is_in_the_middle_of_its_way_in_the_middle_of_the_scene(square: WalkRound) -> None:
    phases = {square.phase(number / 30) for number in range(120)}
    assert len(phases) == 4 * STEPS
    assert np.array_equal(square.at(2.0).y, square.seen(0, 1 + NEARER / 2).y)
    assert np.array_equal(square.at(0.0).y, square.seen(-WALK / 2, 1).y)
    assert np.array_equal(square.at(9.0).y, square.seen(WALK / 2, 1 + NEARER).y)


def test_the_paper_moves_at_every_second_step_of_the_thing(square: WalkRound) -> None:
    grain = np.random.default_rng(1).integers(150, 250, (768, 768, 3), dtype=np.uint8)
    leans = replace(square.relief, corners=(0.002, 0.0, 0.002, 0.0, -0.002, 0.0, -0.002, 0.0))
    walk = WalkRound(Image.fromarray(grain), leans, False, WIDE, 4.0)
    first, second, third = (walk.at(step / STEPS) for step in (20, 21, 22))
    beside = np.s_[300:420, WIDE.width - SIDE + 215 : WIDE.width - SIDE + 222]
    thing = np.s_[260:340, WIDE.width - SIDE + 300 : WIDE.width - SIDE + 420]
    assert np.array_equal(first.y[beside], second.y[beside])
    assert not np.array_equal(second.y[beside], third.y[beside])
    assert not np.array_equal(first.y[thing], second.y[thing])
    assert np.array_equal(walk.at(21 / STEPS).y, second.y), "alone as in a row"


@pytest.mark.parametrize(("name", "is_mirrored"), [("wide", False), ("wide", True), ("square", False), ("tall", False)])
def test_from_the_middle_the_gift_looks_as_in_its_picture(name: str, is_mirrored: bool) -> None:
    found = relief_of("products/HP-0025")
    assert found is not None
    picture, frame = product_picture("products/HP-0025"), FORMATS[name]
    walk = WalkRound(picture, found, is_mirrored, frame, 4.0).seen(0, 1)
    still = laid_out(picture, is_mirrored, frame)
    assert walk.y.shape == (frame.height, frame.width)
    apart = np.abs(walk.y.astype(int) - still.y)
    assert apart.mean() < 1.0
    assert np.quantile(apart, 0.99) <= 12
