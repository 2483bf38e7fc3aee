"""The other gifts on the frame."""

from __future__ import annotations

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.swap import swap_pictures, swap_words

JANA = SAMPLE_STORIES["jana"]


def test_at_most_three_are_shown_each_with_its_picture() -> None:
    assert len(JANA.alternatives) == 4
    assert swap_words(JANA).names == tuple(gift.name for gift in JANA.alternatives[:3])
    assert [wanted.image for wanted in swap_pictures(JANA)] == [gift.image for gift in JANA.alternatives[:3]]
