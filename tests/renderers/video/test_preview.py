"""The moving preview for a mail."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageSequence

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.formats import TALL
from renderers.video.film import Film, film_of
from renderers.video.preview import PREVIEW_WIDTH, preview, shown_in_mail

JANA = SAMPLE_STORIES["jana"]


@pytest.fixture(scope="module")
def film() -> Film:
    return film_of(JANA)


def made_for(film: Film) -> bytes:
    scene = shown_in_mail(film)
    assert scene is not None
    return preview(scene)


@pytest.fixture(scope="module")
def moving(film: Film) -> bytes:
    return made_for(film)


def test_the_preview_moves_once_for_a_moment_and_weighs_little(moving: bytes) -> None:
    assert len(moving) < 300_000
    with Image.open(BytesIO(moving)) as picture:
        assert (picture.size, picture.is_animated, picture.info["loop"]) == ((PREVIEW_WIDTH, 602), True, 1)
        picture.seek(picture.n_frames - 1)
        picture.load()
        assert 1000 < picture.info["timestamp"] < 5000


def test_a_mail_program_that_shows_one_picture_shows_the_finished_one(moving: bytes) -> None:
    with Image.open(BytesIO(moving)) as picture:
        frames = [np.asarray(frame.convert("L"), dtype=float) for frame in ImageSequence.Iterator(picture)]
    assert np.abs(frames[0] - frames[-1]).mean() < 1.5
    assert np.abs(frames[0] - frames[1]).mean() > 1.5


def test_the_preview_shows_the_gift_and_neither_whose_it_is_nor_why(moving: bytes) -> None:
    person = replace(JANA.person, given_name="Eva", full_name="Eva Horáková", company="Elbtal Werkzeuge")
    assert made_for(film_of(replace(JANA, person=person, reasons=(), alternatives=()))) == moving
    assert made_for(film_of(replace(JANA, gift=SAMPLE_STORIES["long-name"].gift))) != moving


def test_a_sign_to_press_lies_over_it_where_reading_starts(moving: bytes) -> None:
    with Image.open(BytesIO(moving)) as picture:
        shown = picture.convert("RGB")
    disc = shown.getpixel((64 + 12, shown.height - 64 - 54))
    assert isinstance(disc, tuple)
    assert min(disc) > 225


def test_a_film_without_its_gift_has_no_preview(film: Film) -> None:
    assert shown_in_mail(replace(film, scenes=tuple(s for s in film.scenes if s.cut.scene != "gift"))) is None


def test_a_tall_film_has_a_tall_preview() -> None:
    with Image.open(BytesIO(made_for(film_of(JANA, TALL)))) as picture:
        assert picture.size == (720, 1280)
