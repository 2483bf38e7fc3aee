"""The music bed: one of six pieces by motive (`tunes`), or the house's own, a felt piano and one bowed note. All of it is made
here."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from renderers.material import Tune
from renderers.video.sound.instruments import Tone, felted, overtones
from renderers.video.sound.loudness import RATE, Sound, levelled
from renderers.video.sound.tunes import piece

TEMPO: Final = 72
BEATS_PER_BAR: Final = 4
LEVEL: Final = -23.0
"""LUFS, the level of R 128 itself: the film must work mute, and nobody should reach for the volume."""
FEWEST_BARS: Final = 2

Note = tuple[float, str, float]
"""Beat of its bar, pitch, strength."""

TURNS: Final[tuple[tuple[Note, ...], ...]] = (
    ((0.0, "D3", 0.55), (0.0, "A3", 0.40), (1.0, "F#4", 0.50), (2.0, "E4", 0.42), (3.0, "A4", 0.46)),
    ((0.0, "B2", 0.50), (0.0, "F#3", 0.38), (1.0, "D4", 0.48), (2.0, "C#4", 0.40), (3.0, "F#4", 0.44)),
    ((0.0, "G2", 0.52), (0.0, "D3", 0.38), (1.0, "B3", 0.50), (2.0, "A3", 0.40), (3.0, "D4", 0.46)),
    ((0.0, "A2", 0.50), (0.0, "E3", 0.38), (1.0, "C#4", 0.46), (2.0, "B3", 0.40), (3.0, "E4", 0.46)),
)
"""Bars that go round for as long as the film does."""
CLOSE: Final[tuple[tuple[Note, ...], ...]] = (
    ((0.0, "G2", 0.46), (0.0, "D3", 0.36), (1.0, "B3", 0.42), (2.0, "A3", 0.38), (3.0, "F#4", 0.34)),
    ((0.0, "D3", 0.48), (0.0, "A3", 0.38), (0.5, "D4", 0.40), (1.0, "F#4", 0.34)),
)
"""The last two bars, which come home."""
BOWED: Final = ("D4", "A3")
"""The long notes: one from the first bar to the middle, one from there to the last bar."""

_BOWED_TONE: Final = ((1.0, 1, 0.0), (0.22, 2, 0.0), (0.16, 3, 0.0), (0.04, 5, 0.0))
"""Overtones of its bow: loudness, number, phase."""
_FADE_SECONDS: Final = 1.2
_ECHOES: Final = int(0.9 * RATE)
"""Samples for which the room goes on sounding."""
_WET: Final = 0.22
"""How much of the room is heard."""
_BLOCK: Final = 1 << 17
_STEPS: Final = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}


def pitch(note: str) -> float:
    """Hertz of a note such as "F#4"; A4 is 440, twelve equal steps an octave."""
    octave = int(note[-1])
    semitone = _STEPS[note[0]] + ("#" in note)
    return float(440 * 2 ** (octave - 4 + semitone / 12))


@lru_cache(maxsize=1)
def bed(samples: int, tune: Tune | None = None) -> Sound:
    """The music for a film of that many samples, float32 (2, samples) at 48 kHz, the same every time, read-only. `tune`: the piece;
    None: the house's own.

    Its tempo bends a little, so that it ends with the film.
    """
    played = _in_a_room(_own(samples) if tune is None else piece(tune, samples))
    ends = min(samples, round(_FADE_SECONDS * RATE))
    played[:, samples - ends :] *= np.arange(ends, 0, -1, dtype=np.float32) / np.float32(_FADE_SECONDS * RATE)
    music = levelled(played, LEVEL)
    music.flags.writeable = False
    return music


def _own(samples: int) -> Sound:
    """The house's own piece, dry."""
    mixed = np.zeros((2, samples), np.float32)
    bars = max(FEWEST_BARS, round(samples / RATE * TEMPO / 60 / BEATS_PER_BAR))
    beat = samples / RATE / (bars * BEATS_PER_BAR)
    struck = cache(felt)  # the bars go round, and with them their notes
    for at in range(bars):
        for offset, note, strength in _bar(at, bars):
            second = (at * BEATS_PER_BAR + offset) * beat + 0.25
            _add(mixed, struck(pitch(note)), second, strength, 0.5 + (pitch(note) - 250) / 1400)
    middle, end = max(1, bars // 2) * BEATS_PER_BAR, (bars - 0.5) * BEATS_PER_BAR
    for note, first, last in ((BOWED[0], BEATS_PER_BAR / 2, middle), (BOWED[1], middle, end)):
        _add(mixed, bowed(pitch(note), (last - first) * beat), first * beat, 1.0, 0.42)
    return mixed


def felt(hertz: float, seconds: float = 3.6) -> Tone:
    """A string of the house's own piano, (samples,) at 48 kHz."""
    return felted(hertz, seconds, dies=0.55)


def bowed(hertz: float, seconds: float) -> Tone:
    """One long quiet note that swells and goes, with a slow waver, (samples,) at 48 kHz."""
    time = np.arange(int(seconds * RATE)) / RATE
    waver = 0.0016 * np.sin(2 * np.pi * 4.6 * time) * np.clip(time - 1, 0, 1)
    phase = 2 * np.pi * hertz * (time + waver / (2 * np.pi * 4.6))
    swell = np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 1.5 * 0.10
    return overtones(phase, _BOWED_TONE) * swell.astype(np.float32)


def _bar(at: int, bars: int) -> tuple[Note, ...]:
    last = bars - len(CLOSE)
    return CLOSE[at - last] if at >= last else TURNS[at % len(TURNS)]


def _add(mixed: Sound, tone: Tone, second: float, strength: float, right: float) -> None:
    """Adds a tone from a second on, between the left (0) and the right (1) side; what runs over the end is cut."""
    begin = int(second * RATE)
    kept = tone[: mixed.shape[1] - begin]
    side = np.clip(right, 0.25, 0.75) * np.pi / 2
    mixed[0, begin : begin + kept.size] += kept * np.float32(strength * np.cos(side))
    mixed[1, begin : begin + kept.size] += kept * np.float32(strength * np.sin(side))


def _in_a_room(dry: Sound) -> Sound:
    """The sound (2, samples) in a small wooden room, changed in place.

    Each block of it goes on sounding for as long as the room does; these are summed, so that no transform is longer than a block.
    """
    samples, step = dry.shape[1], _BLOCK - _ECHOES
    for side, room in enumerate(_room()):
        wet = np.zeros(samples + _BLOCK, np.float32)
        for begin in range(0, samples, step):
            block = np.fft.rfft(dry[side, begin : min(samples, begin + step)], _BLOCK)
            wet[begin : begin + _BLOCK] += np.fft.irfft(block * room, _BLOCK)
        dry[side] += wet[:samples]
    return dry


@cache
def _room() -> npt.NDArray[np.complex64]:
    """What the room does to a block, for either side: a short tail of decaying noise, the same noise every time."""
    tail = np.random.default_rng(72).standard_normal((2, _ECHOES)) * np.exp(-np.arange(_ECHOES) / RATE * 7)
    tail *= _WET / np.sqrt((tail**2).sum(axis=1, keepdims=True))
    return np.fft.rfft(tail, _BLOCK).astype(np.complex64)
