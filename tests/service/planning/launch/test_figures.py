"""Launching and closing name what will happen, and ask again where that has changed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.planning.launch.figures import CloseFigures, LaunchFigures, close_figures, launch_figures, stamp_of
from service.planning.launch.waves import launch_wave, ready_gifts
from service.workspaces.models import User
from tests.console import Console
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def campaign(sales: User) -> Campaign:
    """Approved: three people with gifts of 44.00 each, two of them the same product, and one who waits for an answer."""
    with transaction() as session:
        made = make_campaign(session, sales.workspace_id, status="approved", approved_at=AT, budget_minor=20_000)
        make_match_run(session, made)
        chess, flask = (make_product(session, sales.workspace_id, name) for name in ("Chess", "Flask"))
        for number, product in enumerate((chess, chess, flask, None)):
            person = make_recipient(session, make_account(session, sales.workspace_id, f"Company {number}"))
            join(session, made, person, number + 2)
            hold = None if product else "dietary_unknown"
            make_gift(session, made, person, product, hold_reason=hold)
        return made


def press(sales: User, campaign: Campaign, path: str, **fields: str) -> TestResponse:
    return Console(sales).post(f"/campaigns/{campaign.id}/{path}", **fields)


def seen_on(page: TestResponse) -> str:
    return re.findall(r'name="seen" value="([0-9a-f]{32})"', page.text)[0]


def status(campaign: Campaign) -> tuple[str, int]:
    """(status, how many gifts are in a wave)."""
    with reading() as session:
        waves = session.scalars(select(RecipientGift.wave).where(RecipientGift.wave.is_not(None))).all()
        return session.get_one(Campaign, campaign.id).status, len(waves)


def test_the_first_press_names_people_money_and_mails_and_does_nothing(sales: User, campaign: Campaign) -> None:
    page = press(sales, campaign, "launch", size="2")
    text = re.sub(r"<[^>]+>|\s+", " ", page.text)
    assert page.status_code == 200
    for words in (
        "Launch 2 people?",
        "€88",
        "€112",
        "2 invitations, 1 question",
        "1 person for whom we can’t choose anything safe",
    ):
        assert words in text, words
    assert status(campaign) == ("approved", 0)
    with reading() as session:
        assert session.scalars(select(Job)).all() == []


def test_the_second_press_launches_what_was_named(sales: User, campaign: Campaign) -> None:
    page = press(sales, campaign, "launch", size="2")
    assert press(sales, campaign, "launch", size="2", seen=seen_on(page)).status_code == 303
    assert status(campaign) == ("running", 2)


@pytest.mark.parametrize("what", ["price", "size", "made up"])
def test_where_the_figures_have_changed_the_page_says_so_and_asks_again(
    sales: User, campaign: Campaign, what: str
) -> None:
    seen = seen_on(press(sales, campaign, "launch", size="3"))
    with transaction() as session:
        if what == "price":
            session.scalars(select(RecipientGift).where(RecipientGift.price_minor > 0)).first().price_minor = 5000  # type: ignore[union-attr]
    size, seen = ("2" if what == "size" else "3"), ("0" * 32 if what == "made up" else seen)
    again = press(sales, campaign, "launch", size=size, seen=seen)
    assert (again.status_code, "The figures have changed since you opened this page." in again.text) == (409, True)
    assert status(campaign) == ("approved", 0)
    assert press(sales, campaign, "launch", size=size, seen=seen_on(again)).status_code == 303


def test_closing_names_what_stays_and_what_ends_and_asks(sales: User, campaign: Campaign) -> None:
    page = press(sales, campaign, "launch", size="2")
    press(sales, campaign, "launch", size="2", seen=seen_on(page))
    launch_wave(transaction, campaign.id, 1, AT)
    with transaction() as session:
        for job in session.scalars(select(Job).where(Job.kind == "planning.launch")):
            job.state = "done"
    asked = press(sales, campaign, "move", act="close")
    text = re.sub(r"<[^>]+>|\s+", " ", asked.text)
    assert asked.status_code == 200
    for words in (
        "for good?",
        "2 people",
        "€88",
        "€112",
        "2 invitations to people already launched will still go out",
        "doesn’t release any money",
    ):
        assert words in text, words
    assert status(campaign)[0] == "running"
    with transaction() as session:
        session.scalars(select(RecipientGift).where(RecipientGift.is_reserved)).first().status = "opened"  # type: ignore[union-attr]
    again = press(sales, campaign, "move", act="close", seen=seen_on(asked))
    assert (again.status_code, "The figures have changed since you opened this page." in again.text) == (409, True)
    assert status(campaign)[0] == "running"
    assert press(sales, campaign, "move", act="close", seen=seen_on(again)).status_code == 303
    assert status(campaign)[0] == "closed"


def test_what_cannot_be_closed_or_launched_is_refused_before_it_is_asked(sales: User, campaign: Campaign) -> None:
    assert press(sales, campaign, "move", act="close").status_code == 409
    with transaction() as session:
        session.get_one(Campaign, campaign.id).status = "closed"
    assert [
        press(sales, campaign, "launch", size="2").status_code,
        press(sales, campaign, "launch", size="0").status_code,
    ] == [
        409,
        422,
    ]


def test_the_figures_are_those_of_the_rows(campaign: Campaign) -> None:
    with reading() as session:
        found = session.get_one(Campaign, campaign.id)
        launch = launch_figures(session, found, ready_gifts(session, found, None))
        closing = close_figures(session, found)
    run = campaign.approved_match_run_id
    assert launch == LaunchFigures(3, 2, 13_200, 6800, "EUR", 1, "ahead", run)
    assert closing == CloseFigures(0, 0, 0, 4, 0, 20_000, "EUR", False)
    assert stamp_of(launch) != stamp_of(closing)
