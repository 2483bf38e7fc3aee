"""None was left to pack, and somebody would rather wait for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from service.campaigns.models import Campaign
from service.catalog.restock import change_shelf
from service.content.mails.safety import draw_chosen_again
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.fulfilment.run_out import run_out
from service.gifting import wait as acts
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift, Wait
from service.gifting.wait import end_waits, start_waiting, stop_waiting
from service.ops.audit.database import audit_database
from service.recipients.facts.fact import remember
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.workspaces.actor import system
from tests.console import console_app
from tests.line_ends import loose
from tests.races import all_at_once
from tests.service.content.reading import link, nonce_on
from tests.service.gifting.scene import Scene, money, stock
from tests.service.gifting.stopping import LONG_AGO, bring_to, jobs, looked_at

DAY = timedelta(days=1)


def ran_out(expected: int | None = 10) -> Scene:
    """The next delivery is in so many days, or on no day we know; another gift is chosen already."""
    at = utc_now()
    scene = bring_to("ordered", expires_at=at + timedelta(days=300))
    day = None if expected is None else (at + timedelta(days=expected)).date()
    actor = system(scene.workspace_id)
    with transaction() as session:
        run_out(session, session.get_one(RecipientGift, scene.gifts[0].id), actor, at, day)
    looked_at(scene.gifts[0], at)
    return scene


def waits(scene: Scene, at: datetime | None = None) -> None:
    with transaction() as session:
        start_waiting(session, session.get_one(RecipientGift, scene.gifts[0].id), at or utc_now())


def is_back(scene: Scene, pieces: int = 1) -> None:
    actor = system(scene.workspace_id)
    with transaction() as session:
        change_shelf(session, scene.products[0].id, pieces, "delivery", actor, utc_now())


def now_is(scene: Scene) -> tuple[str, str | None, str]:
    """(status, product, state of the wait)."""
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        return gift.status, gift.product_id, session.get_one(Wait, gift.id).state


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("expected", "days"), [(10, 17), (None, 30)])
def test_it_can_be_waited_for_as_long_as_it_may_come(expected: int | None, days: int) -> None:
    scene = ran_out(expected)
    with reading() as session:
        row = session.get_one(Wait, scene.gifts[0].id)
        assert (row.state, row.product_id) == ("offered", scene.products[0].id)
        assert abs((row.until - utc_now()) - timedelta(days=days)) <= DAY


@pytest.mark.usefixtures("database")
def test_waiting_ends_in_time_for_another_answer_and_is_not_offered_for_a_moment() -> None:
    at = utc_now()
    scene = bring_to("ordered", expires_at=at + timedelta(days=12))
    with transaction() as session:
        run_out(session, session.get_one(RecipientGift, scene.gifts[0].id), system(scene.workspace_id), at)
        assert session.get_one(Wait, scene.gifts[0].id).until == at + timedelta(days=9)
        session.get_one(Campaign, scene.campaign.id).expires_at = at - timedelta(days=20)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.stopped_at = at - timedelta(days=4)
        acts.offer_wait(session, gift, scene.products[0].id, None, at)
        assert session.get(Wait, gift.id) is None


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("days", [-1, 200])
def test_a_day_that_cannot_be_is_refused_with_nothing_done(days: int) -> None:
    scene = bring_to("ordered")
    at = utc_now()
    with transaction() as session, pytest.raises(InvalidInput, match="Leave it empty if it isn’t known"):
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        run_out(session, gift, system(scene.workspace_id), at, (at + timedelta(days=days)).date())
    with reading() as session:
        assert session.get(Wait, scene.gifts[0].id) is None


@pytest.mark.usefixtures("database")
def test_once_it_is_back_the_yes_counts_for_it_again() -> None:
    scene = ran_out()
    other = now_is(scene)[1]
    waits(scene)
    assert now_is(scene) == ("opened", other, "waiting")
    assert end_waits(utc_now()) == 0
    is_back(scene)
    assert end_waits(utc_now()) == 1
    assert now_is(scene) == ("accepted", scene.products[0].id, "back")
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert gift.undo_until is not None
        assert gift.undo_until > utc_now()
        assert stock(session, scene.products[0]) == 0
        assert stock(session, next(one for one in scene.others if one.id == other)) == 5
        assert money(session, scene.campaign) == (4400, 4400)
    assert end_waits(utc_now()) == 0
    assert audit_database() == []


@pytest.mark.usefixtures("database")
def test_who_does_not_wait_is_not_given_it() -> None:
    scene = ran_out()
    other = now_is(scene)[1]
    is_back(scene)
    assert end_waits(utc_now()) == 0
    assert now_is(scene) == ("opened", other, "offered")


@pytest.mark.usefixtures("database")
def test_what_is_no_longer_safe_is_not_given_to_whoever_waited() -> None:
    scene = ran_out()
    waits(scene)
    with transaction() as session:
        person = lock_person(session, scene.people[0].id)
        remember(session, person, "allergen", "nuts", "asked", utc_now()).valid_from = LONG_AGO
    is_back(scene)
    assert end_waits(utc_now()) == 1
    status, product, state = now_is(scene)
    assert (status, state) == ("opened", "ended")
    assert product != scene.products[0].id


@pytest.mark.usefixtures("database")
def test_waiting_ends_by_itself_and_says_so_once() -> None:
    scene = ran_out()
    other = now_is(scene)[1]
    waits(scene)
    with reading() as session:
        told = len(jobs(session, "outreach.chosen_again"))
    assert end_waits(utc_now() + timedelta(days=18)) == 1
    assert now_is(scene) == ("opened", other, "ended")
    with reading() as session:
        assert len(jobs(session, "outreach.chosen_again")) == told + 1
    assert end_waits(utc_now() + timedelta(days=19)) == 0
    with transaction() as session, pytest.raises(NotFound):
        start_waiting(session, session.get_one(RecipientGift, scene.gifts[0].id), utc_now())


@pytest.mark.usefixtures("database")
def test_another_answer_ends_it_without_a_word() -> None:
    scene = ran_out()
    waits(scene)
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), utc_now())
    other = now_is(scene)[1]
    is_back(scene)
    assert end_waits(utc_now()) == 1
    assert now_is(scene) == ("accepted", other, "ended")
    with reading() as session:
        assert len(jobs(session, "outreach.chosen_again")) == 1


def test_of_two_who_wait_one_gets_the_only_piece(any_database: str) -> None:
    assert any_database
    scene = ran_out()
    waits(scene)
    is_back(scene)
    gift_id = scene.gifts[0].id

    def look() -> None:
        acts._look(gift_id, utc_now())

    def stop() -> None:
        with transaction() as session:
            stop_waiting(session, session.get_one(RecipientGift, gift_id), utc_now())

    all_at_once([look, look, stop])
    status, product, state = now_is(scene)
    assert (status, state) in {("accepted", "back"), ("opened", "stopped")}
    assert (product == scene.products[0].id) == (state == "back")
    assert [defect for defect in audit_database() if defect.kind != "tables"] == []


@pytest.fixture
def client() -> FlaskClient:
    return console_app().test_client()


@pytest.mark.usefixtures("database")
def test_the_page_offers_it_beside_another_gift_and_a_no(client: FlaskClient) -> None:
    scene = ran_out(None)
    gift = scene.gifts[0]
    client.get(f"{link(gift)}/for-you")
    where = f"/gift/{gift.id}/where?language=en"
    page = loose(client.get(where).text)
    assert "We don’t know when it will be back." in page
    assert "Meanwhile the other gift stays set aside for you." in page
    assert f'href="/gift/{gift.id}/no"' in page
    assert f'href="/gift/{gift.id}"' in page

    def press(act: str) -> str:
        nonce = nonce_on(client.get(where).text)
        return loose(client.post(f"/gift/{gift.id}/{act}", data={"nonce": nonce}, follow_redirects=True).text)

    assert "We’re waiting." in press("wait")
    assert now_is(scene)[2] == "waiting"
    assert "We’re waiting for your first gift." in loose(client.get(where).text)
    assert "We’ve stopped waiting." in press("stop-waiting")
    assert now_is(scene)[2] == "stopped"
    assert "We’re waiting." in press("wait")
    with transaction() as session:
        session.get_one(Wait, gift.id).state = "ended"
    assert "It didn’t come back in time." in loose(client.get(where).text)
    assert "Nothing has changed." in loose(
        client.post(f"/gift/{gift.id}/wait", data={"nonce": "?"}, follow_redirects=True).text
    )


@pytest.mark.usefixtures("database")
def test_the_mail_that_offers_the_choice_leads_to_waiting_too_as_long_as_one_may_wait(client: FlaskClient) -> None:
    scene = ran_out()
    gift_id = scene.gifts[0].id

    def mail() -> dict[str, str]:
        with transaction() as session:
            session.get_one(Recipient, scene.people[0].id).locale = "en"
        with reading() as session:
            drawn = draw_chosen_again(session, session.get_one(RecipientGift, gift_id))
        return {part: drawn.files[part][1].decode() for part in ("text", "body")}

    offered = mail()
    place = f"{link(scene.gifts[0])}/where"
    assert "Wait for the first gift:\nhttp" in offered["text"] and place in offered["text"]
    assert (offered["body"].count(place), "Wait for the first gift" in offered["body"]) == (1, True)
    page = client.get(place, follow_redirects=True)
    assert (page.status_code, f'action="/gift/{gift_id}/wait"' in page.text) == (200, True)

    waits(scene)
    assert place not in mail()["text"] + mail()["body"]
    with transaction() as session:
        stop_waiting(session, session.get_one(RecipientGift, gift_id), utc_now())
        session.get_one(Wait, gift_id).state = "ended"
    assert place not in mail()["text"] + mail()["body"]


@pytest.mark.usefixtures("database")
def test_only_a_day_that_ops_named_is_told(client: FlaskClient) -> None:
    scene = ran_out(10)
    client.get(f"{link(scene.gifts[0])}/for-you")
    page = loose(client.get(f"/gift/{scene.gifts[0].id}/where?language=en").text)
    day: date = (utc_now() + timedelta(days=10)).date()
    assert f"Expected back: {day:%A} {day.day} {day:%B}" in page
