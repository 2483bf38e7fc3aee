"""One person gets longer to answer: what is set aside for them stays so, and everybody else's end stays where it was."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.contact.gift_state import ended
from service.content.stories.story import staff_story, story_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, HandpickedError, LinkClosed
from service.gifting.accept import accept_gift
from service.gifting.decline import decline_gift
from service.gifting.expire import expire_gifts
from service.gifting.find import answers_until, open_until, require_open
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.ops.audit.database import audit_database
from service.planning.running.figures import stamp_of
from service.planning.running.more_time import give_time
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT, make_user, owner_of
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, money, set_scene, stock

END = AT + timedelta(days=2)
LATER = (AT + timedelta(days=9)).date()


def scene(people: int = 1, **values: object) -> Scene:
    with transaction() as session:
        return set_scene(session, people=people, **({"expires_at": END} | values))  # type: ignore[arg-type]


def give(one: Scene, until: date = LATER, at: datetime = AT) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, one.gifts[0].id)
        give_time(session, gift, until, stamp_of(gift), owner_of(one.workspace_id), at)


def test_only_theirs_stays_open_and_all_of_it_comes_back_in_the_end(database: str) -> None:
    one = scene(people=2)
    give(one)
    assert expire_gifts(END + timedelta(hours=1)) == 1
    with reading() as session:
        assert [session.get_one(RecipientGift, gift.id).status for gift in one.gifts] == ["created", "expired"]
        assert (money(session, one.campaign), stock(session, one.products[0])) == ((4400, 0), 4)
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "gift.extended")).one()
        assert line.body == {"from": END.date().isoformat(), "to": LATER.isoformat()}
    assert expire_gifts(datetime.combine(LATER, END.timetz()) + timedelta(days=1)) == 1
    with reading() as session:
        assert (money(session, one.campaign), stock(session, one.products[0])) == ((0, 0), 5)
    assert audit_database() == []


def test_they_answer_after_the_campaign_has_ended_and_their_colleague_no_longer_can(database: str) -> None:
    one = scene(people=2)
    give(one)
    after = END + timedelta(days=1)
    with transaction() as session:
        gift = session.get_one(RecipientGift, one.gifts[0].id)
        assert ended(session, gift, "invitation", after) is None
        open_gift(session, gift, after)
        accept_gift(session, gift, after)
        assert gift.status == "accepted"
        with pytest.raises(LinkClosed):
            require_open(session, session.get_one(RecipientGift, one.gifts[1].id), after)


def test_everything_they_read_says_their_own_day_and_is_drawn_again(database: str) -> None:
    one = scene()
    give(one)
    with reading() as session:
        gift = session.get_one(RecipientGift, one.gifts[0].id)
        assert gift.content_version == 2
        assert story_of(session, gift).open_until.date() == LATER
        assert staff_story(session, gift).open_until.date() == LATER


def test_a_stop_after_a_yes_is_in_no_day_that_staff_read(database: str) -> None:
    one = scene()
    give(one)
    with transaction() as session:
        gift = session.get_one(RecipientGift, one.gifts[0].id)
        gift.stopped_at = AT + timedelta(days=8)
        campaign = session.get_one(Campaign, one.campaign.id)
        assert answers_until(campaign, gift) == AT + timedelta(days=15)
        assert open_until(campaign, gift).date() == LATER


def test_the_page_says_what_stays_set_aside_before_the_press(database: str) -> None:
    with transaction() as session:
        one = set_scene(session, expires_at=utc_now() + timedelta(days=3))
        user = make_user(session, one.workspace_id, "manager")
        session.get_one(Campaign, one.campaign.id).seller_id = user.id
    browser, path = Console(user), f"/campaigns/{one.campaign.id}/running/{one.gifts[0].id}"
    page = html.unescape(browser.get(f"{path}?act=more_time").text)
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Set aside €44.00, until the new day" in told
    assert "Stays reserved 1 item from the shelf" in told
    assert "No email is sent, and whoever had the reminder gets no second one." in told
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]
    for until, sentence in [
        ("", "Choose a day, such as"), ("2020-01-01", "after the one until which"), ("2060-01-01", "within the next 180 days"),
    ]:  # fmt: skip
        refused = browser.post(f"{path}/more_time", seen=seen, until=until)
        assert (refused.status_code, sentence in html.unescape(refused.text)) == (422, True)
    until = (utc_now() + timedelta(days=9)).date()
    assert browser.post(f"{path}/more_time", seen=seen, until=until.isoformat()).status_code == 303
    assert browser.post(f"{path}/more_time", seen=seen, until=until.isoformat()).status_code == 409
    after = html.unescape(browser.get(f"/campaigns/{one.campaign.id}/running?show=all").text)
    assert "They have longer to answer." in after
    assert f"can answer until {until:%a} {until.day}" in after


def test_what_is_over_answered_or_of_a_closed_campaign_is_not_kept_open(database: str) -> None:
    one = scene(people=1)
    with pytest.raises(Conflict, match="Their time is over"):
        give(one, at=END)
    with transaction() as session:
        session.get_one(Campaign, one.campaign.id).status = "closed"
    with pytest.raises(Conflict):
        give(one)
    with transaction() as session:
        session.get_one(Campaign, one.campaign.id).status = "running"
        decline_gift(session, session.get_one(RecipientGift, one.gifts[0].id), None, AT)
    with pytest.raises(Conflict, match="waits for an answer"):
        give(one)
    with reading() as session:
        assert session.get_one(RecipientGift, one.gifts[0].id).open_until is None


def test_more_time_and_the_end_at_one_moment_leave_one_of_both(any_database: str) -> None:
    one = scene()

    def end() -> None:
        if expire_gifts(END + timedelta(minutes=1)) == 0:
            raise HandpickedError("kept open before")

    assert all_at_once([lambda: give(one), end, end]) in {1, 2}

    with reading() as session:
        gift = session.get_one(RecipientGift, one.gifts[0].id)
        held = (money(session, one.campaign), stock(session, one.products[0]), gift.status)
        assert held == ((0, 0), 5, "expired") if gift.open_until is None else ((4400, 0), 4, "created")
    assert audit_database() == []


def test_without_the_lock_somebody_is_told_a_day_for_a_gift_that_has_gone(any_database: str) -> None:
    one = scene()
    looked, over = Barrier(2), Barrier(2)

    def give_unguarded() -> None:
        with reading() as session:
            status = session.get_one(RecipientGift, one.gifts[0].id).status
        looked.wait()
        over.wait()
        assert status == "created"
        with transaction() as session:
            session.execute(update(RecipientGift).values(open_until=END + timedelta(days=7)))

    def end() -> None:
        looked.wait()
        assert expire_gifts(END + timedelta(minutes=1)) == 1
        over.wait()

    assert all_at_once([give_unguarded, end]) == 2
    with reading() as session:
        gift = session.get_one(RecipientGift, one.gifts[0].id)
        assert (gift.status, gift.open_until is not None) == ("expired", True)
