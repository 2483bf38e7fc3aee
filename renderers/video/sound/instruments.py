"""What the film's music is played on: struck, plucked, bowed and tapped tones, all made of sines and a little noise by rule.

Every function gives float64 (samples,) at 48 kHz, the same for the same arguments.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from renderers.video.sound.loudness import RATE

Tone = npt.NDArray[np.float64]
Instrument = Literal["felt", "pluck", "guitar", "pizzicato", "bell"]
_HIGHEST: Final = 15_000.0
_PLUCKED: Final[dict[str, tuple[float, float, float]]] = {
    "pluck": (3.2, 0.72, 0.0),
    "guitar": (2.0, 0.50, 0.10),
    "pizzicato": (9.0, 0.62, 0.16),
}
"""How fast it dies, how bright it is, how much of its body is heard."""
_BELL: Final = ((1.0, 1.0, 2.0), (2.756, 0.32, 3.6), (5.404, 0.13, 6.5), (0.5, 0.16, 1.6))
"""Partials of a small bar: ratio, loudness, how fast each dies."""


@lru_cache(maxsize=64)
def played(on: Instrument, hertz: float, seconds: float) -> Tone:
    """One note, float64 (samples,)."""
    time = np.arange(int(seconds * RATE)) / RATE
    if on == "felt":
        return _felt(hertz, time)
    if on == "bell":
        rung = sum(
            loud * np.sin(4 * np.pi * hertz * ratio * time) * np.exp(-time * dies) for ratio, loud, dies in _BELL
        )
        return np.asarray(rung * 0.75 * (1 - np.exp(-time * 1400)))
    dies, bright, body = _PLUCKED[on]
    tone = np.zeros_like(time)
    for partial in range(1, 15):
        if hertz * partial > _HIGHEST:
            break
        stretched = hertz * partial * np.sqrt(1 + 8e-5 * partial**2)
        loud = bright**partial / partial**0.5
        tone += loud * np.sin(2 * np.pi * stretched * time + partial) * np.exp(-time * dies * (0.55 + 0.42 * partial))
    tone *= 1.15 * (1 - np.exp(-time * 900))
    return np.asarray(tone + body * np.sin(2 * np.pi * 118 * time) * np.exp(-time * 30))


@lru_cache(maxsize=64)
def leaned(hertz: float, seconds: float) -> Tone:
    """A bowed note that swells and goes, float64 (samples,)."""
    time = np.arange(int(seconds * RATE)) / RATE
    waver = 0.0016 * np.clip(time - 0.5, 0, 1) * np.sin(2 * np.pi * 4.7 * time) / 4.7
    phase = 2 * np.pi * hertz * (time + waver)
    overtones = ((1, 1.0), (2, 0.42), (3, 0.26), (4, 0.13), (5, 0.07))
    tone = sum(loud * np.sin(number * phase + number**2) for number, loud in overtones)
    return np.asarray(0.30 * tone * np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 0.9)


@lru_cache(maxsize=4)
def thumped() -> Tone:
    """A soft low drum, float64 (samples,)."""
    time = np.arange(int(0.4 * RATE)) / RATE
    return np.asarray(np.sin(2 * np.pi * (62 * time + 34 * (1 - np.exp(-time * 30)) / 30)) * np.exp(-time * 13))


@lru_cache(maxsize=8)
def tapped(seed: int) -> Tone:
    """A fingertip on wood, float64 (samples,)."""
    time = np.arange(int(0.12 * RATE)) / RATE
    noise = np.random.default_rng(seed).standard_normal(time.size)
    wood = (np.sin(2 * np.pi * 640 * time) + 0.5 * np.sin(2 * np.pi * 1130 * time)) * np.exp(-time * 60)
    return np.asarray(wood + noise * np.exp(-time * 160) * 0.5)


def forget_notes() -> None:
    """Drops the notes that are kept while a piece is played: a minute of them weighs more than the film."""
    played.cache_clear()
    leaned.cache_clear()


def _felt(hertz: float, time: Tone) -> Tone:
    tone = np.zeros_like(time)
    for partial, loud in ((1, 1.0), (2, 0.34), (3, 0.12), (4, 0.05)):
        stretched = hertz * partial * np.sqrt(1 + 4e-4 * partial**2)
        tone += loud * np.sin(2 * np.pi * stretched * time) * np.exp(-time * (0.9 + 0.6 * partial))
    thud = 0.16 * np.sin(2 * np.pi * 92 * time) * np.exp(-time * 46)
    return np.asarray((tone + thud) * (1 - np.exp(-time * 160)))
