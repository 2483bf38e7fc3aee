"""A wave that is set for a day and an hour, and one whose people somebody chose."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign, Wave
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from tests.console import Console
from tests.factories import make_match_run, make_user
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")


def planned(people: int = 3) -> tuple[Scene, Console, str]:
    """An approved plan that nobody has launched, and whoever sends it."""
    with transaction() as session:
        scene = set_scene(session, people=people, launched=False, status="approved")
        user = make_user(session, scene.workspace_id, "manager")
        campaign = session.get_one(Campaign, scene.campaign.id)
        run = make_match_run(session, campaign)
        campaign.current_match_run_id = campaign.approved_match_run_id = run.id
        campaign.approved_by, campaign.seller_id, campaign.approved_at = user.id, user.id, utc_now()
        for gift in scene.gifts:
            session.get_one(RecipientGift, gift.id).match_run_id = run.id
    return scene, Console(user), f"/campaigns/{scene.campaign.id}"


def test_a_day_and_an_hour_are_shown_by_country_before_the_press_and_kept_with_the_wave() -> None:
    _, browser, base = planned()
    day = (utc_now() + timedelta(days=4)).date().isoformat()
    page = html.unescape(browser.post(f"{base}/launch", size="2", leave_on=day, leave_hour="10").text)
    assert "Each invitation leaves at 10:00 on its reader’s clock" in page
    assert re.search(r"when it is \w+ \d+ \w+, 10:00 where they are", page)
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]
    assert browser.post(f"{base}/launch", size="2", leave_on=day, leave_hour="10", seen=seen).status_code == 303
    with reading() as session:
        wave = session.scalars(select(Wave)).one()
        assert (wave.number, wave.leave_on.isoformat(), wave.leave_hour) == (1, day, 10)
        assert sorted(session.scalars(select(RecipientGift.wave)), key=str) == [1, 1, None]


@pytest.mark.parametrize(
    ("leave_on", "leave_hour", "sentence"),
    [
        ("soon", "9", "Choose a day, such as"),
        ("2020-01-01", "9", "from today on"),
        ("2099-01-01", "9", "two days before the campaign closes"),
        ((utc_now() + timedelta(days=4)).date().isoformat(), "3", "from 8:00 to 19:00"),
    ],
)
def test_a_day_that_does_not_fit_is_told_and_nobody_is_launched(leave_on: str, leave_hour: str, sentence: str) -> None:
    _, browser, base = planned(1)
    refused = browser.post(f"{base}/launch", size="1", leave_on=leave_on, leave_hour=leave_hour)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)
    with reading() as session:
        assert session.scalars(select(RecipientGift.wave)).all() == [None]


def test_who_is_in_a_wave_is_chosen_one_by_one_and_the_others_wait() -> None:
    scene, browser, base = planned()
    page = browser.get(f"{base}/launch/people").text
    assert page.count('type="checkbox" name="people"') == 3
    third = scene.gifts[2].id
    confirm = browser.post(f"{base}/launch", who="people", people=[third]).text
    assert "Launch 1 person?" in html.unescape(confirm)
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', confirm)[0]
    assert browser.post(f"{base}/launch", who="people", people=[third], seen=seen).status_code == 303
    with reading() as session:
        waves = {gift.id: gift.wave for gift in session.scalars(select(RecipientGift))}
        assert [waves[gift.id] for gift in scene.gifts] == [None, None, 1]


def test_nobody_ticked_launches_nobody() -> None:
    _, browser, base = planned(1)
    refused = browser.post(f"{base}/launch", who="people")
    assert refused.status_code == 422
    assert "Choose at least one person" in refused.text
