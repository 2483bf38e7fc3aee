"""The gift's own scene."""

from __future__ import annotations

from dataclasses import replace

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.gift import gift_words

JANA = SAMPLE_STORIES["jana"]


def test_everybody_with_the_same_gift_and_language_shares_its_scene() -> None:
    other = replace(SAMPLE_STORIES["thordis"], gift=JANA.gift)
    assert gift_words(JANA) == gift_words(other)
    assert gift_words(JANA).spoken() == (JANA.gift.name, JANA.gift.line)
