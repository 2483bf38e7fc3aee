"""The pages of an own list with everything they can show: no barriers in either light, and nothing too wide for a phone."""

from __future__ import annotations

import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from service.db.connect import transaction
from tests.console import Console, sales_person
from tests.factories import make_campaign
from tests.journeys.visitor import Visitor
from tests.uploads import STATED, waiting

HERE = "http://own-list.example"
LATER = date.today() + timedelta(days=40)  # noqa: DTZ011 what a person at this desk would type
PEOPLE = f"""\
Company;First name;Last name;Work email;Country;Dietary / allergies;Notes;Legal basis;Unsubscribed from all email
Vltava Robotics;Jana;Nováková;jana@vltava.example.com;CZ;none;trail running, loves dark chocolate;;FALSE
Vltava Robotics;Radek;Kříž;radek@vltava.example.com;CZ;;has two teapots already;;FALSE
Vltava Robotics;Niamh;O’Sullivan;niamh@vltava.example.com;IE;;on leave until {LATER};;TRUE
Elbe Optik;Bernd;Krause;bernd@elbe.example.com;DE;vegan;doesn't eat gluten, coffee person;Legitimate interest;FALSE
Elbe Optik;Ute;Lang;ute@elbe.example.com;DE;none;;No;FALSE
Nordic Pump;Anna;Berg;anna@nordic.example.com;Swedn;;;;FALSE
Nordic Pump;Lars;Berg;lars@nordic.example.com;SE;;do not contact;;FALSE
Nordic Pump;Olga;Berg;olga@nordic.example.com;Swedn;;;;FALSE
"""


class Seen:
    """A browser whose every request is answered by the console itself, without a server."""

    def __init__(self, browser: Browser, console: Console) -> None:
        self.visitor, self.console = Visitor(browser, HERE), console
        self.visitor.page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        answer = self.console.get(route.request.url.removeprefix(HERE))
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.get_data())

    def look(self, path: str, name: str, says: str) -> None:
        """The page says so, has no barrier and is nowhere too wide; a picture of it where somebody wants one."""
        page = self.visitor.page
        page.goto(HERE + path)
        expect(page.get_by_text(says).first).to_be_visible()
        if folder := os.environ.get("PICTURES"):
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        assert (name, self.visitor.too_wide(), self.visitor.barriers()) == (name, [], [])


@pytest.mark.usefixtures("database")
@pytest.mark.slow
def test_the_pages_of_an_own_list_have_no_barriers_and_fit_every_screen(browser: Browser) -> None:
    with transaction() as session:
        user = sales_person(session)
        campaign_id = make_campaign(session, user.workspace_id).id
    console, base = Console(user), f"/campaigns/{campaign_id}/people"
    seen = Seen(browser, console)
    seen.look(base, "upload", "Why may you write to these people?")
    assert console.post(base, file=(io.BytesIO(PEOPLE.encode()), "people.csv"), **STATED).status_code == 303
    seen.look(base, "columns", "They told us themselves and agreed:")
    one = f"{base}/{waiting(campaign_id)}"
    told = {"food-5": "told", "how-5": "form", "when-5": "2026-03-03"}
    assert console.post(f"{one}/columns", **told).status_code == 303
    seen.look(base, "check-bad", "One answer for many rows")
    answers = {"cell-7-country": "SE", "cell-9-country": "SE", "cell-8-notes": "__out__"}
    assert console.post(f"{one}/cells", **answers).status_code == 303
    seen.look(base, "check", "In no wave until they agree: Bernd Krause (row 5), Ute Lang (row 6)")
    assert console.post(f"{one}/save").status_code == 303
    seen.look("/rules/consent", "consent", "Unfair Competition Act (UWG), section 7")
    seen.look(f"/campaigns/{campaign_id}/launch", "launch", "Nothing to launch yet")
