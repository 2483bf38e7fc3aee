"""A gift to somebody who had one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from renderers.context import Money, PastGift
from renderers.samples.stories import NOW, SAMPLE_STORIES
from renderers.video.scenes.again import Again, again_words

JANA = SAMPLE_STORIES["jana"]


def had(*past: tuple[int, str, str], name: str = "jana") -> Again:
    gifts = tuple(PastGift(NOW - timedelta(days=days), gift, state, Money(2000, "EUR")) for days, gift, state in past)
    return again_words(replace(SAMPLE_STORIES[name], past_gifts=gifts))


def test_the_last_gift_they_kept_is_named_with_its_month() -> None:
    words = had((400, "Tea", "delivered"), (160, "Honey", "accepted"), (20, "Soap", "declined"))
    assert (words.past, words.when) == ("Honey", "November 2026")
    assert words.spoken()[-1] == "November 2026: Honey"
    assert had((160, "はちみつ", "accepted"), name="misaki").spoken()[-1] == "2026年11月：はちみつ"


@pytest.mark.parametrize("state", ["declined", "donated", "expired", "returned", "canceled"])
def test_nobody_is_reminded_of_what_they_did_not_keep(state: str) -> None:
    words = had((160, "Soap", state))
    assert (words.past, words.when) == (None, None)
    assert words.line == "We started again, from the very beginning."


@pytest.mark.parametrize(
    ("name", "month"), [("jana-cs", "listopad 2026"), ("misaki", "2026年11月"), ("thordis", "nóvember 2026")]
)
def test_the_month_stands_alone_as_the_language_writes_it(name: str, month: str) -> None:
    assert had((160, "Honey", "accepted"), name=name).when == month
