"""Before a session ends, whoever is signed in is told and can stay, as long as any session may last."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from service.workspaces.models import User
from tests.console import Console
from tests.service.workspaces.doors.test_console_session import HOUR, Clock, clock, nora, signed_in

__all__ = ["clock", "nora"]
pytestmark = pytest.mark.usefixtures("database")


def told(browser: Console) -> tuple[int, str]:
    """(seconds until the session ends, whether it is the last of it), as a page says it to its script"""
    found = re.search(r'data-ends-in="(\d+)" data-warn-at="300" data-last="(yes|no)"', browser.get("/you").text)
    assert found is not None
    return int(found[1]), found[2]


def stay(browser: Console, **headers: str) -> TestResponse:
    """Presses the button, with the nonce of this session's forms."""
    with browser.client.session_transaction() as kept:
        nonce = kept["csrf"]
    return browser.client.post("/you/longer", data={"csrf": nonce}, headers=headers)


def test_a_page_says_how_long_the_session_lasts(nora: User, clock: Clock) -> None:
    assert told(signed_in()) == (2 * HOUR, "no")


def test_a_press_keeps_somebody_signed_in_who_opens_no_page(nora: User, clock: Clock) -> None:
    browser = signed_in()
    browser.get("/you")
    clock.now += 2 * HOUR - 30
    answer = stay(browser, Accept="application/json")
    assert answer.json == {"seconds": 2 * HOUR, "last": False}
    clock.now += 2 * HOUR - 30
    assert browser.get("/you").status_code == 200


def test_without_it_they_are_signed_out(nora: User, clock: Clock) -> None:
    browser = signed_in()
    browser.get("/you")
    clock.now += 4 * HOUR - 60
    assert browser.get("/you").location == "/sign-in?next=/you"


def test_a_press_right_after_a_page_counts_from_the_press(nora: User, clock: Clock) -> None:
    browser = signed_in()
    browser.get("/you")
    clock.now += 59
    assert "You’re still signed in" in stay(browser).text
    clock.now += 2 * HOUR
    assert browser.get("/you").status_code == 200


def test_near_the_longest_time_the_page_says_that_it_cannot_be_longer(nora: User, clock: Clock) -> None:
    browser = signed_in()
    for _ in range(11):
        clock.now += HOUR
        browser.get("/you")
    clock.now += HOUR - 240
    page = stay(browser).text
    assert "Save your work" in page
    assert "Nobody stays signed in for longer than 12 hours." in page
    assert told(browser) == (240, "yes")


def test_without_scripts_the_button_opens_a_page_of_its_own(nora: User, clock: Clock) -> None:
    page = signed_in().get("/you").text
    plain = page[page.index("<noscript>") : page.index("</noscript>")]
    assert "You’re signed out when you haven’t opened a page for 120 minutes." in plain
    assert '<form method="post" action="/you/longer" target="_blank">' in plain


def test_nobody_is_kept_in_who_is_not_signed_in_or_brings_no_nonce(nora: User, clock: Clock) -> None:
    assert Console().post("/you/longer").location == "/sign-in"
    assert signed_in().client.post("/you/longer", data={"csrf": "another"}).status_code == 403
