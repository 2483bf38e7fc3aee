"""Six pieces of music: each its own, each as long as its film, at the house's level."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from renderers.material import FilmMaterial, Tune
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.sound.loudness import RATE, measure
from renderers.video.sound.music import LEVEL, bed
from renderers.video.sound.tunes import CHARACTERS, piece
from renderers.video.timeline.tune import BY_CATEGORY, tune_of

JANA = SAMPLE_STORIES["jana"]
SECONDS = 12


def spectrum(tune: Tune) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Which of the twelve notes are heard how much, and how bright it is: what tells pieces apart."""
    mono = piece(tune, SECONDS * RATE).mean(axis=0)
    power = np.abs(np.fft.rfft(mono)) ** 2
    hertz = np.fft.rfftfreq(mono.size, 1 / RATE)
    used = (hertz > 60) & (hertz < 2000)
    notes = np.round(12 * np.log2(hertz[used] / 220)).astype(int) % 12
    heard = np.bincount(notes, power[used], 12)
    bands = np.array([power[(hertz >= low) & (hertz < 2 * low)].sum() for low in (60, 120, 240, 480, 960, 1920)])
    return np.concatenate((heard / heard.sum(), np.log10(bands / bands.sum() + 1e-6) / 6))


def test_every_motive_has_a_piece_and_no_two_sound_alike() -> None:
    assert set(CHARACTERS) == set(get_args(Tune))
    heard = {tune: spectrum(tune) for tune in CHARACTERS}
    assert min(float(np.linalg.norm(heard[one] - heard[other])) for one, other in combinations(heard, 2)) > 0.15


@pytest.mark.parametrize("tune", ["sport", "family"])
def test_a_piece_is_as_long_as_its_film_at_the_houses_level_the_same_every_time(tune: Tune) -> None:
    music = bed(SECONDS * RATE, tune)
    assert music.shape == (2, SECONDS * RATE)
    assert measure(music).integrated == pytest.approx(LEVEL, abs=0.2)
    assert np.array_equal(piece(tune, RATE * 4), piece(tune, RATE * 4))
    assert float(np.abs(music[:, -400:]).max()) < 0.01, "it ends with the film"


def test_the_giver_chooses_before_the_motive_and_the_motive_before_the_gift() -> None:
    outdoors = replace(JANA, motive="outdoors")
    assert tune_of(outdoors) == "sport"
    assert tune_of(replace(outdoors, material=FilmMaterial(music="calm"))) == "calm"
    assert tune_of(replace(JANA, motive=None)) == BY_CATEGORY[JANA.gift.category] == "family"
    unknown = replace(JANA, motive=None, gift=replace(JANA.gift, category="home"))
    assert tune_of(unknown) is None
