"""The code and what stands beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import segno

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.formats import FORMATS
from renderers.video.film import film_of
from renderers.video.scenes.yours import CARDS, yours_words

JANA = SAMPLE_STORIES["jana"]


def test_the_code_carries_the_whole_link_and_people_see_the_host() -> None:
    yours = yours_words(JANA)
    assert yours.link == JANA.links.page
    assert yours.address == "handpicked.example"
    assert JANA.links.page not in yours.shown()


@pytest.mark.parametrize("name", FORMATS)
def test_the_code_on_every_frame_is_module_for_module_the_persons_link(name: str) -> None:
    card = CARDS[list(FORMATS).index(name)]
    scene = next(scene for scene in film_of(JANA, FORMATS[name]).scenes if scene.cut.scene == "yours")
    seen = scene.at(45).y
    modules = np.array([list(line) for line in segno.make(JANA.links.page, error="m", micro=False).matrix])
    size = card.code // len(modules)
    left = card.centre[0] - size * len(modules) / 2
    top = card.centre[1] - card.size[1] / 2 + (card.size[0] - card.code) // 2
    middles = (np.arange(len(modules)) + 0.5) * size
    read = seen[np.ix_((top + middles).astype(int), (left + middles).astype(int))] < 128
    assert size >= 5
    assert (read == modules.astype(bool)).all()


@pytest.mark.parametrize("name", FORMATS)
def test_what_stands_on_the_gift_is_said_and_drawn_beside_the_code(name: str) -> None:
    story = replace(JANA, gift=replace(JANA.gift, inscription="JN"))
    words = yours_words(story)
    assert (words.written, words.spoken()[2:]) == ("On it: JN", ("On it: JN",))
    assert "On it: JN" in words.shown()
    assert yours_words(JANA).written is None
    with_it, without = (
        next(scene for scene in film_of(one, FORMATS[name]).scenes if scene.cut.scene == "yours").at(45).y
        for one in (story, JANA)
    )
    assert (with_it != without).any()
