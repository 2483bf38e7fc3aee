"""What a coded scene was made of: whatever changes its frames changes its fingerprint, and nothing else does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from renderers.context import Story
from renderers.errors import ImageRefused
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video import fingerprint
from renderers.video.drawing.formats import SQUARE
from renderers.video.film import Film, film_of
from renderers.video.fingerprint import made_from, made_of
from renderers.video.shown.scene import SceneInputs

JANA = SAMPLE_STORIES["jana"]


def prints(film: Film) -> dict[str, bytes]:
    return {scene.cut.scene: made_of(scene.inputs) for scene in film.scenes}


def changed(story: Story) -> set[str]:
    before, after = prints(film_of(JANA)), prints(film_of(story))
    return {scene for scene in before if before[scene] != after.get(scene)}


def test_the_same_story_has_the_same_prints_and_no_two_scenes_share_one() -> None:
    assert changed(replace(JANA)) == set()
    assert len(set(prints(film_of(JANA)).values())) == len(film_of(JANA).scenes)


def test_another_person_with_the_same_gift_shares_every_scene_that_does_not_name_them() -> None:
    named = changed(replace(JANA, person=replace(JANA.person, given_name="Eva", full_name="Eva Horáková")))
    assert named == {"opening"}


def test_how_long_the_scene_before_stood_on_its_paper_changes_no_scene() -> None:
    longer = changed(
        replace(JANA, person=replace(JANA.person, company="Vltava Instruments and Measuring Works, Prague"))
    )
    assert longer == {"opening"}


def test_another_link_changes_nothing_and_what_stands_on_the_gift_the_scene_that_says_so_and_a_length() -> None:
    assert changed(replace(JANA, links=replace(JANA.links, page=JANA.links.page + "x"))) == set()
    assert changed(replace(JANA, gift=replace(JANA.gift, inscription="JN"))) == {"opening", "yours"}


def test_what_no_frame_shows_changes_nothing() -> None:
    unseen = replace(JANA, gift_id="gft_other", number="HP-0", message="Another note.", considered=7, state="accepted")
    assert changed(unseen) == set()


CHANGES: list[Callable[[SceneInputs], SceneInputs]] = [
    lambda scene: replace(scene, rate=25),
    lambda scene: replace(scene, frame=SQUARE),
    lambda scene: replace(scene, locale="cs"),
    lambda scene: replace(scene, leaves=not scene.leaves),
    lambda scene: replace(scene, comes=not scene.comes),
    lambda scene: replace(scene, look=replace(scene.look, ember="#000000")),
    lambda scene: replace(scene, cut=replace(scene.cut, frames=scene.cut.frames + 1)),
    lambda scene: replace(scene, ground=replace(scene.ground, seconds=9.0)),
    lambda scene: replace(scene, before=scene.ground),
    lambda scene: replace(scene, pictures=(*scene.pictures, *film_of(JANA).scenes[-1].inputs.pictures)),
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_input_of_a_scene_is_part_of_its_print(change: Callable[[SceneInputs], SceneInputs]) -> None:
    first = film_of(JANA).scenes[0].inputs
    assert made_of(change(first)) != made_of(first)


def test_no_input_is_left_out_of_the_changes_above() -> None:
    first = film_of(JANA).scenes[0].inputs
    touched = {
        field.name
        for change in CHANGES
        for field in dataclasses.fields(first)
        if getattr(change(first), field.name) != getattr(first, field.name)
    }
    assert touched | {"words"} == {field.name for field in dataclasses.fields(first)}


def test_equal_prints_mean_equal_frames() -> None:
    one = film_of(JANA)
    other = film_of(replace(JANA, person=replace(JANA.person, given_name="Eva", full_name="Eva Horáková")))
    shared = [
        (mine, theirs)
        for mine, theirs in zip(one.scenes, other.scenes, strict=True)
        if made_of(mine.inputs) == made_of(theirs.inputs)
    ]
    assert len(shared) >= 5
    assert all(np.array_equal(mine.at(40).y, theirs.at(40).y) for mine, theirs in shared[-2:])


def test_other_encoder_settings_make_other_scenes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_of(film_of(JANA).scenes[0].inputs)
    fingerprint._engine.cache_clear()
    monkeypatch.setattr(fingerprint, "OPTIONS", {"preset": "medium"})
    try:
        assert made_of(film_of(JANA).scenes[0].inputs) != before
    finally:
        fingerprint._engine.cache_clear()


def test_a_missing_picture_is_named_with_scene_and_field_before_anything_is_drawn() -> None:
    film = film_of(replace(JANA, gift=replace(JANA.gift, image="products/NONE")))
    with pytest.raises(ImageRefused, match=r"gift: gift\.image products/NONE: The picture is missing"):
        prints(film)


def test_parts_cannot_run_into_each_other() -> None:
    assert made_from("ab", "c") != made_from("a", "bc")
    assert made_from("ab") == made_from(b"ab")
