"""The film of somebody who swapped."""

from __future__ import annotations

from dataclasses import replace

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.swapped import swapped_words
from renderers.video.timeline.storyboard import storyboard_for

JANA = SAMPLE_STORIES["jana"]


def test_their_choice_is_named_and_the_first_gift_is_not() -> None:
    words = swapped_words(JANA)
    assert words.choice == "Date and sour cherry truffles"
    assert words.spoken()[0] == "You chose. Here it is."


def test_who_has_swapped_is_not_asked_again_whether_they_would_rather() -> None:
    board = storyboard_for(replace(JANA, is_swapped=True))
    scenes = [cut.scene for cut in board.scenes]
    assert "swapped" in scenes
    assert "swap" not in scenes
