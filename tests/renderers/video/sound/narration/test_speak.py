"""Sentences that are kept, and those that are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from renderers.errors import RenderError
from renderers.video.sound.loudness import RATE
from renderers.video.sound.narration import speak as speaking
from renderers.video.sound.narration.speak import _read, speak
from renderers.video.sound.narration.voices import Voice
from tests.renderers.video.sound.narration.robot import LETTER

NOBODY: frozenset[str] = frozenset()


def test_a_sentence_begins_and_ends_where_it_is_heard(robot: Voice) -> None:
    sound = speak(robot, ["Ten letter."], NOBODY)["Ten letter."].sound
    assert (sound.shape[0], sound.dtype) == (2, np.float32)
    assert sound.shape[1] / RATE == pytest.approx(11 * LETTER / 22_050 + 0.06, abs=0.02)


def test_what_was_said_once_is_not_said_again(robot: Voice, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = speak(robot, ["What’s inside.", "What’s inside."], NOBODY)
    assert len(list(kept.rglob("??/*"))) == 1

    def never(*_: object) -> tuple[Path, ...]:
        raise AssertionError("it was spoken again")

    monkeypatch.setattr(speaking, "synthesize", never)
    again = speak(robot, ["What’s inside."], NOBODY)
    assert np.array_equal(again["What’s inside."].sound, first["What’s inside."].sound)


def test_another_voice_says_it_anew(robot: Voice, kept: Path) -> None:
    speak(robot, ["Yours."], NOBODY)
    speak(Voice("espeak-ng", "cs", "another"), ["Yours."], NOBODY)
    assert len(list(kept.rglob("??/*"))) == 2


def test_a_sentence_with_a_name_leaves_nothing_behind(robot: Voice, kept: Path) -> None:
    sounds = speak(robot, ["Jana Nováková.", "Chosen for one person."], frozenset({"Jana Nováková."}))
    assert sounds.keys() == {"Jana Nováková.", "Chosen for one person."}
    assert len(list(kept.rglob("??/*"))) == 1


def test_a_kept_sentence_that_was_spoiled_is_spoken_anew(robot: Voice, kept: Path) -> None:
    first = speak(robot, ["Yours."], NOBODY)["Yours."].sound
    (file,) = kept.rglob("??/*")
    file.write_bytes(b"not a sound")
    assert np.array_equal(speak(robot, ["Yours."], NOBODY)["Yours."].sound, first)


def test_what_is_no_sound_is_an_error_that_names_the_narration() -> None:
    with pytest.raises(RenderError, match="narration: What the voice said cannot be read"):
        _read(b"not a sound")
