"""A page of the console that refreshes on its own can be stopped, and says how it goes on."""

from __future__ import annotations

import re

import pytest

from service.config import ASSETS
from service.db.connect import transaction
from tests.console import Console
from tests.factories import make_user, make_workspace

TEMPLATES = ASSETS / "templates" / "console"


def test_no_page_of_the_console_refreshes_without_a_way_to_stop_it() -> None:
    pages = {path.stem: path.read_text("utf-8") for path in TEMPLATES.rglob("*.html") if path.stem != "kit"}
    assert [name for name, page in pages.items() if "http-equiv" in page] == []
    moving = {
        name for name, page in pages.items() if re.search(r"kit\.refreshes\(|console-live|console-progress", page)
    }
    assert moving == {"film", "launch", "material", "ops", "people_reading", "plan_waiting", "rehearsal"} | (
        moving & {"ops_whole"}
    )
    assert [name for name in sorted(moving) if "kit.pause()" not in pages[name]] == []


@pytest.mark.usefixtures("database")
def test_live_figures_stop_and_go_on_and_the_rest_of_the_address_stays() -> None:
    with transaction() as session:
        browser = Console(make_user(session, make_workspace(session).id, "owner"))
    moving = browser.get("/ops?over=day").text
    assert ('data-still="no"' in moving, 'href="/ops?over=day&amp;refresh=off"' in moving) == (True, True)
    still = browser.get("/ops?over=day&refresh=off").text
    assert ('data-still="yes"' in still, 'href="/ops?over=day"' in still) == (True, True)
    assert "This page stays as it is." in still
