"""Nothing stands still: light wanders over every scene, and each can follow any other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.formats import FORMATS, WIDE
from renderers.video.film import film_of
from renderers.video.shown.light import BEAM, SHADE, STEPS, brightness, place
from tests.renderers.video.boards import with_all_scenes

JANA = SAMPLE_STORIES["jana"]


@pytest.mark.parametrize("seconds", [1.6, 2.4, 3.7, 5.1, 9.9])
def test_the_light_is_home_where_scenes_meet_and_never_two_steps_in_one_place(seconds: float) -> None:
    steps = [place(step / STEPS, seconds) for step in range(round(seconds * STEPS))]
    # A step of fifteen a second may begin before the scene's end: no further from home than light goes in one.
    assert abs(steps[0].x - place(seconds, seconds).x) <= 8
    assert all(one != after for one, after in pairwise(steps))


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_light_and_not_dirt(name: str) -> None:
    field = brightness(FORMATS[name], place(0.5, 2.0), is_mirrored=False).astype(int)
    assert -SHADE - 1 <= field.min() < -3
    assert 2 <= field.max() <= BEAM
    assert np.abs(np.diff(field, axis=1)).max() <= 3, "edges are soft"


def test_readers_from_the_right_see_it_mirrored() -> None:
    here, there = (brightness(WIDE, place(0.0, 2.0), is_mirrored=each) for each in (False, True))
    assert np.array_equal(here, there[:, ::-1])


def test_in_every_scene_at_least_four_of_five_frames_differ_from_the_one_two_before() -> None:
    with with_all_scenes():
        scenes = film_of(JANA).scenes
    for scene in scenes:
        states = [scene.state(number / 30) for number in range(scene.cut.frames)]
        differ = sum(one != other for one, other in zip(states, states[2:], strict=False))
        assert differ >= 0.8 * (len(states) - 2), scene.cut.scene


def test_a_film_says_what_was_told_and_shows_no_number_where_nothing_was() -> None:
    told = [cut.scene for cut in film_of(replace(JANA, past_gifts=())).storyboard.scenes]
    nothing = [cut.scene for cut in film_of(replace(JANA, past_gifts=(), reasons=())).storyboard.scenes]
    assert ("why" in told, "why" in nothing) == (True, False)
