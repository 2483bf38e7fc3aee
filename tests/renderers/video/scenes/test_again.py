"""A gift to somebody who had one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from renderers.relation import Remembered
from renderers.samples.stories import NOW, SAMPLE_STORIES
from renderers.video.scenes.again import Again, again_words

JANA = SAMPLE_STORIES["jana"]


def had(days: int, gift: str, name: str = "jana") -> Again:
    story = SAMPLE_STORIES[name]
    last = Remembered(gift, story.person.locale, NOW - timedelta(days=days), is_for_mail=True, was_swapped=False)
    return again_words(replace(story, remembered=last))


def test_the_last_gift_they_kept_is_named_with_its_month() -> None:
    words = had(160, "Honey")
    assert (words.past, words.when) == ("Honey", "November 2026")
    assert words.spoken()[-1] == "November 2026: Honey"
    assert had(160, "はちみつ", name="misaki").spoken()[-1] == "2026年11月：はちみつ"


def test_where_nothing_is_remembered_no_gift_is_named() -> None:
    words = again_words(replace(JANA, remembered=None))
    assert (words.past, words.when) == (None, None)
    assert words.line == "We started again, from the very beginning."


@pytest.mark.parametrize(
    ("name", "month"), [("jana-cs", "listopad 2026"), ("misaki", "2026年11月"), ("thordis", "nóvember 2026")]
)
def test_the_month_stands_alone_as_the_language_writes_it(name: str, month: str) -> None:
    assert had(160, "Honey", name=name).when == month
