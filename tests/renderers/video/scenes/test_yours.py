"""The print at the thread's end and what stands beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.formats import FORMATS
from renderers.video.film import film_of
from renderers.video.scenes.yours import yours_words
from renderers.video.shown.scene import FilmScene
from tests.renderers.video.boards import with_all_scenes

JANA = SAMPLE_STORIES["jana"]


def scene(story: object, name: str) -> FilmScene:
    film = film_of(story, FORMATS[name])  # type: ignore[arg-type]
    return next(scene for scene in film.scenes if scene.cut.scene == "yours")


def test_it_names_no_address_and_is_the_same_for_all_who_get_the_same_by_the_same_day() -> None:
    other = replace(JANA, links=replace(JANA.links, page="https://handpicked.example/g/another"))
    assert yours_words(other) == yours_words(JANA)
    assert not any("handpicked" in line for line in yours_words(JANA).shown())


@pytest.mark.parametrize("name", FORMATS)
def test_what_stands_on_the_gift_is_said_and_drawn_beside_it(name: str) -> None:
    story = replace(JANA, gift=replace(JANA.gift, inscription="JN"))
    words = yours_words(story)
    assert (words.written, words.spoken()[2:]) == ("On it: JN", ("On it: JN",))
    assert "On it: JN" in words.shown()
    assert yours_words(JANA).written is None
    with with_all_scenes():
        with_it, without = (scene(one, name).at(45).y for one in (story, JANA))
    assert (with_it != without).any()
