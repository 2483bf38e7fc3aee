"""Six pieces of music, one for each motive, written by rule: who a film is for decides tempo, metre, mode and instruments.

A piece is as long as its film: its tempo bends by a few percent so that the last bar comes home with the last picture. The melody
is drawn from a seed of its own, so the same motive and length give the same samples everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from renderers.material import Tune
from renderers.video.sound.instruments import Instrument, Tone, forget_notes, leaned, played, tapped, thumped
from renderers.video.sound.loudness import RATE, Sound

Ground = Literal["chords", "broken", "pulse", "bass", "waltz", "picked"]
"""What stands under the melody."""
MODES: Final = {
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
}


@dataclass(frozen=True, slots=True)
class Character:
    """`tempo` in beats a minute, `beats` of a bar, `root` in semitones from A3. `lead` and `on` play the melody and what is under
    it; `grid` notes of melody fall on a beat, each with probability `density`, at most `leap` steps from the last. `bow` and
    `taps` say how much of a long bowed note and of a beat on wood is heard, 0 to 1; `swing` beats by which the second note of a
    beat waits."""

    tempo: int
    beats: int
    root: int
    mode: str
    lead: Instrument
    ground: Ground
    on: Instrument
    bow: float
    grid: int
    density: float
    leap: int
    taps: float
    swing: float = 0.0


CHARACTERS: Final[dict[Tune, Character]] = {
    "calm": Character(58, 4, -7, "lydian", "felt", "chords", "felt", 0.9, 1, 0.55, 2, 0.0),
    "focus": Character(84, 4, -5, "dorian", "pluck", "broken", "pluck", 0.35, 2, 0.95, 1, 0.0),
    "sport": Character(116, 4, -2, "mixolydian", "pluck", "pulse", "pluck", 0.45, 2, 0.85, 3, 0.9),
    "curiosity": Character(100, 3, -4, "lydian", "bell", "bass", "pizzicato", 0.25, 2, 0.7, 4, 0.15),
    "family": Character(78, 3, -2, "ionian", "felt", "waltz", "felt", 1.0, 1, 0.8, 2, 0.0),
    "craft": Character(90, 4, 0, "aeolian", "guitar", "picked", "guitar", 0.3, 2, 0.7, 2, 0.55, 0.12),
}
FORM: Final = (0, 3, 0, 5, 3, 4, 5, 3, 1, 4)
"""Degrees of the bars, round and round; the last two are the fourth and home."""
HOME: Final = (3, 0)
FEWEST_BARS: Final = 2
DRUMS: Final = 0.8
"""From so much beat on it is a drum, below it a fingertip."""
_LOWEST, _HIGHEST = 5, 15
_LONG: Final = {"felt": 2.8, "bell": 2.8}


def piece(tune: Tune, samples: int) -> Sound:
    """The music, dry: float32 (2, samples) at 48 kHz. It begins a quarter of a second late, as a hand does."""
    character = CHARACTERS[tune]
    bars = max(FEWEST_BARS, round(samples / RATE * character.tempo / 60 / character.beats))
    beat = samples / RATE / (bars * character.beats)
    mixed: Sound = np.zeros((2, samples), np.float32)
    rng = np.random.default_rng([bars, *tune.encode()])
    note = 7
    for bar in range(bars):
        is_last = bar >= bars - len(HOME)
        degree = HOME[bar - bars] if is_last else FORM[bar % len(FORM)]
        strength = _strength(bar / max(1, bars - 1))
        for count in range(character.beats):
            second = (bar * character.beats + count) * beat
            is_over = bar == bars - 1 and count > 1
            if not is_over:
                _under(mixed, character, degree, count, second, beat, strength)
                note = _melody(
                    mixed, character, degree, count, second, beat, strength, note, rng, is_last=bar == bars - 1
                )
                _beat(mixed, character, count, second, beat, strength)
        for step, loud in ((4, 0.5), (2, 0.36)):
            bowed = leaned(_hertz(character, degree + step), round(character.beats * beat + 0.9, 3))
            _add(mixed, bowed, bar * character.beats * beat, 0.3 * character.bow * loud * strength, 0.4 + 0.2 * loud)
    forget_notes()
    return mixed


def _strength(share: float) -> float:
    """How strongly it is played: it begins lightly, is fullest where the gift is shown, and ends calmly."""
    return float(np.interp(share, (0.0, 0.15, 0.45, 0.8, 1.0), (0.55, 0.8, 1.0, 0.9, 0.7)))


def _under(
    mixed: Sound, character: Character, degree: int, count: int, second: float, beat: float, strength: float
) -> None:
    """One beat of what stands under the melody."""
    on = character.on

    def play(step: int, at: float, seconds: float, loud: float, side: float) -> None:
        _add(
            mixed, played(on, _hertz(character, degree + step) / 2, seconds), second + at * beat, loud * strength, side
        )

    match character.ground:
        case "chords" if count % 2 == 0:
            play(0, 0.0, 3.4, 0.50, 0.42)
            play(4, 0.5, 3.2, 0.30, 0.48)
        case "broken":
            for at, step in enumerate((0, 4, 7, 4)):
                play(step, at / 4, 1.6, 0.26, 0.35 + 0.1 * at)
        case "pulse":
            for half in (0.0, 0.5):
                for step, loud, side in ((0, 0.60, 0.4), (4, 0.40, 0.6)):
                    bowed = leaned(_hertz(character, degree + step) / 2, round(beat * 0.46, 3))
                    _add(mixed, bowed, second + half * beat, loud * strength, side)
        case "bass":
            play((0, 4, 2)[count % 3], 0.0, 1.0, 0.55, 0.35)
        case "waltz":
            for step, loud in ((0, 0.48),) if count == 0 else ((9, 0.2), (11, 0.2)):
                play(step, 0.0, 3.0 if count == 0 else 1.6, loud, 0.42)
        case "picked":
            for at, step in enumerate((0, 4) if count % 2 == 0 else (2, 7)):
                play(step, at * (0.5 + character.swing), 2.4, 0.34, 0.4 + 0.15 * at)


def _melody(
    mixed: Sound,
    character: Character,
    degree: int,
    count: int,
    second: float,
    beat: float,
    strength: float,
    note: int,
    rng: np.random.Generator,
    *,
    is_last: bool,
) -> int:
    """One beat of the melody from `note` on; answers the note it ends on. A bar begins with a note of its chord, the last one at
    home."""
    for at in range(1 if is_last else character.grid):
        if rng.random() >= character.density and not (count == 0 and at == 0):
            continue
        note = int(np.clip(note + int(rng.integers(-character.leap, character.leap + 1)), _LOWEST, _HIGHEST))
        is_strong = count == 0 and at == 0
        if is_strong:
            note = degree + 7 + 2 * int(rng.integers(0, 3))
        if is_last:
            note = 7 + degree + (0 if count else 2)
        tone = played(character.lead, _hertz(character, note), _LONG.get(character.lead, 1.8))
        late = at / character.grid + (character.swing if at else 0.0)
        _add(
            mixed,
            tone,
            second + late * beat,
            (0.46 if is_strong else 0.34) * strength,
            0.5 + 0.12 * float(np.sin(note)),
        )
    return note


def _beat(mixed: Sound, character: Character, count: int, second: float, beat: float, strength: float) -> None:
    """The drum or the fingertip, where the piece has one."""
    if character.taps >= DRUMS:
        _add(mixed, thumped(), second, 0.55 * character.taps * strength, 0.5)
        _add(mixed, tapped(count % 3), second + beat / 2, 0.10 * character.taps, 0.62)
    elif character.taps and count % 2:
        _add(mixed, tapped(count % 3), second + beat / 2, 0.16 * character.taps, 0.6)


def _hertz(character: Character, degree: int) -> float:
    scale = MODES[character.mode]
    semitones = character.root + scale[degree % 7] + 12 * (degree // 7)
    return float(220.0 * 2 ** (semitones / 12))


def _add(mixed: Sound, tone: Tone, second: float, loud: float, side: float) -> None:
    """Adds a tone from a second on, between the left (0) and the right (1) side; what runs over the end is cut."""
    begin = int((second + 0.25) * RATE)
    kept = tone[: max(0, mixed.shape[1] - begin)]
    mixed[0, begin : begin + kept.size] += kept * np.float32(loud * np.cos(side * np.pi / 2))
    mixed[1, begin : begin + kept.size] += kept * np.float32(loud * np.sin(side * np.pi / 2))
