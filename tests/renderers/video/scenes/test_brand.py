"""The giver's opening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.errors import ProofFailed
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.brand import brand_words

JANA = SAMPLE_STORIES["jana"]


def test_it_holds_nothing_personal_so_a_whole_campaign_shares_it() -> None:
    assert brand_words(JANA).spoken() == ("Fjord & Loom", "a spring thank-you")
    assert brand_words(JANA) == brand_words(SAMPLE_STORIES["long-name"])


def test_an_occasion_that_is_empty_is_refused() -> None:
    with pytest.raises(ProofFailed, match="occasion"):
        brand_words(replace(JANA, occasion=" "))
