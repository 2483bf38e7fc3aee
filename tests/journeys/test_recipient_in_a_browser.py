"""What a recipient can do with a link, from its first press to its end: one browser, one installation, a gift for each journey."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from service.app.web import create_app
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply
from service.recipients.models import Recipient
from service.recipients.postal.addresses import has_address
from tests.conftest import forget_settings
from tests.journeys.visitor import Visitor
from tests.service.content.filming import put_film
from tests.service.content.reading import everything, link, status
from tests.service.gifting.stopping import set_sweet_scene

Journey = Callable[["Guest"], None]
ADDRESS: Final = {
    "Name on the parcel": "Jana Nováková",
    "Street address": "Na Příkopě 1",
    "Postcode": "110 00",
    "Town or city": "Praha",
}
YES: Final = "Yes, send it to me"


@dataclass
class Guest:
    """Somebody with the link of one gift, at a page of a browser that keeps what it is given."""

    browser: Browser
    address: str
    gift: RecipientGift
    page: Page

    def open(self, place: str = "/for-you") -> None:
        self.page.goto(f"{self.address}{link(self.gift)}{place}")

    def look(self, place: str = "") -> None:
        self.page.goto(f"{self.address}/gift/{self.gift.id}{place}")

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def product(self) -> str:
        with reading() as session:
            return str(session.get_one(RecipientGift, self.gift.id).product_id)


def accept_by_keys_without_scripts(guest: Guest) -> None:
    """Two presses and four fields from the link to a parcel that can leave."""
    guest.open()
    guest.page.get_by_role("button", name=YES).focus()
    guest.page.keyboard.press("Enter")
    guest.says("Just one thing left: where should we send it?")
    asked = [field for field in guest.page.locator("#address input:visible").all() if field.input_value() == ""]
    assert len(asked) <= len(ADDRESS)
    for label, value in ADDRESS.items():
        guest.page.get_by_label(label).focus()
        guest.page.keyboard.press("Control+A")
        guest.page.keyboard.type(value)
    guest.page.keyboard.press("Enter")
    guest.says("Only the carrier and whoever packs the parcel will see the address.")
    with reading() as session:
        assert has_address(session, guest.gift.id)
    assert status(guest.gift) == "accepted"


def swap_twice_then_accept(guest: Guest) -> None:
    guest.open()
    had = [guest.product()]
    for _ in range(2):
        guest.press("Swap it")
        guest.press(re.compile("^Swap for this"))
        guest.says("Nothing is sent until you say yes.")
        expect(guest.page.locator(".btn-yes")).to_have_count(1)
        expect(guest.page.locator(".btn-yes")).to_be_in_viewport(ratio=1)
        had.append(guest.product())
    assert len(set(had[:2])) == 2
    guest.press(YES)
    guest.says("It’s yours.")
    assert (status(guest.gift), guest.product()) == ("accepted", had[-1])


def donate(guest: Guest) -> None:
    guest.open()
    guest.follow("Donate it instead")
    guest.page.get_by_label("Clean Rivers").check()
    guest.press(re.compile("^Donate"))
    guest.says("Thank you. It will do some good.")
    assert status(guest.gift) == "donated"


def decline_by_policy(guest: Guest) -> None:
    guest.open()
    guest.follow("No, thank you")
    guest.press(re.compile("My company’s gift policy"))
    guest.says("Your policy comes first. Here’s what still works.")
    assert status(guest.gift) == "declined"


def undo(guest: Guest) -> None:
    guest.open()
    guest.press(YES)
    guest.press("Undo")
    guest.says("We’ve withdrawn your answer")
    expect(guest.page.get_by_role("button", name=YES)).to_be_visible()
    assert status(guest.gift) == "opened"


def tell_an_allergy_after_yes(guest: Guest) -> None:
    guest.open()
    guest.press(YES)
    had = guest.product()
    guest.look("/tell?open=allergen#allergen")
    guest.press("Nuts")
    guest.says("We’ve stopped it and chosen again.")
    assert guest.product() != had
    assert status(guest.gift) != "accepted"


def away_and_back(guest: Guest) -> None:
    guest.open()
    guest.follow("I’m away")
    until = (utc_now().date() + timedelta(days=3)).isoformat()
    guest.page.locator("#away input[name=until]").fill(until)
    guest.press("Add these dates")
    guest.says("The gift stays the same, and here’s why.")
    guest.press(re.compile("^Take it back"))
    guest.says("Removed:")
    assert status(guest.gift) in ("created", "opened")


def unsubscribe(guest: Guest) -> None:
    guest.page.goto(f"{guest.address}{link(guest.gift).replace('/g/', '/unsubscribe/')}")
    with reading() as session:
        assert not session.get_one(Recipient, guest.gift.recipient_id).unsubscribed_at
    guest.page.locator("#channels form button").click()
    guest.says("You’ll get no new gifts and no more emails from this giver.")


def export(guest: Guest) -> None:
    guest.open()
    guest.look("/preferences")
    guest.page.locator("#copy a").first.click()
    assert guest.page.url.endswith("/export")
    guest.says("Jana")
    copied = guest.page.request.get(f"{guest.address}/gift/{guest.gift.id}/export.json")
    assert copied.status == 200
    assert "Jana" in copied.text()


def erase(guest: Guest) -> None:
    guest.open()
    guest.look("/privacy")
    guest.page.get_by_label("I want everything deleted").check()
    guest.press("Delete everything about me")
    assert guest.page.locator("#done h1").count() == 1
    guest.open()
    guest.says("This link no longer works.")


def expired(guest: Guest) -> None:
    with transaction() as session:
        apply(session, session.get_one(RecipientGift, guest.gift.id), "expire", utc_now())
    guest.open()
    guest.says("This link no longer works.")
    expect(guest.page.get_by_text("Jana")).to_have_count(0)


def unknown_link(guest: Guest) -> None:
    shown = []
    for gift_id in (guest.gift.id, "gft_never"):
        answer = guest.page.goto(f"{guest.address}/g/{gift_id}/{'x' * 43}")
        assert answer is not None
        assert answer.status == 410
        shown.append(guest.page.content())
    assert shown[0] == shown[1]


def opened_by_a_scanner(guest: Guest) -> None:
    """It runs our scripts and follows every link there is; whatever it looks at, nothing is answered."""
    guest.open("")
    before = everything()
    guest.page.wait_for_load_state("networkidle")
    links = guest.page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
    for href in sorted({one for one in links if one.startswith(guest.address)}):
        guest.page.request.get(href)
        guest.page.request.head(href)
    assert everything() == before


def two_tabs(guest: Guest) -> None:
    guest.open()
    other = guest.page.context.new_page()
    other.goto(guest.page.url)
    guest.press(YES)
    guest.says("Accepted.")
    other.get_by_role("button", name=YES).click()
    expect(other.get_by_text("Accepted.").first).to_be_visible()
    assert status(guest.gift) == "accepted"


def a_stale_page(guest: Guest) -> None:
    guest.open()
    guest.page.evaluate("document.querySelectorAll('[name=nonce]').forEach((one) => (one.value = '1.x'))")
    guest.press(YES)
    guest.says("This page was out of date,")
    assert status(guest.gift) in ("created", "opened")


def cookies_off(guest: Guest) -> None:
    """Every request is answered by the product as to a browser that keeps nothing."""
    forgetful = create_app().test_client(use_cookies=False)

    def answer(route: Route) -> None:
        asked = route.request
        said = forgetful.open(
            asked.url.removeprefix(guest.address),
            method=asked.method,
            data=asked.post_data_buffer,
            content_type=asked.headers.get("content-type"),
            follow_redirects=True,
        )
        route.fulfill(status=said.status_code, headers=dict(said.headers), body=said.get_data())
        said.close()

    guest.page.route("**/*", answer)
    guest.open()
    guest.says("You can read everything here.")
    guest.says("Gift ")
    guest.press(YES)
    guest.says("Please open it from your email.")
    assert status(guest.gift) == "created"


JOURNEYS: Final[Sequence[Journey]] = (
    accept_by_keys_without_scripts, swap_twice_then_accept, donate, decline_by_policy, undo, tell_an_allergy_after_yes,
    away_and_back, unsubscribe, export, erase, expired, unknown_link, opened_by_a_scanner, two_tabs, a_stale_page, cookies_off,
)  # fmt: skip


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real app on a free port. Its address."""
    monkeypatch.setenv("HANDPICKED_BASE_URL", "http://127.0.0.1:1")
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("HANDPICKED_BASE_URL", address)
    forget_settings()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()


def _gifts() -> list[RecipientGift]:
    with transaction() as session:
        scene = set_sweet_scene(session, len(JOURNEYS), others=4, other_stock=50)
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now() + timedelta(days=300)
        for person in session.scalars(select(Recipient)):
            person.locale = "en"
        for product in session.scalars(select(Product)):
            product.image = "products/HP-0025"
    for gift in scene.gifts:
        put_film(gift)
    return scene.gifts


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("database")
def test_every_journey_of_a_recipient_comes_to_its_end(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {}
    with served(monkeypatch) as address:
        for journey, gift in zip(JOURNEYS, _gifts(), strict=True):
            visitor = Visitor(browser, address, has_scripts=not journey.__name__.endswith("without_scripts"))
            visitor.context.set_default_timeout(30_000)
            visitor.page.set_viewport_size({"width": 390, "height": 844})
            try:
                journey(Guest(browser, address, gift, visitor.page))
            except (AssertionError, Error) as error:
                failed[journey.__name__] = str(error)[:600]
            visitor.context.close()
    assert failed == {}
