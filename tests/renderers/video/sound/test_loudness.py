"""Loudness, against tones whose loudness the standard itself tells."""

from __future__ import annotations

import numpy as np
import pytest

from renderers.video.sound.loudness import CEILING, RATE, Sound, levelled, measure


def tone(decibels: float, seconds: float = 4.0, hertz: float = 997.0) -> Sound:
    """Both sides of a sine at a level below full scale."""
    moments = np.arange(int(seconds * RATE)) / RATE
    one = 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * moments)
    return np.stack([one, one]).astype(np.float32)


@pytest.mark.parametrize("decibels", [-23.0, -33.0])
def test_a_tone_measures_as_ebu_tech_3341_says(decibels: float) -> None:
    heard = measure(tone(decibels))
    assert heard.integrated == pytest.approx(decibels, abs=0.1)
    assert heard.true_peak == pytest.approx(decibels, abs=0.3)


def test_silence_is_silent_and_stays_so() -> None:
    silence = np.zeros((2, RATE), np.float32)
    assert measure(silence).is_silent
    assert levelled(silence, -16.0) is silence


def test_a_sound_is_brought_to_the_level_that_is_asked_for() -> None:
    assert measure(levelled(tone(-40.0), -23.0)).integrated == pytest.approx(-23.0, abs=0.1)


def test_peaks_are_held_below_the_ceiling_and_no_sample_is_lost() -> None:
    quiet = tone(-30.0)
    quiet[:, RATE : RATE + 2000] *= 8
    loud = levelled(quiet, -16.0)
    heard = measure(loud)
    assert heard.true_peak <= CEILING
    assert heard.integrated == pytest.approx(-16.0, abs=1.0)
    assert loud.shape == quiet.shape
    before, after = (np.flatnonzero(np.diff(np.signbit(sound[0]))) for sound in (quiet, loud))
    assert np.array_equal(before[:1500], after[:1500])
