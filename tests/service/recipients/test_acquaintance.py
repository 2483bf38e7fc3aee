from __future__ import annotations

from typing import get_args

import pytest

from renderers.video.timeline.conditions import QUESTIONS
from service.recipients.acquaintance import LIFECYCLES, RELATIONSHIPS, Relationship, closer


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("prospect", "customer", "customer"),
        ("customer", "prospect", "customer"),
        (None, "partner", "partner"),
        ("partner", None, "partner"),
        (None, None, None),
    ],
)
def test_of_two_words_about_a_company_the_closer_one_counts(
    first: Relationship | None, second: Relationship | None, counts: Relationship | None
) -> None:
    assert closer(RELATIONSHIPS, first, second) == counts


def test_the_words_are_those_a_storyboard_may_ask_for() -> None:
    assert set(RELATIONSHIPS) | {"unknown"} == set(QUESTIONS["relationship"].answers)
    assert set(LIFECYCLES) | {"unknown"} == set(QUESTIONS["lifecycle"].answers)
    assert get_args(Relationship) == RELATIONSHIPS
