"""A gift of somebody who is away does not end before they are back, and have had time to answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.expire import expire_gifts
from service.gifting.models import RecipientGift
from service.gifting.time_away import answers_while_away
from service.recipients.models import Recipient
from service.recipients.wishes.wishes import Wishes, keep_wishes
from tests.factories import make_fact
from tests.service.gifting.scene import Scene, set_scene

END = datetime(2027, 5, 12, 10, 0, tzinfo=UTC)
"""A Wednesday."""
LATEST = END + timedelta(days=90)


def until(*spans: tuple[date, date]) -> datetime:
    return answers_while_away(spans, "CZ", END, LATEST)


def day(month: int, number: int) -> date:
    return date(2027, month, number)


def test_nobody_who_is_there_is_given_more() -> None:
    assert until() == END
    assert until((day(5, 20), day(5, 30))) == END
    assert until((day(4, 1), day(5, 4))) == END  # back on Wednesday the 5th: its fifth working day is the 11th


def test_an_absence_over_the_end_leaves_five_working_days() -> None:
    # Back on Monday the 17th.
    assert until((day(5, 10), day(5, 16))) == datetime(2027, 5, 21, 23, 59, tzinfo=UTC)


def test_who_came_back_shortly_before_has_the_five_days_as_well() -> None:
    assert until((day(5, 1), day(5, 9))) == datetime(2027, 5, 14, 23, 59, tzinfo=UTC)


def test_absences_that_follow_upon_each_other_add_up_and_a_holiday_is_no_working_day() -> None:
    # 5 and 6 July are holidays in Czechia: back on Monday the 5th, the first working day is the 7th.
    assert until((day(5, 18), day(7, 4)), (day(5, 10), day(5, 16))) == datetime(2027, 7, 13, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "back", "end"),
    [
        ("CZ", date(2027, 5, 17), date(2027, 5, 21)),  # an ordinary week
        ("IS", date(2027, 6, 14), date(2027, 6, 21)),  # 17 June is the national day
        ("DE", date(2027, 5, 14), date(2027, 5, 21)),  # Whit Monday, the 17th
        ("JP", date(2027, 7, 16), date(2027, 7, 23)),  # Marine Day, the 19th
        ("RO", date(2027, 5, 29), date(2027, 6, 7)),  # back on a Saturday; 1 June is Children's Day
        ("XX", date(2027, 5, 17), date(2027, 5, 21)),  # no calendar of its own
    ],
)
def test_five_working_days_are_those_of_the_person_s_country(country: str, back: date, end: date) -> None:
    away = (date(2027, 5, 1), back - timedelta(days=1))
    until_then = datetime(end.year, end.month, end.day, 23, 59, tzinfo=UTC)
    assert answers_while_away([away], country, END, LATEST) == until_then


@pytest.mark.parametrize("last", [date.max, date(2031, 1, 1)])
def test_one_without_an_end_waits_as_long_as_anything_does(last: date) -> None:
    assert until((day(5, 1), last)) == LATEST


@given(st.lists(st.tuples(st.dates(date(2027, 1, 1), date(2028, 1, 1)), st.integers(0, 200)), max_size=5))
def test_more_absence_never_gives_less_time(spans: list[tuple[date, int]]) -> None:
    away = [(first, first + timedelta(days=length)) for first, length in spans]
    given_time = until(*away)
    assert END <= given_time <= LATEST
    assert until(*away[1:]) <= given_time


def begin(at: datetime) -> Scene:
    with transaction() as session:
        scene = set_scene(session)
        session.get_one(Campaign, scene.campaign.id).expires_at = at
    return scene


def status(scene: Scene) -> str:
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[0].id).status


@pytest.mark.parametrize("is_pause", [False, True])
def test_the_sweep_waits_and_then_ends_it(database: str, is_pause: bool) -> None:
    scene = begin(END)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        if is_pause:
            keep_wishes(session, person, Wishes(pause_until=day(5, 17)), None, END)
        else:
            make_fact(session, person, "away", "2027-05-10/2027-05-16")
    before = status(scene)
    back = datetime(2027, 5, 21, 23, 59, tzinfo=UTC)
    expire_gifts(END)
    assert status(scene) == before
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).open_until == back
    expire_gifts(back)
    assert status(scene) == "expired"


def test_a_stranger_to_absences_ends_with_the_campaign(database: str) -> None:
    scene = begin(END)
    expire_gifts(END)
    assert status(scene) == "expired"
