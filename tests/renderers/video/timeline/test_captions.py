"""Captions and transcript."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from renderers.context import Story
from renderers.errors import TemplateError
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.timeline.captions import LINES, LONGEST_LINE, Caption, captions_of, transcript, webvtt
from renderers.video.timeline.pace import paced
from renderers.video.timeline.script import Script, script_of
from renderers.video.timeline.storyboard import Storyboard, storyboard_for
from tests.renderers.hostile import HOSTILE

JANA = SAMPLE_STORIES["jana"]


def told(story: Story) -> tuple[Script, Storyboard]:
    """The words of a film and its scenes, as long as they take."""
    script = script_of(story, storyboard_for(story))
    return script, paced(storyboard_for(story), script)


def captions(name: str) -> tuple[Caption, ...]:
    return captions_of(*told(SAMPLE_STORIES[name]))


@pytest.mark.parametrize("name", list(SAMPLE_STORIES))
def test_captions_fill_the_film_without_a_gap_and_stay_short(name: str) -> None:
    shown = captions(name)
    assert shown[0].begin == 0
    assert shown[-1].end == pytest.approx(told(SAMPLE_STORIES[name])[1].seconds)
    assert all(before.end == pytest.approx(after.begin) for before, after in pairwise(shown))
    assert all(1 <= len(caption.lines) <= LINES for caption in shown)
    assert all(len(line) <= LONGEST_LINE for caption in shown for line in caption.lines)


def test_captions_say_every_sentence_in_scene_order() -> None:
    script, board = told(JANA)
    said = " ".join(line for caption in captions("jana") for line in caption.lines)
    assert said == " ".join(words for cut in board.scenes for words in script.spoken(cut.scene))


def test_no_caption_is_a_single_word_left_behind() -> None:
    assert [caption.lines for caption in captions("jana")[:3]] == [
        ("Jana Nováková", "Vltava Instruments"),
        ("Something chosen for one person.",),
        ("Good to see you again.", "This time, something new."),
    ]


def test_a_japanese_caption_breaks_between_phrases() -> None:
    assert captions("misaki")[0].lines == ("田中 美咲", "北風精機")
    assert captions("misaki")[3].lines == ("2026年11月：夕べの", "草原、カフェインレスブレンド")


def frames_of(name: str, scene: str, frames: int) -> list[int]:
    """How long each caption of one scene stands where the scene has so many frames."""
    script, board = told(SAMPLE_STORIES[name])
    (cut,) = (cut for cut in board.scenes if cut.scene == scene)
    alone = replace(board, scenes=(replace(cut, frames=frames),))
    return [round((each.end - each.begin) * board.rate) for each in captions_of(script, alone)]


def test_a_caption_has_the_time_it_takes_and_its_share_of_what_is_spare() -> None:
    assert frames_of("jana", "sign_off", 55 + 36) == [55, 36]
    assert frames_of("jana", "sign_off", 2 * (55 + 36)) == [110, 72]


def test_what_is_spare_brings_japanese_captions_to_a_calm_reading_before_it_lengthens_a_short_one() -> None:
    assert frames_of("misaki", "swap", 125 + 69 + 36) == [125, 69, 36]
    assert frames_of("misaki", "swap", 125 + 69 + 36 + 35) == [147, 82, 36]
    assert frames_of("misaki", "swap", 170 + 94 + 36) == [170, 94, 36]


def test_a_scene_too_short_for_its_captions_is_refused_and_not_shown_faster() -> None:
    script, board = told(JANA)
    short = replace(board, scenes=(replace(board.scenes[0], frames=99),))
    with pytest.raises(
        TemplateError, match=r"^again: opening: 1\d\d frames are needed to read its captions; it has 99"
    ):
        captions_of(script, short)


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
