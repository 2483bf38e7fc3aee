"""Every word that a film shows is said in its spoken edition, in time, or named as left out."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import av
import numpy as np
import pytest

from benchmarks.video.people import people
from renderers.context import Story
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video import draw as film_drawing
from renderers.video.film import Film, film_of
from renderers.video.sound import soundtrack as sounds
from renderers.video.sound.loudness import RATE, measure, quickened
from renderers.video.sound.narration import place
from renderers.video.sound.narration.names_said import words_in
from renderers.video.sound.narration.place import heard_lines
from renderers.video.sound.narration.speak import Heard
from renderers.video.sound.narration.voices import Voice
from renderers.video.sound.soundtrack import Tracks, tracks
from renderers.video.sound.spoken_edition import LAG, Edition, edition, lines_of
from renderers.video.timeline.chapters import cues_of

ENGLISH = Voice("hibari", "en", "a hum")
LETTER_SECONDS = 0.062
"""Of the packaged voice, measured."""


@pytest.fixture(autouse=True)
def a_hum(monkeypatch: pytest.MonkeyPatch) -> None:
    def speak(_: Voice, sentences: list[str], __: frozenset[str]) -> dict[str, Heard]:
        """As long as the voice takes; it knows no word with an x."""
        return {
            said: Heard(
                np.zeros((2, int(len(said) * LETTER_SECONDS * RATE)), np.float32),
                tuple(word for word in said.split() if "x" in word.casefold()),
            )
            for said in sentences
        }

    monkeypatch.setattr(place, "speak", speak)


def heard(story: Story) -> tuple[Film, Edition]:
    film = film_of(story)
    lines = [line for own in lines_of(film).values() for line in own]
    whole = edition(film, heard_lines(lines, ENGLISH, film_drawing.names_of(story.person)))
    assert whole is not None
    return film, whole


def english() -> list[Story]:
    return [story for story in people(60) if story.person.locale == "en"]


def test_every_word_that_is_shown_is_said_or_named_as_left_out_for_every_person() -> None:
    assert len(english()) > 15
    for story in english():
        film, whole = heard(story)
        said = {word for one in whole.spoken for word in words_in((one.line,))} | set(words_in(whole.left_out))
        assert set(words_in(film.script.shown())) <= said
        names = {word for name in film_drawing.names_of(story.person) for word in words_in((name,))}
        assert names & set(words_in(film.script.shown())) <= said


def test_it_is_in_time_and_nobody_speaks_over_themselves() -> None:
    for story in english()[:12]:
        film, whole = heard(story)
        ends = {cut.scene: (first + cut.frames) / 30 for first, cut in film.storyboard.starts()}
        scene_of = {line: scene for scene, own in lines_of(film).items() for line in own}
        assert all(one.end <= ends[scene_of[one.line]] + LAG + 0.1 for one in whole.spoken)
        assert all(after.begin >= before.end - 0.1 for before, after in pairwise(whole.spoken))
        assert whole.spoken[-1].end <= film.storyboard.seconds


def test_what_takes_longer_than_its_film_even_at_the_quickest_has_no_edition() -> None:
    film = film_of(SAMPLE_STORIES["jana"])
    endless = Heard(np.zeros((2, 20 * RATE), np.float32))
    assert edition(film, {line: endless for own in lines_of(film).values() for line in own}) is None


def test_quicker_is_shorter_and_as_loud() -> None:
    moments = np.arange(2 * RATE) / RATE
    tone = (0.1 * np.sin(2 * np.pi * 440 * moments)).astype(np.float32)
    sound = np.stack([tone, tone])
    assert quickened(sound, 1.0) is sound
    quick = quickened(sound, 1.25)
    assert quick.shape[1] == pytest.approx(2 * RATE / 1.25, rel=0.03)
    assert measure(quick).integrated == pytest.approx(measure(sound).integrated, abs=1.0)


def test_its_player_captions_and_transcript_say_that_the_voice_is_synthetic_and_what_it_leaves_out() -> None:
    story = SAMPLE_STORIES["jana"]
    film, cache = film_of(story), film_drawing.opened_cache()
    cues = cues_of(film.script.locale, film.storyboard)
    sound = Tracks(b"heard", b"spoken", ("Xaverová",), has_voice=True)
    beside = film_drawing.beside(story, film, cues, cache, "made", sound)
    player, captions, transcript = (beside[name][1].decode() for name in ("player", "captions", "transcript"))
    assert "A synthetic voice is heard in this film." in player
    assert "It leaves out one word whose sound we don’t know: Xaverová." in player
    assert 'data-part="spoken"' in player
    assert f"{story.gift.name}" in player
    assert "A synthetic voice is heard in this film." in captions
    assert transcript.endswith("A synthetic voice is heard in this film.\n")
    silent = film_drawing.beside(story, film, cues, cache, "made")
    assert all(b"synthetic" not in silent[name][1] for name in ("player", "captions", "transcript"))


def test_both_are_made_where_a_natural_voice_reads_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "voice_for", lambda _: ENGLISH)
    film = film_of(SAMPLE_STORIES["jana"])
    made = tracks(film, film_drawing.names_of(SAMPLE_STORIES["jana"].person))
    assert made.has_voice
    assert made.spoken is not None
    with av.open(BytesIO(made.spoken)) as spoken:
        assert float(spoken.duration or 0) / av.time_base == pytest.approx(film.storyboard.seconds, abs=0.1)
    monkeypatch.setattr(sounds, "voice_for", lambda _: None)
    assert tracks(film, ()).spoken is None
