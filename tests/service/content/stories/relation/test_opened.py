"""When somebody first opened their page: asked only of films that are made after that."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from renderers.relation import Daypart
from service.content.stories.relation.opened import opened_in
from service.content.stories.story import staff_story, story_of
from service.db.connect import transaction
from tests.service.gifting.scene import set_scene


@pytest.mark.parametrize(
    ("films", "country", "hour", "part"),
    [
        ("opened", "CZ", 8, "morning"), ("opened", "CZ", 11, "day"), ("opened", "CZ", 18, "evening"), ("ahead", "CZ", 8, None),
        # It is eleven in New York and six in Honolulu: the country has no one hour.
        ("opened", "US", 16, None),
    ],
)  # fmt: skip
def test_it_is_the_part_of_the_day_on_the_readers_own_clock(
    database: str, films: str, country: str, hour: int, part: Daypart | None
) -> None:
    with transaction() as session:
        scene = set_scene(session, films=films)
        gift = scene.gifts[0]
        scene.people[0].country = country
        assert opened_in(scene.campaign, gift, country) is None
        gift.opened_at = datetime(2026, 11, 23, hour, tzinfo=UTC)
        session.flush()
        assert opened_in(scene.campaign, gift, country) == part
        assert story_of(session, gift).daypart == part
        assert staff_story(session, gift).daypart is None
