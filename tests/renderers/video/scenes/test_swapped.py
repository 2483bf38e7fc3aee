"""The film of somebody who swapped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.swapped import _title, swapped_words
from renderers.video.timeline.storyboard import storyboard_for

JANA = SAMPLE_STORIES["jana"]


def test_their_choice_is_named_and_the_first_gift_is_not() -> None:
    words = swapped_words(JANA)
    assert words.choice == "Date and sour cherry truffles"
    assert words.spoken()[0] == "You chose. Here it is."


@pytest.mark.parametrize(
    ("who", "title"),
    [
        ("jana", "You chose. Here\u00a0it\u00a0is."),
        ("darya", "Вы выбрали. Вот\u00a0ваш\u00a0подарок."),
        ("misaki", "お選びの品を、どうぞ。"),
    ],
)
def test_the_second_sentence_of_its_title_is_not_broken_in_two(who: str, title: str) -> None:
    assert _title(swapped_words(SAMPLE_STORIES[who])) == title


def test_who_has_swapped_is_not_asked_again_whether_they_would_rather() -> None:
    board = storyboard_for(replace(JANA, is_swapped=True))
    scenes = [cut.scene for cut in board.scenes]
    assert "swapped" in scenes
    assert "swap" not in scenes
