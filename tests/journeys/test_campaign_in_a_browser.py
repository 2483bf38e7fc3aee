"""One campaign, pressed through in a real Chromium against the running product: from a spreadsheet to a parcel's address."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from service.content.links import links_of
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from tests.journeys.conftest import Product
from tests.journeys.visitor import PATIENCE_MS, Visitor

PEOPLE = """\
Company;First name;Last name;Work email;Country;City;Language;Dietary / allergies;Interests;Gift policy
Vltava Instruments;Jana;Nováková;jana@vltava.example.com;CZ;Praha;English;vegna;hiking, tea;
Vltava Instruments;Petr;Dvořák;petr@vltava.example.com;CZ;Brno;English;none;reading;
Blåskjell Mat;Ingrid;Rønning;ingrid@blaskjell.example.com;NO;Trondheim;English;none;tea, coffee;consumables only
Blåskjell Mat;Astrid;Rønning;astrid@blaskjell.example.com;NO;Trondheim;English;nuts?;chocolate;consumables only
"""
"""Four people in two companies. Jana's diet is misspelt; Astrid's is a doubt, and her company lets her be given food only."""
ADDRESS = {"name": "Jana Nováková", "street": "Dlouhá 12", "postcode": "110 00", "city": "Praha"}


@pytest.mark.timeout(300)
def test_from_a_spreadsheet_to_gifts_that_are_swapped_accepted_and_sent(product: Product, browser: Browser) -> None:
    nora, ingrid = Visitor(browser, product.address), Visitor(browser, product.address)
    sign_in(nora, product.sales_link, "Nora Whitfield")
    sign_in(ingrid, product.ops_link, "Ingrid Solheim")

    campaign = create_campaign(nora)
    upload_and_mend(nora)
    review_and_change_one(nora)
    launch(nora, campaign)
    links = read_invitations(ingrid)
    assert set(links) == {"Jana Nováková", "Petr Dvořák", "Ingrid Rønning"}

    jana = Visitor(browser, product.address)
    chosen = swap_and_accept(jana, links["Jana Nováková"])
    swap_and_accept_without_scripts(Visitor(browser, product.address, has_scripts=False), links["Petr Dvořák"])
    answer_about_diet(Visitor(browser, product.address), link_of("astrid@blaskjell.example.com"))

    read_results(nora, campaign)
    read_ops(ingrid)
    find_parcel(ingrid, chosen)
    assert nora.context.request.get("/ops/pick-list").status == 403
    assert (nora.complaints, ingrid.complaints, jana.complaints) == ([], [], [])


def sign_in(visitor: Visitor, link: str, name: str) -> None:
    """Opens a one-time link and presses its button; the link is used up by that."""
    visitor.open(link)
    visitor.press(f"Sign in as {name}")
    expect(visitor.page.get_by_role("link", name=name).first).to_be_visible()
    assert visitor.context.request.get(link).status == 410


def create_campaign(nora: Visitor) -> str:
    """Fills in the builder. The campaign's path. Nobody has hours to change their mind, so that answers settle at once."""
    today = date.today()  # noqa: DTZ011 what a person at this desk would type
    nora.open("/campaigns/new")
    fields = {
        "Campaign name": "Spring thank-you",
        "Occasion": "a spring thank-you",
        "What you want to say": "Thank you for a good first year together.",
        "Total budget": "300.00",
        "Lowest price of a gift": "10",
        "Highest price of a gift": "50",
        "Gifts should arrive by": str(today + timedelta(days=14)),
        "Last day to answer": str(today + timedelta(days=21)),
        "Hours to change their mind": "0",
        "Charity 1": "Lantern Books",
        "What it does, in one sentence": "Brings libraries to schools that have none.",
        "Name": "Nora Whitfield",
        "Title": "Account Executive",
        "Company, as registered": "Fjord & Loom AS",
        "Street": "Nedre gate 7",
        "Postcode and city": "0551 Oslo, Norway",
        "Registration": "Org. no. 000 000 000",
        "Brand": "Fjord & Loom",
        "Website": "fjordloom.example",
    }
    for label, value in fields.items():
        nora.page.get_by_label(label, exact=True).first.fill(value)
    nora.press("Save and continue to people")
    nora.page.wait_for_url("**/people")
    return nora.page.url.removeprefix(nora.origin).removesuffix("/people")


