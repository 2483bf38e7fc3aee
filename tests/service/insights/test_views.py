"""The results pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from service.db import page as pages
from service.db.connect import transaction
from tests.console import Console, sales_person
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
)
from tests.statements import sent

pytestmark = pytest.mark.usefixtures("database")


def test_before_a_launch_the_page_says_what_will_stand_there() -> None:
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
    browser = Console(user)
    assert "Results appear after launch" in browser.get(f"/campaigns/{campaign.id}/results").text
    assert "No results yet" in browser.get("/results").text


def test_a_share_is_printed_with_its_interval_and_no_uplift_is_claimed() -> None:
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="running")
        for number, status in enumerate(["accepted", "accepted", "donated", "declined", "opened"]):
            account = make_account(session, user.workspace_id, f"Company {number}")
            product = make_product(session, user.workspace_id)
            make_gift(session, campaign, make_recipient(session, account), product, status=status, launched_at=AT)
    page = Console(user).get(f"/campaigns/{campaign.id}/results").text
    assert (
        "3 of the 4 people who answered or ran out of time kept or donated their gift: 75%, interval 30 to 95." in page
    )
    assert "1 person can still answer." in page
    assert "there was no control group" in page
    listed = Console(user).get("/results").text
    assert "1 campaign with results" in listed


def test_all_results_come_a_page_at_a_time_with_the_same_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIZE", 2)
    with transaction() as session:
        user = sales_person(session)

    def add(number: int) -> None:
        with transaction() as session:
            campaign = make_campaign(
                session,
                user.workspace_id,
                name=f"Campaign {number}",
                status="running",
                created_at=AT + timedelta(days=number),
            )
            account = make_account(session, user.workspace_id, f"Company {number}")
            product = make_product(session, user.workspace_id)
            make_gift(session, campaign, make_recipient(session, account), product, status="opened", launched_at=AT)

    def look(page: str) -> tuple[int, list[str]]:
        with sent() as heard:
            text = Console(user).get(f"/results?page={page}").text
        return len(heard), re.findall(r'/results">(Campaign \d)', text)

    for number in range(2):
        add(number)
    asked, shown = look("1")
    assert shown == ["Campaign 1", "Campaign 0"]
    for number in range(2, 5):
        add(number)
    assert look("1") == (asked, ["Campaign 4", "Campaign 3"])
    assert look("3") == (asked, ["Campaign 0"])
    assert "5 campaigns with results" in Console(user).get("/results").text
