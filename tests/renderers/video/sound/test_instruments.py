"""Tones of the film's music: what the product of two small matrices gives is the sum of sines it stands for."""

from __future__ import annotations

import numpy as np
import pytest

from renderers.video.sound.instruments import dying, leaned, overtones
from renderers.video.sound.loudness import RATE

PARTIALS = ((1.0, 220.0, 2.0, 0.0), (0.4, 663.5, 5.5, 1.25), (0.2, 14_200.0, 30.0, 3.0))


@pytest.mark.parametrize("attack", [0.0, 160.0])
def test_dying_sines_are_what_adding_them_sample_by_sample_gives(attack: float) -> None:
    time = np.arange(int(1.37 * RATE)) / RATE
    summed = sum(
        loud * np.sin(2 * np.pi * hertz * time + phase) * np.exp(-time * dies) for loud, hertz, dies, phase in PARTIALS
    )
    wanted = summed * (1 - np.exp(-time * attack)) if attack else summed
    tone = dying(PARTIALS, 1.37, attack)
    assert tone.dtype == np.float32
    assert tone.shape == time.shape
    assert np.abs(tone - wanted).max() < 2e-6


def test_overtones_are_sines_of_multiples_of_a_phase() -> None:
    phase = np.linspace(0, 900, 4000)
    wanted = 0.5 * np.sin(phase) + 0.25 * np.sin(3 * phase + 2)
    assert np.abs(overtones(phase, ((0.5, 1, 0.0), (0.25, 3, 2.0))) - wanted).max() < 2e-6


def test_a_bowed_note_swells_from_nothing_and_goes_to_nothing() -> None:
    tone = leaned(220.0, 2.0)
    thirds = [float(np.abs(part).max()) for part in np.array_split(tone, 3)]
    assert thirds[0] < thirds[1] > thirds[2]
    assert abs(float(tone[0])) < 1e-6
    assert abs(float(tone[-1])) < 1e-3
