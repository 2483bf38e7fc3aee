from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.decisions.forecasting.confidence import FEWEST
from service.gifting.models import RecipientGift
from service.insights.reasons import NONE_GIVEN, OTHER, TASK, WORDS, Declines, count_declines, describe_declines
from service.recipients.questions import DECLINE_REASONS
from tests.factories import AT
from tests.service.gifting.scene import set_scene

NOT_INTERESTED, HAVE, WRONG = WORDS["not_interested"], WORDS["already_have"], WORDS[TASK]


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({}, Declines((), 0)),
        ({"dietary": 1}, Declines((), 1)),
        ({"wrong_person": 1}, Declines(((WRONG, 1),), 0)),
        ({"not_interested": 3, None: 9}, Declines((), 12)),
        ({"not_interested": 4, None: 4}, Declines(((NONE_GIVEN, 4), (NOT_INTERESTED, 4)), 0)),
        ({"not_interested": 4}, Declines((), 4)),
        ({"not_interested": 4, "already_have": 3}, Declines((), 7)),
        ({"not_interested": 4, "already_have": 3, None: 1}, Declines(((NOT_INTERESTED, 4),), 4)),
        ({"not_interested": 5, "already_have": 4, None: 2}, Declines(((NOT_INTERESTED, 5),), 6)),
        ({"dietary": 3, "privacy": 3, "other": 1, None: 4}, Declines(((OTHER, 7), (NONE_GIVEN, 4)), 0)),
        ({"dietary": 8, "wrong_person": 8}, Declines(((WRONG, 8),), 8)),
    ],
)
def test_a_reason_is_told_where_it_points_at_nobody(people: dict[str | None, int], told: Declines) -> None:
    assert describe_declines(people) == told


def test_no_figure_that_is_told_or_follows_from_what_is_told_is_of_one_to_three_people() -> None:
    for numbers in product(range(7), repeat=4):
        people = dict(zip((None, "dietary", "not_interested", "already_have"), numbers, strict=True))
        told = describe_declines(people)
        shown = [number for _, number in told.lines]

        assert sum(shown) + told.untold == sum(numbers)
        assert all(number >= FEWEST and sum(numbers) - number >= FEWEST for number in shown)
        assert not shown or told.untold == 0 or told.untold >= FEWEST


def test_what_speaks_of_food_health_faith_or_privacy_has_no_words_for_the_sender() -> None:
    assert set(DECLINE_REASONS) - set(WORDS) == {"dietary", "privacy", "other"}


def test_a_campaign_with_one_dietary_decline_says_only_that_somebody_declined(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, 2)
        gifts = session.scalars(select(RecipientGift)).all()
        for gift, reason in zip(gifts, ("dietary", "wrong_person"), strict=True):
            gift.status, gift.decline_reason, gift.decided_at = "declined", reason, AT
        session.flush()

        assert count_declines(session, scene.workspace_id, scene.campaign.id) == Declines(((WRONG, 1),), 1)