def upload_and_mend(nora: Visitor) -> None:
    """One wrong cell keeps the file from being saved; the right word for it lets it through."""
    page = nora.page
    page.get_by_label("Your list of people").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    )
    page.get_by_role("radio", name="They’re customers or partners of ours").check()
    page.get_by_label("Where does this list come from?").fill("HubSpot, contacts with an open deal")
    nora.press("Upload and read the columns")
    page.get_by_role("radio", name="They told us themselves and agreed").check()
    page.get_by_label("How they told you").select_option("form")
    page.get_by_label("When they told you").fill("2026-03-03")
    nora.press("Check 4 rows")
    expect(
        page.get_by_role("heading", name="1 row needs fixing before this file can be saved. 3 of 4 rows are fine.")
    ).to_be_visible()
    assert nora.too_wide() == []
    page.get_by_role("radio", name="Something else:").check()
    page.get_by_role("textbox", name="Dietary / allergies for row 2").fill("vegan")
    nora.press("Apply these answers and check again")
    expect(page.get_by_text("All 4 rows can be read: 4 people at 2 accounts.")).to_be_visible()
    nora.press("Save 4 people")


def review_and_change_one(nora: Visitor) -> None:
    """The plan says why, whom it asks and what it costs; one gift is changed in the drawer and the plan is approved."""
    page = nora.page
    expect(page.get_by_label("Certificate of this plan")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("definition").filter(has_text="3 of 4")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Blåskjell Mat .* 1 .*answer"))).to_be_visible()
    assert nora.too_wide() == []
    assert nora.barriers() == []

    page.get_by_role("link", name="View Ingrid Rønning’s gift").click()
    drawer = page.get_by_role("complementary", name="A different gift for Ingrid Rønning")
    expect(drawer.get_by_text("Can’t be given:").first).to_be_visible()
    first = drawer.get_by_role("radio").first
    name = drawer.locator("label.pick span").first.inner_text()
    first.check()
    nora.press("Change the gift")
    expect(page.get_by_role("row", name=re.compile("Ingrid Rønning"))).to_contain_text(name)
    nora.press("Approve this plan")


def launch(nora: Visitor, campaign: str) -> None:
    """All who have a gift set out; the page brings itself up to date until everybody's set is whole."""
    page = nora.page
    page.get_by_label("How many people").fill("3")
    nora.press("Launch this wave")
    expect(page.get_by_role("heading", name="Launch 3 people?")).to_be_visible()
    assert nora.too_wide() == []
    assert nora.barriers() == []
    nora.press("Launch 3 people now")
    expect(page.locator("#live[data-busy=no]")).to_be_visible(timeout=2 * PATIENCE_MS)
    expect(page.get_by_text("Sets: 3 ready of 3")).to_be_visible()
    parts = page.get_by_role("region", name="Launched people").get_by_text("Ready", exact=True)
    expect(parts).to_have_count(3 * len(("page", "statement", "film")))
    assert page.url == f"{nora.origin}{campaign}/launch"


def read_invitations(ingrid: Visitor) -> dict[str, str]:
    """Name -> their own link, handed over by a press with a reason: what the mail says is not for ops to read.

    Where it is night at the moment, the invitations wait for the morning; who hands one over decides about the hour.
    """
    page = ingrid.page
    invitations = (
        page.get_by_role("row").filter(has_text="invitation").filter(has_text=re.compile("Shown here|Waiting"))
    )
    ingrid.open_until("/ops/outbox", invitations, 3)
    people = invitations.get_by_role("rowheader").get_by_role("link").all()
    mails = {link.inner_text(): link.get_attribute("href") for link in people}
    found = {}
    for name, path in mails.items():
        ingrid.open(str(path))
        expect(page.get_by_text("Your role doesn’t show what the email says.")).to_be_visible()
        page.get_by_label("Hand it over myself").select_option("in_person")
        page.get_by_role("button", name="Show the link").click()
        found[name] = page.get_by_label("Their link").input_value()
    return found


def link_of(email: str) -> str:
    """The page's link of somebody who has no invitation yet."""
    with reading() as session:
        people = session.scalars(select(Recipient)).all()
        person = next(one for one in people if one.email == email)
        gift = session.scalars(select(RecipientGift).where(RecipientGift.recipient_id == person.id)).one()
        return links_of(gift).page


def swap_and_accept(jana: Visitor, link: str) -> str:
    """Others are shown, one is taken, accepted, and given an address. The name of what she takes."""
    page = jana.page
    jana.open(link)
    assert re.fullmatch(rf"{jana.origin}/gift/gft_\w+", page.url)
    planned = page.locator(".gift-name").inner_text()
    assert jana.too_wide() == []
    assert jana.barriers() == []
    for name, kind in {
        "film.mp4": "video/mp4",
        "statement.pdf": "application/pdf",
        "poster.webp": "image/webp",
    }.items():
        part = jana.context.request.get(f"{page.url}/{name}", headers={"Range": "bytes=0-99"})
        assert (part.status, part.headers["content-type"], len(part.body())) == (206, kind, 100)

    jana.open(f"{page.url}/statement")
    page.get_by_role("link", name="Back to your gift").click()
    expect(page.locator(".gift-name")).to_have_text(planned)

    jana.press("Swap it")
    card = page.locator(".card:not(.gone)").first
    wanted = card.get_by_role("heading").inner_text()
    assert wanted != planned
    card.get_by_role("button").click()
    expect(page.locator(".gift-name")).to_have_text(wanted)
    jana.press("Yes, send it to me")
    for field, value in ADDRESS.items():
        page.locator(f"#a-{field}").fill(value)
    assert jana.barriers() == []
    page.locator("form[action$='/address'] button").click()
    expect(page.locator("#address")).to_have_count(0)
    return wanted


def swap_and_accept_without_scripts(petr: Visitor, link: str) -> None:
    """Every answer is a form: nothing needs a script."""
    page = petr.page
    petr.open(link)
    petr.press("Swap it")
    card = page.locator(".card:not(.gone)").first
    wanted = card.get_by_role("heading").inner_text()
    card.get_by_role("button").click()
    expect(page.locator(".gift-name")).to_have_text(wanted)
    petr.press("Yes, send it to me")
    expect(page.locator("#address")).to_be_visible()
    assert petr.complaints == []


def answer_about_diet(astrid: Visitor, link: str) -> None:
    """Who waits is asked one question; the answer brings a gift within seconds."""
    page = astrid.page
    astrid.open(link)
    assert astrid.barriers() == []
    page.get_by_label("Nuts", exact=True).check()
    astrid.press("Choose my gift")
    astrid.open_until(link, page.locator(".gift-name"))
    assert astrid.complaints == []


def read_results(nora: Visitor, campaign: str) -> None:
    """Both colleagues swapped and kept; of the others, who both have a gift by now, nobody has answered."""
    nora.open(f"{campaign}/results")
    nora.page.get_by_text("Every account, with who hasn’t answered").click()
    expect(nora.page.get_by_role("row", name="Vltava Instruments 2 2 2 0 0 0")).to_be_visible()
    expect(nora.page.get_by_role("row", name="Blåskjell Mat 2 0 0 0 0 2")).to_be_visible()
    assert nora.too_wide() == []
    assert nora.barriers() == []


def read_ops(ingrid: Visitor) -> None:
    """Everything that was asked for is done and nothing is late."""
    ingrid.open("/ops")
    expect(ingrid.page.get_by_role("heading", name="Everything is on time.")).to_be_visible()
    queues = ingrid.page.get_by_role("table").first.get_by_role("row")
    expect(queues.filter(has_text="On time")).to_have_count(6)
    assert ingrid.too_wide() == []
    assert ingrid.barriers() == []


def find_parcel(ingrid: Visitor, chosen: str) -> None:
    """Once an answer has settled, ops, and nobody else, reads where the parcel goes."""
    parcel = ingrid.page.get_by_role("row").filter(has_text=chosen)
    ingrid.open_until("/ops/pick-list", parcel)
    expect(parcel).to_contain_text("Jana Nováková")
    expect(parcel).to_contain_text("Dlouhá 12")
    expect(parcel).to_contain_text("110 00 Praha")
