"""A wave set for a day and an hour leaves on each reader's own clock, on a working day in their country."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from service.campaigns.models import Wave
from service.contact.departures import departure
from service.contact.may_write import Answer
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from tests.service.contact.asking import NOON, asked
from tests.service.gifting.scene import Scene


@pytest.mark.parametrize(
    ("country", "day", "leaves"),
    [
        ("CZ", date(2027, 3, 18), datetime(2027, 3, 18, 8, tzinfo=UTC)),
        # Good Friday, the weekend, Easter Monday; and summer time has begun meanwhile.
        ("CZ", date(2027, 3, 26), datetime(2027, 3, 30, 7, tzinfo=UTC)),
        ("JP", date(2027, 3, 18), datetime(2027, 3, 18, 0, tzinfo=UTC)),
        # Their weekend is Friday and Saturday.
        ("EG", date(2027, 3, 19), datetime(2027, 3, 21, 7, tzinfo=UTC)),
        ("DE", date(2027, 3, 20), datetime(2027, 3, 22, 8, tzinfo=UTC)),
    ],
)
def test_it_is_nine_on_their_clock_on_a_working_day(country: str, day: date, leaves: datetime) -> None:
    assert departure(country, day, 9) == leaves


def test_where_a_country_has_many_clocks_it_is_the_last_of_them() -> None:
    assert departure("US", date(2027, 3, 18), 9) == datetime(2027, 3, 18, 19, tzinfo=UTC)


def test_what_begins_with_the_wave_waits_for_its_hour_and_nothing_else_does(scene: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.wave = 7
        day = date(2027, 5, 14)
        session.add(
            Wave(workspace_id=scene.workspace_id, campaign_id=scene.campaign.id, number=7, leave_on=day, leave_hour=9)
        )
    scheduled = Answer(None, "scheduled", datetime(2027, 5, 14, 7, tzinfo=UTC))
    assert asked(scene, "invitation") == scheduled
    assert asked(scene, "question") == scheduled
    assert asked(scene, "reminder") == Answer()
    assert asked(scene, "recall") == Answer()
    assert asked(scene, "invitation", datetime(2027, 5, 14, 7, tzinfo=UTC)) == Answer()
    assert NOON.tzinfo is UTC
