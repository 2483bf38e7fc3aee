"""What the film's music is played on: struck, plucked, bowed and tapped tones, all made of sines and a little noise by rule.

Every function gives float32 (samples,) at 48 kHz, the same for the same arguments.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from renderers.video.sound.loudness import RATE

Tone = npt.NDArray[np.float32]
Partial = tuple[float, float, float, float]
"""Loudness, hertz, how fast it dies (to an e-th in one second divided by this), phase at its beginning."""
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
_LEANED: Final = ((1, 1.0), (2, 0.42), (3, 0.26), (4, 0.13), (5, 0.07))
"""Overtones of a bowed note: number, loudness."""
_ROW: Final = 512
"""Samples that are worked out together."""


def dying(partials: Iterable[Partial], seconds: float, attack: float = 0.0) -> Tone:
    """A sum of sines that die away, float32 (samples,); `attack`: how fast it comes up, as a partial dies; 0: it is there at once.

    Laid out in rows it is the product of two small matrices, what each partial is where a row begins and what becomes of it within
    one: a few hundred sines instead of one for every sample and partial.
    """
    loud, hertz, dies, phase = np.array(list(partials)).T
    if attack:
        # What comes up is what is there at once, less the same dying faster.
        loud, dies = np.concatenate((loud, -loud)), np.concatenate((dies, dies + attack))
        hertz, phase = np.tile(hertz, 2), np.tile(phase, 2)
    samples = int(seconds * RATE)
    a_sample = (2j * np.pi * hertz - dies) / RATE
    begins = loud * np.exp(1j * phase + np.arange(-(-samples // _ROW))[:, None] * (_ROW * a_sample))
    within = np.exp(a_sample[:, None] * np.arange(_ROW))
    rows = np.hstack((begins.real, begins.imag)).astype(np.float32)
    # Not `@`: it would wake a thread for every core, which then spins.
    tone = np.einsum("rp,pc->rc", rows, np.vstack((within.imag, within.real)).astype(np.float32))
    whole: Tone = tone.reshape(-1)[:samples]
    return whole


@lru_cache(maxsize=24)
def played(on: Instrument, hertz: float, seconds: float) -> Tone:
    """One note, float32 (samples,)."""
    if on == "felt":
        return felted(hertz, seconds, dies=0.6)
    if on == "bell":
        rung = [(0.75 * loud, 2 * hertz * ratio, dies, 0.0) for ratio, loud, dies in _BELL]
        return dying(rung, seconds, attack=1400)
    dies, bright, body = _PLUCKED[on]
    partials: list[Partial] = []
    for partial in range(1, 15):
        if hertz * partial > _HIGHEST:
            break
        stretched = hertz * partial * np.sqrt(1 + 8e-5 * partial**2)
        loud = 1.15 * bright**partial / partial**0.5
        partials.append((loud, stretched, dies * (0.55 + 0.42 * partial), float(partial)))
    tone = dying(partials, seconds, attack=900)
    return tone + dying([(body, 118.0, 30.0, 0.0)], seconds) if body else tone


def felted(hertz: float, seconds: float, dies: float) -> Tone:
    """A piano string under felt, float32 (samples,): few overtones that die early, each faster by so much, a soft thud."""
    overtones = ((1, 1.0), (2, 0.34), (3, 0.12), (4, 0.05))
    partials = [
        (loud, hertz * partial * np.sqrt(1 + 4e-4 * partial**2), 0.9 + dies * partial, 0.0)
        for partial, loud in overtones
    ]
    return dying((*partials, (0.16, 92.0, 46.0, 0.0)), seconds, attack=160)


@lru_cache(maxsize=24)
def leaned(hertz: float, seconds: float) -> Tone:
    """A bowed note that swells and goes, float32 (samples,)."""
    waver, swell = _bow(seconds)
    phase = 2 * np.pi * hertz * waver
    return overtones(phase, [(loud, number, float(number**2)) for number, loud in _LEANED]) * swell


def overtones(phase: npt.NDArray[np.float64], given: Iterable[tuple[float, int, float]]) -> Tone:
    """Sines of multiples of a phase (samples,), summed: loudness, number and phase of each. One sine and cosine a sample; all
    others are its powers."""
    by_number = {number: loud * np.exp(1j * shift) for loud, number, shift in given}
    turn = np.exp(1j * np.fmod(phase, 2 * np.pi)).astype(np.complex64)
    summed = np.zeros_like(turn)
    for number in range(max(by_number), 0, -1):
        summed += np.complex64(by_number.get(number, 0))
        summed *= turn
    return summed.imag


@lru_cache(maxsize=2)
def _bow(seconds: float) -> tuple[npt.NDArray[np.float64], Tone]:
    """What is the same for all bowed notes of a length: time as it wavers, and how loud they are."""
    time = np.arange(int(seconds * RATE)) / RATE
    wavers = time + 0.0016 * np.clip(time - 0.5, 0, 1) * np.sin(2 * np.pi * 4.7 * time) / 4.7
    swell = 0.30 * np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 0.9
    return wavers, swell.astype(np.float32)


@lru_cache(maxsize=1)
def thumped() -> Tone:
    """A soft low drum, float32 (samples,)."""
    time = np.arange(int(0.4 * RATE)) / RATE
    drum = np.sin(2 * np.pi * (62 * time + 34 * (1 - np.exp(-time * 30)) / 30)) * np.exp(-time * 13)
    return drum.astype(np.float32)


@lru_cache(maxsize=8)
def tapped(seed: int) -> Tone:
    """A fingertip on wood, float32 (samples,)."""
    time = np.arange(int(0.12 * RATE)) / RATE
    noise = np.random.default_rng(seed).standard_normal(time.size)
    wood = (np.sin(2 * np.pi * 640 * time) + 0.5 * np.sin(2 * np.pi * 1130 * time)) * np.exp(-time * 60)
    return (wood + noise * np.exp(-time * 160) * 0.5).astype(np.float32)


def forget_notes() -> None:
    """Drops the notes that are kept while a piece is played."""
    played.cache_clear()
    leaned.cache_clear()
    _bow.cache_clear()
