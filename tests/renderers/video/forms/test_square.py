"""The film for a telephone held upright is the same film in another frame."""

from __future__ import annotations

from io import BytesIO

import av
from PIL import Image

from renderers.render import input_hash, render
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.draw import describe
from renderers.video.film import film_of
from renderers.video.timeline.chapters import cues_of

JANA = SAMPLE_STORIES["jana"]


def test_it_is_as_long_as_the_lying_one_says_the_same_and_is_square() -> None:
    square = render("video_square", JANA)
    lying = film_of(JANA)
    assert square.text == describe(lying, cues_of("en", lying.storyboard))
    assert set(square.files) == {"body"}
    with av.open(BytesIO(square.body)) as container:
        picture = container.streams.video[0]
        assert (picture.width, picture.height, picture.frames) == (720, 720, lying.storyboard.frames)
        assert len(container.streams.audio) == 1
        assert len(container.chapters()) == len(cues_of("en", lying.storyboard).chapters)
    assert len({input_hash(kind, JANA) for kind in ("video", "video_square", "poster")}) == 3


def test_its_still_comes_with_the_lying_one_and_is_square() -> None:
    files = render("poster", JANA).files
    sizes = [Image.open(BytesIO(files[name][1])).size for name in ("body", "poster_square")]
    assert sizes == [(1280, 720), (720, 720)]
