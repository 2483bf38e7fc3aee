"""What is said when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.sound.loudness import RATE
from renderers.video.sound.narration import place
from renderers.video.sound.narration.place import GAP, LEAD, OVERRUN, TAIL, Spoken, narration
from renderers.video.sound.narration.speak import Heard
from renderers.video.sound.narration.voices import Voice
from renderers.video.timeline.pace import paced
from renderers.video.timeline.script import script_of
from renderers.video.timeline.storyboard import storyboard_for

JANA = SAMPLE_STORIES["jana"]
SCRIPT = script_of(JANA, storyboard_for(JANA))
BOARD = paced(storyboard_for(JANA), SCRIPT)


LETTER_SECONDS = 0.07
_SOUND = re.compile(r"\[([^\]]+)\]\(/[^)]*/\)")


def hum(_: Voice, sentences: Sequence[str], __: frozenset[str]) -> dict[str, Heard]:
    return {
        said: Heard(np.ones((2, int(len(_SOUND.sub(r"\1", said)) * LETTER_SECONDS * RATE)), np.float32))
        for said in sentences
    }


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> tuple[Spoken, ...]:
    monkeypatch.setattr(place, "speak", hum)
    return narration(SCRIPT, BOARD, Voice("hibari", "en", "a hum"), ("Jana Nováková", "Jana"))


def test_nobody_speaks_over_themselves_or_over_the_end(said: tuple[Spoken, ...]) -> None:
    assert all(after.begin - before.end >= GAP - 1e-6 for before, after in pairwise(said))
    assert said[-1].end <= BOARD.seconds - TAIL


def test_a_sentence_begins_in_its_scene_and_hardly_outlasts_it(said: tuple[Spoken, ...]) -> None:
    scenes = [(first / BOARD.rate, (first + cut.frames) / BOARD.rate, cut.scene) for first, cut in BOARD.starts()]
    for one in said:
        begin, end, _ = next(scene for scene in scenes if one.line in SCRIPT.spoken(scene[2]))
        assert begin + LEAD <= one.begin
        assert one.end <= end + OVERRUN + 1e-6


def test_every_word_that_is_heard_is_one_the_captions_show(said: tuple[Spoken, ...]) -> None:
    shown = [line for _, cut in BOARD.starts() for line in SCRIPT.spoken(cut.scene)]
    assert said
    assert [shown.index(one.line) for one in said] == sorted(shown.index(one.line) for one in said)


def test_what_does_not_fit_is_left_to_the_captions_with_all_that_follows_it(said: tuple[Spoken, ...]) -> None:
    heard = [one.line for one in said]
    for _, cut in BOARD.starts():
        spoken = [line in heard for line in SCRIPT.spoken(cut.scene)]
        assert spoken == sorted(spoken, reverse=True)
    assert "Rolled by hand by four people at one long table." not in heard


def test_only_sentences_that_name_the_person_are_personal(monkeypatch: pytest.MonkeyPatch) -> None:
    personal: list[frozenset[str]] = []

    def note(voice: Voice, sentences: Sequence[str], named: frozenset[str]) -> dict[str, Heard]:
        personal.append(named)
        return hum(voice, sentences, named)

    monkeypatch.setattr(place, "speak", note)
    narration(SCRIPT, BOARD, Voice("hibari", "en", "a hum"), ("Jana Nováková", "Jana"))
    assert personal == [frozenset({"[Jana](/jˈɑnə/) [Nováková](/nˈɔvɑkɔvə/)."})]
