"""How the giver takes leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.sign_off import sign_off_words

FIRST = replace(SAMPLE_STORIES["jana"], past_gifts=(), remembered=None)


@pytest.mark.parametrize(
    ("relationship", "thanks"),
    [
        (None, "With thanks"),
        ("customer", "With thanks"),
        ("partner", "With thanks for working together"),
        ("prospect", "With kind regards"),
    ],
)
def test_the_thanks_fit_where_the_two_stand(relationship: str | None, thanks: str) -> None:
    story = replace(FIRST, relationship=relationship)  # type: ignore[arg-type]
    assert sign_off_words(story).thanks == thanks


def test_who_had_a_gift_before_is_thanked_once_more() -> None:
    assert sign_off_words(SAMPLE_STORIES["jana"]).thanks == "With thanks, once more"


def test_the_sender_signs_with_the_name_colleagues_use() -> None:
    words = sign_off_words(FIRST)
    assert (words.given_name, words.sender, words.company) == ("Nora", "Nora Whitfield", "Fjord & Loom AS")
