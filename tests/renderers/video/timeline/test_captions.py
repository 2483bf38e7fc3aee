"""Captions and transcript."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.timeline.captions import LINES, LONGEST_LINE, Caption, captions_of, transcript, webvtt
from renderers.video.timeline.script import script_of
from renderers.video.timeline.storyboard import storyboard_for
from tests.renderers.hostile import HOSTILE

JANA = SAMPLE_STORIES["jana"]


def captions(name: str) -> tuple[Caption, ...]:
    story = SAMPLE_STORIES[name]
    return captions_of(script_of(story, storyboard_for(story)), storyboard_for(story))


@pytest.mark.parametrize("name", list(SAMPLE_STORIES))
def test_captions_fill_the_film_without_a_gap_and_stay_short(name: str) -> None:
    shown = captions(name)
    assert shown[0].begin == 0
    assert shown[-1].end == pytest.approx(storyboard_for(SAMPLE_STORIES[name]).seconds)
    assert all(before.end == pytest.approx(after.begin) for before, after in pairwise(shown))
    assert all(1 <= len(caption.lines) <= LINES for caption in shown)
    assert all(len(line) <= LONGEST_LINE for caption in shown for line in caption.lines)


def test_captions_say_every_sentence_in_scene_order() -> None:
    board = storyboard_for(JANA)
    script = script_of(JANA, board)
    said = " ".join(line for caption in captions("jana") for line in caption.lines)
    assert said == " ".join(words for cut in board.scenes for words in script.spoken(cut.scene))


def test_no_caption_is_a_single_word_left_behind() -> None:
    assert [caption.lines for caption in captions("jana")[:3]] == [
        ("Jana Nováková", "Vltava Instruments"),
        ("Something chosen for one person.",),
        ("Good to see you again.",),
    ]


def test_a_japanese_caption_breaks_between_phrases() -> None:
    assert captions("misaki")[0].lines == ("田中 美咲", "北風精機")
    assert captions("misaki")[3].lines == ("2026年11月：夕べの", "草原、カフェインレスブレンド")


def test_a_webvtt_file_has_its_head_its_numbers_and_its_clock() -> None:
    file = webvtt((Caption(0, 2.8, ("Jana", "Chosen.")), Caption(3661.5, 3662, ("Fjord & Loom",))))
    assert file == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.800\nJana\nChosen.\n\n"
        "2\n01:01:01.500 --> 01:01:02.000\nFjord &amp; Loom\n"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_cannot_open_a_tag_or_a_cue(name: str) -> None:
    file = webvtt((Caption(0, 1, (name,)),))
    body = file.split("\n", 4)[4]
    assert "<" not in body
    assert ">" not in body


def test_a_transcript_has_a_paragraph_for_each_scene() -> None:
    words = transcript(script_of(JANA, storyboard_for(JANA)), storyboard_for(JANA))
    assert words.count("\n\n") == 7
    assert words.startswith(
        "Jana Nováková\nVltava Instruments\nSomething chosen for one person.\n\nGood to see you again.\n"
    )
    short = replace(JANA, alternatives=())
    assert transcript(script_of(short, storyboard_for(short)), storyboard_for(short)).count("\n\n") == 6
