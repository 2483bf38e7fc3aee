"""The page about data requests: noted from a person's page, the one due first first, ended by one press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.clock import utc_now
from service.db.connect import reading, transaction
from service.recipients.models import Recipient
from service.recipients.requests.models import DataRequest
from tests.console import Console
from tests.factories import make_account, make_recipient, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def opened(database: str) -> tuple[Console, Recipient]:
    with transaction() as session:
        workspace = make_workspace(session)
        person = make_recipient(session, make_account(session, workspace.id))
        return Console(make_user(session, workspace.id, "manager")), person


def only() -> DataRequest:
    with reading() as session:
        return session.scalars(select(DataRequest)).one()


def test_it_is_noted_from_their_page_shown_with_its_day_and_ended(opened: tuple[Console, Recipient]) -> None:
    browser, person = opened
    assert f"/data-requests?person={person.id}" in browser.get(f"/people/{person.id}").text
    form = browser.get(f"/data-requests?person={person.id}").text
    assert "Note a request from" in form
    today = utc_now().date()
    noted = browser.post(
        "/data-requests", person=person.id, kind="correct", asked_on=(today - timedelta(days=40)).isoformat()
    )
    assert noted.status_code == 303
    page = browser.get("/data-requests").text
    assert "1 data request to answer" in page and "1 request overdue" in page and "Overdue" in page
    assert browser.post(f"/data-requests/{only().id}", outcome="done").status_code == 303
    assert "No data request is open" in browser.get("/data-requests").text
    assert "Done" in browser.get("/data-requests?show=ended").text


def test_what_is_wrong_is_said_and_stays_typed(opened: tuple[Console, Recipient]) -> None:
    browser, person = opened
    for fields, said in (
        ({"kind": "export", "asked_on": "soon"}, "Choose the day on which they asked."),
        ({"kind": "export", "asked_on": "2999-01-01"}, "within the last year"),
        ({"kind": "", "asked_on": utc_now().date().isoformat()}, "Choose what they ask for"),
    ):
        answer = browser.post("/data-requests", person=person.id, **fields)
        assert (answer.status_code, said in answer.text) == (422, True)
    with reading() as session:
        assert session.scalars(select(DataRequest)).all() == []


def test_an_erasure_wants_a_tick_says_what_it_does_and_is_done_from_here(opened: tuple[Console, Recipient]) -> None:
    browser, person = opened
    browser.post("/data-requests", person=person.id, kind="erase", asked_on=utc_now().date().isoformat())
    request = only()
    assert "This cancels 0 gifts and deletes 0 files." in browser.get("/data-requests").text
    unsure = browser.post(f"/data-requests/{request.id}", outcome="erase")
    assert (unsure.status_code, only().outcome) == (422, None)
    assert browser.post(f"/data-requests/{request.id}", outcome="erase", sure="yes").status_code == 303
    with reading() as session:
        assert session.get_one(Recipient, person.id).email is None
    assert (only().outcome, only().done_by is not None) == ("done", True)
    ended = browser.get("/data-requests?show=ended").text
    assert "Someone who was erased" in ended and "Jana" not in ended


def test_nobody_is_erased_who_asked_for_something_else(opened: tuple[Console, Recipient]) -> None:
    browser, person = opened
    browser.post("/data-requests", person=person.id, kind="export", asked_on=utc_now().date().isoformat())
    assert browser.post(f"/data-requests/{only().id}", outcome="erase", sure="yes").status_code == 422
    with reading() as session:
        assert session.get_one(Recipient, person.id).email is not None
