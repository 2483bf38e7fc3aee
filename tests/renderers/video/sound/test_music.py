"""The music bed."""

from __future__ import annotations

import numpy as np
import pytest

from renderers.video.sound.loudness import CEILING, RATE, measure
from renderers.video.sound.music import LEVEL, bed, felt, pitch


@pytest.mark.parametrize(
    ("note", "hertz"), [("A4", 440.0), ("A3", 220.0), ("D4", 293.66), ("F#4", 369.99), ("B2", 123.47)]
)
def test_notes_have_their_pitch(note: str, hertz: float) -> None:
    assert pitch(note) == pytest.approx(hertz, abs=0.01)


def test_a_struck_note_is_loudest_at_its_own_pitch_and_dies_away() -> None:
    tone = felt(440.0, seconds=2.0)
    loudest = np.abs(np.fft.rfft(tone)).argmax() / 2.0
    assert loudest == pytest.approx(440, abs=1)
    assert np.abs(tone[-RATE // 4 :]).max() < 0.1 * np.abs(tone).max()


@pytest.mark.parametrize("seconds", [4.0, 13.3])
def test_the_bed_is_as_long_as_the_film_quiet_and_ends_in_silence(seconds: float) -> None:
    sound = bed(round(seconds * RATE))
    assert sound.shape == (2, round(seconds * RATE))
    heard = measure(sound)
    assert heard.integrated == pytest.approx(LEVEL, abs=0.1)
    assert heard.true_peak < CEILING
    assert np.abs(sound[:, -10:]).max() < 0.001


def test_the_bed_is_shared_and_nobody_can_spoil_it() -> None:
    sound = bed(4 * RATE)
    assert bed(4 * RATE) is sound
    with pytest.raises(ValueError, match="read-only"):
        sound[0, 0] = 1.0
