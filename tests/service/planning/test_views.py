"""The console from an empty workspace to a launch, press by press, without a browser."""

from __future__ import annotations

import io
import re
import subprocess

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.campaigns.models import Campaign, CampaignRecipient
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.stage import telling
from service.planning.people.models import PendingUpload
from service.recipients.models import Recipient
from service.workspaces.models import User
from tests.console import Console
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.service.planning.message.form.test_read_form import FORM
from tests.uploads import send

pytestmark = pytest.mark.usefixtures("database")
FUTURE = {**FORM, "deliver_on": "2999-12-15", "expires_on": "2999-12-20"}
LIST = (
    "Company;First name;Last name;Work email;Country;Diet\r\n"
    "Nordlys Data;Kari;Haugen;kari@nordlys.example.com;NO;vegann\r\n"
    "Nordlys Data;Silje;Ødegård;silje@nordlys.example.com;NO;none\r\n"
).encode()


def _campaign_id() -> str:
    with reading() as session:
        return session.scalars(select(Campaign.id)).one()


def _upload(browser: Console, campaign_id: str, data: bytes, name: str = "list.csv") -> str:
    path = f"/campaigns/{campaign_id}/people"
    assert send(browser, path, data, name).headers["Location"] == path
    return browser.get(path).text


def test_an_empty_workspace_says_what_to_do_first(sales: User) -> None:
    page = Console(sales).get("/").text
    assert "No campaigns yet" in page
    assert 'href="/campaigns/new"' in page


def test_from_a_form_and_a_file_to_a_plan_that_is_asked_for(sales: User, broker: subprocess.Popen[bytes]) -> None:
    with transaction() as session:
        make_product(session, sales.workspace_id)
    browser = Console(sales)
    answer = browser.post("/campaigns/new", **FUTURE)
    campaign_id = _campaign_id()
    assert answer.headers["Location"] == f"/campaigns/{campaign_id}/people"

    page = _upload(browser, campaign_id, LIST)
    assert "1 row needs fixing before this file can be saved. 1 of 2 rows are fine." in page
    assert "vegann" in page
    with reading() as session:
        upload_id = session.scalars(select(PendingUpload.id)).one()
        assert session.scalars(select(Recipient)).all() == []
    assert browser.post(f"/campaigns/{campaign_id}/people/{upload_id}/save").status_code == 422

    browser.post(f"/campaigns/{campaign_id}/people/{upload_id}/cells", **{"cell-2-diet": "vegan"})
    assert "All 2 rows can be read: 2 people at 1 account." in browser.get(f"/campaigns/{campaign_id}/people").text
    answer = browser.post(f"/campaigns/{campaign_id}/people/{upload_id}/save")
    assert answer.headers["Location"] == f"/campaigns/{campaign_id}/plan"
    with reading() as session:
        assert len(session.scalars(select(CampaignRecipient)).all()) == 2
        assert session.scalars(select(PendingUpload)).all() == []
        assert session.scalars(select(Job.kind)).all() == ["planning.plan"]
    waiting = browser.get(f"/campaigns/{campaign_id}/plan").text
    assert "Gifts are being chosen for 2 people, all at once." in waiting
    assert "This takes a few seconds." in waiting
    with telling(campaign_id, 6) as begin:
        begin("reading people, products and fixed gifts")
        begin("who can have what")
        waiting = browser.get(f"/campaigns/{campaign_id}/plan").text
    assert "1 of 6 steps done, 5 left: who can have what." in waiting
    assert 'This page refreshes on its own. <a href="' in waiting


def test_a_wrong_form_keeps_what_was_typed_and_saves_nothing(sales: User) -> None:
    answer = Console(sales).post("/campaigns/new", **{**FUTURE, "budget": "plenty", "name": "Spring <b>thanks</b>"})
    assert answer.status_code == 422
    assert "Enter an amount such as 9,000.00" in answer.text
    assert 'value="Spring &lt;b&gt;thanks&lt;/b&gt;"' in answer.text
    with reading() as session:
        assert session.scalars(select(Campaign)).all() == []


