"""A stranger's first day: from an empty workspace, with their own gifts and their own export, to a launched first wave.

Only what stands on the page is read, and every press is counted: a click, a tap, Enter or a file chosen. Typing is not one.
"""

from __future__ import annotations

import re
from time import monotonic

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.conftest import Product
from tests.journeys.own_files import COMPANIES, PEOPLE, contact_export, gift_sheet
from tests.journeys.visitor import DESKTOP, PATIENCE_MS, Visitor

MOST_PRESSES = 15
MOST_SECONDS = 600
TYPED = {
    "Campaign name": "Spring thank-you",
    "Occasion": "a good first year",
    "What you want to say": "Thank you for a good first year together, {given_name|and all the best}.",
    "Total budget": "6,800.00",
    "Title": "Account Executive",
    "Street": "Nedre gate 7",
    "Postcode and city": "0551 Oslo, Norway",
    "Registration": "Org. no. 000 000 000",
    "Website": "fjordloom.example",
}
"""What nobody but they can know; all else is filled in."""


class Newcomer:
    """Somebody who presses what they read, and how often."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page
        self.presses: list[str] = []

    def press(self, what: Locator) -> None:
        self.presses.append(what.inner_text() or str(what))
        what.click()

    def button(self, name: str | re.Pattern[str]) -> None:
        self.press(self.page.get_by_role("button", name=name))

    def link(self, name: str) -> None:
        self.press(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    def choose(self, label: re.Pattern[str], name: str, data: bytes) -> None:
        self.presses.append(f"file {name}")
        self.page.get_by_label(label).set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})

    def reads(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible(timeout=2 * PATIENCE_MS)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("width", [1280, 390])
def test_from_an_empty_workspace_to_a_launched_first_wave(empty_product: Product, browser: Browser, width: int) -> None:
    visitor = Visitor(browser, empty_product.address)
    visitor.page.set_viewport_size({"width": width, "height": DESKTOP["height"]})
    visitor.open(empty_product.sales_link)
    visitor.press("Sign in as Nora Whitfield")
    begun, nora = monotonic(), Newcomer(visitor)

    bring_gifts(nora)
    write(nora)
    bring_people(nora)
    approve_and_launch(nora)

    assert len(nora.presses) <= MOST_PRESSES, nora.presses
    assert monotonic() - begun < MOST_SECONDS
    assert visitor.complaints == []


def bring_gifts(nora: Newcomer) -> None:
    """The first page leads there; every row is shown before anything is kept."""
    nora.link("Add your gifts")
    nora.reads("You have no gifts yet")
    expect(nora.page.get_by_text("excluded by their rules")).to_have_count(0)
    nora.choose(re.compile("CSV, XLSX or JSON"), "gifts.csv", gift_sheet())
    nora.button("Upload and check")
    nora.button("Import 50 gifts")
    nora.reads("50 gifts are on your shelf")


def write(nora: Newcomer) -> None:
    """Who gives, what they say and for how much; the letter stands beside it while they type."""
    nora.link("Start a campaign")
    page = nora.page
    nora.reads("New campaign")
    for label, words in TYPED.items():
        page.get_by_label(label, exact=True).first.fill(words)
    expect(page.locator("#beside .letterbody")).to_contain_text("Thank you for a good first year together, Jana.")
    assert page.get_by_label("Name", exact=True).input_value() == "Nora Whitfield"
    assert (page.get_by_label("Lowest price of a gift").input_value()) == "15.00"
    assert (page.get_by_label("Highest price of a gift").input_value()) == "52.00"
    nora.button("Save and continue to people")


def bring_people(nora: Newcomer) -> None:
    """The export as it came: 92 columns, of which ours are found."""
    nora.choose(re.compile("^(Your|Upload|Add).*list|Your list of people"), "hubspot-crm-exports.csv", contact_export())
    basis = nora.page.get_by_role("group", name=re.compile("Why may you write"))
    if basis.count():
        nora.press(basis.get_by_role("radio").first)
        nora.page.get_by_label(re.compile("Where does this list come from")).fill("HubSpot, contacts with an open deal")
    nora.button(re.compile("^(Read this file|Upload and read)"))
    nora.button(f"Check {PEOPLE} rows")
    expect(nora.page.get_by_text(f"{PEOPLE} people at {COMPANIES} accounts").first).to_be_visible(timeout=PATIENCE_MS)
    nora.button(re.compile("^Save"))


def approve_and_launch(nora: Newcomer) -> None:
    """The plan comes by itself; the first wave is forty, said before it is done."""
    expect(nora.page.get_by_role("button", name="Approve this plan")).to_be_visible(timeout=3 * PATIENCE_MS)
    nora.button("Approve this plan")
    nora.reads("Who goes first")
    expect(nora.page.get_by_role("table", name=None).filter(has_text="Leaves, their time")).to_be_visible()
    assert nora.page.get_by_label("How many people").input_value() == "40"
    nora.button("Launch this wave")
    nora.reads("Launch 40 people?")
    nora.button("Launch 40 people now")
    expect(nora.page.get_by_text("of 40 sets are complete").or_(nora.page.get_by_text("All 40 sets"))).to_be_visible(
        timeout=3 * PATIENCE_MS
    )
