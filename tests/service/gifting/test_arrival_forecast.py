from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.db.connect import transaction
from service.gifting.accept import accept_gift
from service.gifting.arrival_forecast import arrives_on, is_away_then
from service.gifting.live import offers_of
from tests.factories import AT, make_fact
from tests.service.gifting.scene import set_scene

pytestmark = pytest.mark.usefixtures("database")


def test_a_parcel_arrives_lead_days_after_its_answer_can_no_longer_be_undone() -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift, parcel = scene.gifts[0], (session, scene.campaign, scene.gifts[0], scene.products[0])
        # Sunday 22 November; undone until Monday; three working days in the Czech Republic.
        assert arrives_on(*parcel, AT) == date(2026, 11, 26)
        accept_gift(session, gift, AT)
        assert arrives_on(*parcel, AT + timedelta(hours=5)) == date(2026, 11, 26)
        # Ordered late, on a Friday.
        assert arrives_on(*parcel, AT + timedelta(days=5)) == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("span", "is_away"),
    [
        ("2026-11-26/2026-11-26", True),
        ("2026-11-20/9999-12-31", True),
        ("2026-11-23/2026-11-25", False),
        ("2026-12-15/2026-12-15", False),
    ],
)
def test_what_does_not_keep_waits_for_its_person_by_the_day_it_arrives(span: str, is_away: bool) -> None:
    with transaction() as session:
        scene = set_scene(session)
        make_fact(session, scene.people[0], "away", span, valid_from=date(2026, 11, 1))
        accept_gift(session, scene.gifts[0], AT)
        parcel = (session, scene.campaign, scene.gifts[0], scene.products[0])
        assert not is_away_then(*parcel, AT)
        scene.products[0].perishable = True
        assert is_away_then(*parcel, AT) is is_away


def test_nobody_is_offered_fruit_that_arrives_while_they_are_away_though_back_by_the_promised_day() -> None:
    with transaction() as session:
        scene = set_scene(session)
        scene.others[0].perishable = True
        make_fact(session, scene.people[0], "away", "2026-11-25/2026-11-27", valid_from=date(2026, 11, 1))
        assert scene.campaign.deliver_on == date(2026, 12, 15)
        offers = [offer.product.id for offer in offers_of(session, scene.campaign, scene.gifts[0], AT)]
        assert scene.others[0].id not in offers
        assert scene.others[1].id in offers