def test_a_file_that_cannot_be_read_is_told_and_leaves_the_campaign_alone(sales: User) -> None:
    browser = Console(sales)
    browser.post("/campaigns/new", **FUTURE)
    path = f"/campaigns/{_campaign_id()}/people"
    nothing = browser.post(path)
    assert (nothing.status_code, "Choose a file first." in nothing.text) == (422, True)
    wrong = browser.post(path, file=(io.BytesIO(b"Shoe size\n44\n"), "shoes.csv"))
    assert (wrong.status_code, "Missing column: Company" in wrong.text) == (422, True)
    with reading() as session:
        assert session.scalars(select(PendingUpload)).all() == []


def test_rows_that_repeat_somebody_are_skipped_by_a_button(sales: User) -> None:
    browser = Console(sales)
    browser.post("/campaigns/new", **FUTURE)
    campaign_id = _campaign_id()
    again = b"Nordlys Data;K.;Haugen;kari@nordlys.example.com;NO;\r\n"
    page = _upload(browser, campaign_id, LIST.replace(b"vegann", b"vegan") + again + again)
    assert "Skip 2 repeated rows" in page
    assert 'name="row" value="4">Skip row 4</button>' in page
    with reading() as session:
        path = f"/campaigns/{campaign_id}/people/{session.scalars(select(PendingUpload.id)).one()}/skip"

    assert [browser.post(path, row=row).status_code for row in ("2", "9" * 7, "x")] == [422, 422, 422]
    assert browser.post(path, row="4").headers["Location"] == f"/campaigns/{campaign_id}/people"
    assert "Skip 1 repeated row<" in browser.get(f"/campaigns/{campaign_id}/people").text
    browser.post(path)
    page = browser.get(f"/campaigns/{campaign_id}/people").text
    assert "All 2 rows can be read: 2 people at 1 account." in page
    assert "2 rows. What they say about food of somebody in another row is kept." in page
    assert "Take row 4 back in" in page
    assert "repeated row" not in page


