"""A film before it is encoded: any frame alone, the same as in the row."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from renderers.context import Person
from renderers.errors import ContextError, FontMissing, ImageRefused
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.formats import FORMATS, Format
from renderers.video.drawing.planes import Planes, image_of
from renderers.video.film import Film, film_of
from renderers.video.papers import papers
from renderers.video.shown.light import SHADE
from renderers.video.shown.scene import FilmScene
from renderers.video.timeline.chapters import cues_of
from renderers.video.timeline.storyboard import PAPERS

JANA = SAMPLE_STORIES["jana"]


@pytest.fixture(scope="module")
def film() -> Film:
    return film_of(JANA)


def named(film: Film, scene: str) -> FilmScene:
    return next(each for each in film.scenes if each.cut.scene == scene)


def same(one: Planes, other: Planes) -> bool:
    return all(np.array_equal(a, b) for a, b in ((one.y, other.y), (one.u, other.u), (one.v, other.v)))


@pytest.mark.parametrize("frame", FORMATS.values(), ids=lambda frame: frame.name)
def test_there_is_a_paper_for_every_scene_that_stands_on_one(frame: Format) -> None:
    assert papers(frame).keys() == set(PAPERS)
    assert all(paper.y.shape == (frame.height, frame.width) for paper in papers(frame).values())


def test_a_film_in_the_row_is_the_film_drawn_frame_by_frame(film: Film) -> None:
    scene = film.scenes[0]
    for number, frame in enumerate(scene.frames()):
        if number % 7 == 0:
            assert same(frame, scene.at(number)), number
    assert number == scene.cut.frames - 1


@pytest.mark.parametrize("at", range(8))
def test_the_last_frames_of_every_scene_agree_too(film: Film, at: int) -> None:
    scene = film.scenes[at]
    for number, frame in enumerate(scene.frames()):
        if number in {scene.cut.frames - 20, scene.cut.frames - 3, scene.cut.frames - 1}:
            assert same(frame, scene.at(number))


def test_a_frame_that_does_not_move_is_the_same_object(film: Film) -> None:
    frames = list(film.scenes[-1].frames())
    assert frames[-1] is frames[-2]


def test_the_film_begins_a_scene_where_the_chapters_say_and_stands_at_its_end(film: Film) -> None:
    starts = {first: cut.scene for first, cut in film.storyboard.starts()}
    chapters = cues_of("en", film.storyboard).chapters
    assert [starts[round(chapter.begin * 30)] for chapter in chapters] == [chapter.scene for chapter in chapters]
    assert same(film.at(99.0), film.at(film.storyboard.seconds - 1 / 30))


def test_words_leave_before_the_paper_changes(film: Film) -> None:
    why = named(film, "why")
    last_of_why = why.at(why.cut.frames - 1)
    assert int(last_of_why.y[300:425, 800:1000].min()) > 180  # the card is gone but for a breath
    assert int(last_of_why.y[430:435].max(axis=0).max()) - int(last_of_why.y[432].min()) > 60  # and the thread is there


def test_the_thread_is_carried_over_every_cut_and_lies_in_the_same_place_on_both_sides(film: Film) -> None:
    for before, after in pairwise(film.scenes):
        ends, begins = before.at(before.cut.frames - 1), after.at(0)
        for frame in (ends, begins):
            # Its own luma, 92, with what the light adds and the last breath of a card that lay on it.
            assert np.abs(frame.y[432].astype(int) - 92).max() <= SHADE + 20, (before.cut.scene, after.cut.scene)


def test_the_film_ends_with_the_threads_full_stop(film: Film) -> None:
    scene = film.scenes[-1]
    (thread,) = (layer.strand for layer in scene.layers if layer.strand is not None)
    x, y = (round(each) for each in thread.path[-1])
    before, last = scene.at(scene.cut.frames - 40), scene.at(scene.cut.frames - 1)
    dark = [int((frame.y[y - 9 : y + 9, x - 9 : x + 9] < 160).sum()) for frame in (before, last)]
    assert dark[0] < 30
    assert 100 <= dark[1] <= 135


def test_the_code_stands_for_two_seconds_at_full_contrast(film: Film) -> None:
    scene = named(film, "yours")
    standing = [number for number in range(scene.cut.frames) if int(scene.at(number).y[200:440, 840:1080].min()) <= 42]
    assert len(standing) / 30 >= 2


def test_two_readers_of_the_same_gift_share_every_pixel_of_its_scene(film: Film) -> None:
    other = film_of(replace(JANA, person=Person("en", "Eva", "Eva Horáková", "Vltava Instruments", "Praha")))
    assert not same(film.at(2.0), other.at(2.0))
    assert same(named(film, "gift").at(60), named(other, "gift").at(60))


def test_a_film_in_arabic_runs_from_right_to_left_and_flips_no_picture() -> None:
    arabic = film_of(SAMPLE_STORIES["amal"])
    opening = arabic.at(2.0).y
    assert int(opening[280:370, 900:].min()) < 60
    assert int(opening[280:370, :500].min()) > 180


def test_a_missing_letter_stops_the_film_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    person = replace(JANA.person, full_name="Jana \U0001f000")
    with pytest.raises(FontMissing, match=r"opening\.name: None of the installed fonts has the characters"):
        film_of(replace(JANA, person=person))


def test_a_missing_picture_is_named() -> None:
    with pytest.raises(ImageRefused, match=r"gift: gift\.image products/NONE: The picture is missing"):
        film_of(replace(JANA, gift=replace(JANA.gift, image="products/NONE"))).scenes[3].prepare()


def test_the_givers_accent_draws_the_thread_and_must_be_a_colour(film: Film) -> None:
    green = film_of(replace(JANA, brand=replace(JANA.brand, tokens={"ember": "#0f5c4a"})))
    assert not same(green.at(2.0), film.at(2.0))
    with pytest.raises(ContextError, match="'warm' is not a colour"):
        film_of(replace(JANA, brand=replace(JANA.brand, tokens={"ember": "warm"})))


def test_a_frame_can_be_looked_at(film: Film) -> None:
    picture = image_of(film.at(9.0))
    assert isinstance(picture, Image.Image)
    assert picture.size == (1280, 720)
