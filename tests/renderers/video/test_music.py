"""The music bed."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from renderers.video.music import PEAK, RATE, bed, felt, pitch, write_music
from renderers.video.soundtrack import BED


@pytest.mark.parametrize(
    ("note", "hertz"), [("A4", 440.0), ("A3", 220.0), ("D4", 293.66), ("F#4", 369.99), ("B2", 123.47)]
)
def test_notes_have_their_pitch(note: str, hertz: float) -> None:
    assert pitch(note) == pytest.approx(hertz, abs=0.01)


def test_a_struck_note_is_loudest_at_its_own_pitch_and_dies_away() -> None:
    tone = felt(440.0, 1.0, seconds=2.0)
    loudest = np.abs(np.fft.rfft(tone)).argmax() / 2.0
    assert loudest == pytest.approx(440, abs=1)
    assert np.abs(tone[-RATE // 4 :]).max() < 0.1 * np.abs(tone).max()


def test_the_bed_is_twenty_quiet_seconds_and_ends_in_silence(tmp_path: Path) -> None:
    sound = bed()
    assert sound.shape == (2, 20 * RATE)
    assert np.abs(sound).max() == pytest.approx(PEAK, abs=0.02)
    assert np.abs(sound[:, -10:]).max() < 0.001
    write_music(tmp_path / "bed.m4a")
    assert (tmp_path / "bed.m4a").read_bytes() == BED.read_bytes()


def test_the_bed_we_ship_decodes_to_twenty_seconds() -> None:
    with av.open(str(BED)) as file:
        samples = sum(frame.samples for frame in file.decode(audio=0))
    assert samples / RATE == pytest.approx(20, abs=0.05)