def test_a_hostile_name_is_inert_on_every_page(sales: User) -> None:
    hostile = "<script>alert(1)</script>"
    with transaction() as session:
        campaign = make_campaign(session, sales.workspace_id, name=hostile, status="planned")
        make_match_run(session, campaign)
        person = make_recipient(session, make_account(session, sales.workspace_id, hostile), hostile)
        join(session, campaign, person)
        gift = make_gift(session, campaign, person, make_product(session, sales.workspace_id, hostile))
    browser = Console(sales)
    for path in (
        "/",
        f"/campaigns/{campaign.id}/people",
        f"/campaigns/{campaign.id}/message",
        f"/campaigns/{campaign.id}/plan",
        f"/campaigns/{campaign.id}/plan?change={gift.id}&find={hostile}",
        f"/people?q={hostile}",
        f"/people/{person.id}",
        "/gifts",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert hostile not in answer.text, path


def test_a_plan_is_approved_launched_paused_and_closed(sales: User) -> None:
    with transaction() as session:
        campaign = make_campaign(session, sales.workspace_id, status="planned")
        make_match_run(session, campaign)
        for number in range(3):
            person = make_recipient(session, make_account(session, sales.workspace_id, f"Company {number}"))
            join(session, campaign, person, number + 2)
            make_gift(session, campaign, person, make_product(session, sales.workspace_id))
    browser, base = Console(sales), f"/campaigns/{campaign.id}"
    assert "Approve this plan" in browser.get(f"{base}/plan").text
    seen = campaign.current_match_run_id or ""
    assert f'name="match_run" value="{seen}"' in browser.get(f"{base}/plan").text
    assert browser.post(f"{base}/plan/approve", match_run="run_older").status_code == 409
    assert browser.post(f"{base}/plan/approve", match_run=seen).headers["Location"] == f"{base}/launch"
    assert "3 people are planned but not launched." in browser.get(f"{base}/launch").text

    assert browser.post(f"{base}/launch", size="none").status_code == 422
    asked = browser.post(f"{base}/launch", size="2")
    assert (asked.status_code, "Launch 2 people now" in asked.text) == (200, True)
    with reading() as session:
        assert session.scalars(select(RecipientGift.wave)).all() == [None, None, None]
    assert browser.post(f"{base}/launch", size="2", seen=seen_on(asked)).status_code == 303
    with reading() as session:
        assert sorted(session.scalars(select(RecipientGift.wave)).all(), key=str) == [1, 1, None]
        assert session.scalars(select(Job.kind)).all() == ["planning.launch"]
    figures = browser.get(f"{base}/launch/progress.json").json
    assert (figures["busy"], figures["to_launch"]) == (True, "1")

    for act, status in [("pause", "paused"), ("resume", "running"), ("close", "closed")]:
        answer = browser.post(f"{base}/move", act=act)
        if act == "close":
            assert (answer.status_code, "Close for good" in answer.text) == (200, True)
            answer = browser.post(f"{base}/move", act=act, seen=seen_on(answer))
        assert answer.status_code == 303
        with reading() as session:
            assert session.get_one(Campaign, campaign.id).status == status
    assert browser.post(f"{base}/move", act="pause").status_code == 409
    assert browser.post(f"{base}/launch", size="1").status_code == 409


def seen_on(page: TestResponse) -> str:
    """What names the figures of a page that asks before it acts."""
    return re.findall(r'name="seen" value="([0-9a-f]{32})"', page.text)[0]


def test_an_approved_campaign_takes_no_new_people_and_no_other_message(sales: User) -> None:
    with transaction() as session:
        campaign = make_campaign(session, sales.workspace_id, status="approved", approved_at=utc_now())
    browser, base = Console(sales), f"/campaigns/{campaign.id}"
    assert browser.post(f"{base}/people", file=(io.BytesIO(LIST), "list.csv")).status_code == 409
    assert browser.post(f"{base}/message", **FUTURE).status_code == 409
    with reading() as session:
        assert session.get_one(Campaign, campaign.id).name == "Spring thank-you"


@pytest.mark.parametrize(
    ("status", "step"), [("draft", "people"), ("planned", "plan"), ("running", "launch"), ("closed", "launch")]
)
def test_a_campaign_opens_at_the_step_it_has_reached(sales: User, status: str, step: str) -> None:
    with transaction() as session:
        campaign = make_campaign(session, sales.workspace_id, status=status)
    answer = Console(sales).get(f"/campaigns/{campaign.id}")
    assert answer.headers["Location"] == f"/campaigns/{campaign.id}/{step}"


def test_who_only_reads_looks_and_does_not_plan() -> None:
    with transaction() as session:
        reader = make_user(session, make_workspace(session).id, "read_only")
        campaign = make_campaign(session, reader.workspace_id, status="planned")
        make_match_run(session, campaign)
    browser = Console(reader)
    page = browser.get(f"/campaigns/{campaign.id}/plan")
    assert (page.status_code, "Approve this plan" in page.text) == (200, False)
    assert browser.post(f"/campaigns/{campaign.id}/plan/approve").status_code == 403


def test_the_catalog_is_found_by_word_and_category(sales: User) -> None:
    with transaction() as session:
        make_product(session, sales.workspace_id, "Travel chess set")
        make_product(session, sales.workspace_id, "Mountain oolong", kind="edible", category="tea")
    browser = Console(sales)
    assert "2 gifts" in browser.get("/gifts").text
    shelf = browser.get("/gifts").text
    assert shelf.count("Everyone") == 2
    assert "<small>none of the 16 materials and scents</small>" in shelf
    assert "<small>none of the 14 allergens; none of the 16 materials and scents</small>" in shelf
    assert "Travel chess set" not in browser.get("/gifts?category=tea").text
    assert "No gifts match your search." in browser.get("/gifts?q=saddle").text
