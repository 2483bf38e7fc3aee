from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.db.connect import transaction
from service.gifting.decline import REASONS, decline_gift
from service.insights.reasons import FEWEST, OTHER, UNSAID, count_declines, told_reasons
from tests.factories import AT
from tests.service.gifting.scene import set_scene

WRONG = "It reached the wrong person"


@pytest.mark.parametrize("reason", ["dietary", "privacy", "a reason of health or faith that comes later"])
def test_what_is_a_persons_own_is_among_the_others_however_many_say_it(reason: str) -> None:
    assert told_reasons({reason: 30, "not_interested": 20}) == [("Not interested", 20), (OTHER, 30)]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, []),
        ({"not_interested": 3}, [(OTHER, 3)]),
        ({"not_interested": 4}, [(OTHER, 4)]),
        ({"not_interested": 4, None: 4}, [(UNSAID, 4), ("Not interested", 4)]),
        ({"not_interested": 9, "gift_policy": 5, "dietary": 1}, [("Not interested", 9), (OTHER, 6)]),
        ({"not_interested": 9, "dietary": 3}, [(OTHER, 12)]),
        ({"not_interested": 9, None: 1, "dietary": 3}, [("Not interested", 9), (OTHER, 4)]),
        ({"wrong_person": 1}, [(WRONG, 1)]),
        ({"wrong_person": 1, "dietary": 1}, [(WRONG, 1), (OTHER, 1)]),
    ],
)
def test_no_reason_is_told_of_fewer_than_four_but_a_wrong_address(
    counts: dict[str | None, int], told: list[tuple[str, int]]
) -> None:
    assert told_reasons(counts) == told


@given(counts=st.dictionaries(st.sampled_from([None, *REASONS]), st.integers(1, 12)))
@settings(deadline=None, max_examples=200)
def test_every_line_and_its_complement_hold_at_least_four(counts: dict[str | None, int]) -> None:
    lines = told_reasons(counts)
    own = [line for line in lines if line[0] != WRONG]
    everybody = sum(number for _, number in own)
    named = [line for line in own if line[0] != OTHER]

    assert sum(number for _, number in lines) == sum(counts.values())
    assert all(number >= FEWEST and everybody - number >= FEWEST for _, number in named)
    if named:
        assert all(number >= FEWEST for _, number in own)


def test_a_campaigns_declines_are_counted_so(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        decline_gift(session, scene.gifts[0], "dietary", AT)
        decline_gift(session, scene.gifts[1], "wrong_person", AT)
        assert count_declines(session, scene.workspace_id, scene.campaign.id) == [(WRONG, 1), (OTHER, 1)]
        assert count_declines(session, "wsp_of_somebody_else", scene.campaign.id) == []
