"""The frames composed in YUV look as MoviePy composes them in RGB."""

from __future__ import annotations

import numpy as np
import pytest

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.formats import FORMATS, WIDE, Format
from renderers.video.drawing.planes import image_of
from renderers.video.film import film_of
from workshop.film.reference import scene_clip

CASES = [("jana", WIDE), *(("amal", size) for size in FORMATS.values() if size is not WIDE)]


@pytest.mark.parametrize(("name", "size"), CASES, ids=lambda value: getattr(value, "name", value))
def test_every_scene_looks_like_the_reference_moving_at_rest_and_leaving(name: str, size: Format) -> None:
    film = film_of(SAMPLE_STORIES[name], size)
    for scene in film.scenes:
        clip = scene_clip(scene)
        for number in (5, scene.cut.frames - 3) if size is WIDE else (5, 30):
            ours = np.asarray(image_of(scene.at(number)), dtype=int)
            theirs = clip.get_frame(number / scene.inputs.rate).astype(int)
            difference = np.abs(ours - theirs)
            # Chroma at half size and a step of the push-in are all that may differ: a rim of colour, never a place.
            assert difference.mean() < 2.0, (scene.cut.scene, number)
            assert np.quantile(difference, 0.99) <= 32, (scene.cut.scene, number)


def test_a_layer_in_another_place_would_be_seen() -> None:
    scene = film_of(SAMPLE_STORIES["jana"]).scenes[0]
    ours = np.asarray(image_of(scene.at(60)), dtype=int)
    moved = np.roll(ours, 6, axis=1)
    assert np.quantile(np.abs(ours - moved), 0.99) > 32
