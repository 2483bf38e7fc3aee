"""The music bed: one of six pieces by motive (`tunes`), or the house's own, a felt piano and one bowed note. All of it is made
here."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from renderers.material import Tune
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

Tone = npt.NDArray[np.float64]
_STEPS: Final = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}


def pitch(note: str) -> float:
    """Hertz of a note such as "F#4"; A4 is 440, twelve equal steps an octave."""
    octave = int(note[-1])
    semitone = _STEPS[note[0]] + ("#" in note)
    return float(440 * 2 ** (octave - 4 + semitone / 12))


@lru_cache(maxsize=2)
def bed(samples: int, tune: Tune | None = None) -> Sound:
    """The music for a film of that many samples, float32 (2, samples) at 48 kHz, the same every time, read-only. `tune`: the piece;
    None: the house's own.

    Its tempo bends a little, so that it ends with the film.
    """
    mixed = _own(samples) if tune is None else piece(tune, samples)
    fade = np.clip((samples - np.arange(samples)) / (1.2 * RATE), 0, 1)
    music = levelled((_room(mixed) * fade).astype(np.float32), LEVEL)
    music.flags.writeable = False
    return music


def _own(samples: int) -> Tone:
    """The house's own piece, dry."""
    mixed = np.zeros((2, samples))
    bars = max(FEWEST_BARS, round(samples / RATE * TEMPO / 60 / BEATS_PER_BAR))
    beat = samples / RATE / (bars * BEATS_PER_BAR)
    struck = cache(felt)  # the bars go round, and with them their notes
    for at in range(bars):
        for offset, note, strength in _bar(at, bars):
            second = (at * BEATS_PER_BAR + offset) * beat + 0.25
            _add(mixed, struck(pitch(note), strength), second, 0.5 + (pitch(note) - 250) / 1400)
    middle, end = max(1, bars // 2) * BEATS_PER_BAR, (bars - 0.5) * BEATS_PER_BAR
    for note, first, last in ((BOWED[0], BEATS_PER_BAR / 2, middle), (BOWED[1], middle, end)):
        _add(mixed, bowed(pitch(note), (last - first) * beat), first * beat, 0.42)
    return mixed


def felt(hertz: float, strength: float, seconds: float = 3.6) -> Tone:
    """A piano string under felt: few overtones that die early, a soft thud, no bright attack. Float64 (samples,) at 48 kHz."""
    time = np.arange(int(seconds * RATE)) / RATE
    tone = np.zeros_like(time)
    for partial, loudness in ((1, 1.0), (2, 0.34), (3, 0.12), (4, 0.05)):
        stretched = hertz * partial * np.sqrt(1 + 0.0004 * partial**2)
        tone += loudness * np.sin(2 * np.pi * stretched * time) * np.exp(-time * (0.9 + 0.55 * partial))
    thud = np.sin(2 * np.pi * 92 * time) * np.exp(-time * 46) * 0.16
    struck: Tone = (tone + thud) * (1 - np.exp(-time * 160)) * strength
    return struck


def bowed(hertz: float, seconds: float) -> Tone:
    """One long quiet note that swells and goes, with a slow waver. Float64 (samples,) at 48 kHz."""
    time = np.arange(int(seconds * RATE)) / RATE
    waver = 0.0016 * np.sin(2 * np.pi * 4.6 * time) * np.clip(time - 1, 0, 1)
    phase = 2 * np.pi * hertz * (time + waver / (2 * np.pi * 4.6))
    tone = sum(loudness * np.sin(partial * phase) for partial, loudness in ((1, 1.0), (2, 0.22), (3, 0.16), (5, 0.04)))
    swell = np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 1.5
    shaped: Tone = np.asarray(tone) * swell * 0.10
    return shaped


def _bar(at: int, bars: int) -> tuple[Note, ...]:
    last = bars - len(CLOSE)
    return CLOSE[at - last] if at >= last else TURNS[at % len(TURNS)]


def _add(mixed: Tone, tone: Tone, second: float, right: float) -> None:
    """Adds a tone from a second on, between the left (0) and the right (1) side; what runs over the end is cut."""
    begin = int(second * RATE)
    kept = tone[: mixed.shape[1] - begin]
    side = np.clip(right, 0.25, 0.75) * np.pi / 2
    mixed[0, begin : begin + kept.size] += kept * np.cos(side)
    mixed[1, begin : begin + kept.size] += kept * np.sin(side)


def _room(dry: Tone) -> Tone:
    """The sound in a small wooden room: a short tail of decaying noise, the same noise every time. It is changed in place."""
    rng = np.random.default_rng(72)
    length = int(0.9 * RATE)
    tail = rng.standard_normal((2, length)) * np.exp(-np.arange(length) / RATE * 7)
    tail /= np.sqrt((tail**2).sum(axis=1, keepdims=True))
    size = 1 << (dry.shape[1] + length).bit_length()
    for side, echo in enumerate(tail):  # one after the other: half the memory
        wet = np.fft.irfft(np.fft.rfft(dry[side], size) * np.fft.rfft(echo, size), size)
        dry[side] += 0.22 * wet[: dry.shape[1]]
    return dry
