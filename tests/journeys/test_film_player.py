"""The film on a gift's page, played in a real Chromium: by pointer, by keyboard, calmly, and without scripts."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from service.catalog.models import Product
from service.config import CHECKOUT
from service.content.models import FilmEvent
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from tests.conftest import forget_settings
from tests.journeys.visitor import PATIENCE_MS, Visitor
from tests.ports import free_port
from tests.service.content.filming import grey_film, put_film
from tests.service.content.reading import link, scene_now, status
from tests.service.content.shelf import put_rendition

WEB = [sys.executable, "-m", "gunicorn", "--config", "python:service.app.web_server", "service.app.web:create_app()"]


@dataclass(frozen=True)
class Cinema:
    """Served gift pages, each with a film of ten grey seconds."""

    origin: str
    gifts: Sequence[RecipientGift]

    def seen(self, gift: RecipientGift) -> set[str]:
        """What was counted of this gift's film."""
        with reading() as session:
            rows = session.execute(select(FilmEvent.kind, FilmEvent.mark).where(FilmEvent.gift_id == gift.id))
            return {f"{kind}:{mark}" for kind, mark in rows}

    def seen_soon(self, gift: RecipientGift, marks: set[str]) -> set[str]:
        """The same, once these marks are there: a page tells the last of them as it goes, beside the request for the next one."""
        deadline = monotonic() + PATIENCE_MS / 1000
        while not marks <= self.seen(gift) and monotonic() < deadline:
            sleep(0.05)
        return self.seen(gift)


@pytest.fixture
def cinema(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cinema]:
    """Served by the production server, as only that lets go of a film in the middle without complaint."""
    port = free_port()
    monkeypatch.setenv("HANDPICKED_PORT", str(port))
    monkeypatch.setenv("HANDPICKED_WEB_WORKERS", "1")
    forget_settings()
    scene = scene_now(people=5)
    with transaction() as session:
        for recipient in session.scalars(select(Recipient)):
            recipient.locale = "en"
        for product in session.scalars(select(Product)):
            product.image = "products/HP-0025"
    for number, gift in enumerate(scene.gifts):
        put_film(gift, f"{number:064x}", grey_film())
        put_rendition(gift, "video_square", f"{number + 99:064x}", {"body": ("video/mp4", grey_film(176, 176))})
    server = subprocess.Popen(WEB, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Cinema(f"http://127.0.0.1:{port}", scene.gifts)
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    deadline = monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert monotonic() < deadline, "the web server did not start"
            sleep(0.05)
        else:
            return


def film_is(page: Page, what: str) -> None:
    page.wait_for_function(f"() => {{ const film = document.getElementById('film-screen'); return {what}; }}")


@pytest.mark.timeout(240)
def test_a_film_is_played_by_pointer_by_keys_calmly_unfollowed_and_without_scripts(
    cinema: Cinema, browser: Browser
) -> None:
    one, calm, shy, plain, upright = cinema.gifts
    play_wind_and_answer(cinema, browser, one)
    look_calmly(cinema, browser, calm)
    play_unfollowed(cinema, browser, shy)
    answer_without_scripts(cinema, browser, plain)
    hold_a_telephone_upright(cinema, browser, upright)


def play_wind_and_answer(cinema: Cinema, browser: Browser, gift: RecipientGift) -> None:
    """By pointer and by keys, to an answer pressed in the film; axe looks before and after."""
    jana = Visitor(browser, cinema.origin, motion="no-preference")
    page = jana.page
    jana.open(link(gift))
    assert page.evaluate("document.getElementById('film-screen').paused")
    assert page.evaluate("document.querySelector('#film-screen').textTracks[0].mode") == "hidden"
    big = page.get_by_role("button", name="10 seconds, with captions")
    assert big.bounding_box()["height"] >= 56  # type: ignore[index]
    others = page.get_by_role("button", name="See other gifts")
    expect(others).to_be_visible()
    page.get_by_text("Chapters", exact=True).click()
    assert jana.barriers() == []
    assert jana.too_wide() == []

    page.evaluate(
        "document.getElementById('film-screen').playbackRate = 0.1"
    )  # no chapter ends while a busy machine looks
    page.get_by_role("link", name="Prefer something else?").click()
    film_is(page, "!film.paused && film.currentTime > 4")
    expect(big).to_be_hidden()
    expect(page.locator("[data-act=others]")).to_have_class("is-due")
    nothing_lies_over_the_picture(page)
    expect(page.locator(".chapters [aria-current]")).to_have_text("0:04Prefer something else?")
    film_is(page, "film.textTracks[0].activeCues && film.textTracks[0].activeCues.length === 1")
    expect(page.locator(".film-caption")).not_to_be_empty()

    screen = page.locator("#film-screen")
    screen.focus()
    page.keyboard.press("c")
    film_is(page, "film.textTracks[0].mode === 'disabled'")
    expect(page.locator(".film-caption")).to_be_empty()
    expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("n")
    film_is(page, "film.currentTime > 7")
    page.keyboard.press("p")
    film_is(
        page, "film.currentTime > 4 && film.currentTime < 7 && !film.seeking && !film.paused && film.readyState > 2"
    )
    page.keyboard.press("Space")
    film_is(page, "film.paused")
    page.evaluate("document.getElementById('film-screen').playbackRate = 2")
    page.keyboard.press("n")
    film_is(page, "!film.paused || film.ended")
    film_is(page, "film.ended && !document.getAnimations().some((one) => one instanceof CSSTransition)")
    assert jana.barriers() == []

    yes = page.get_by_role("button", name="Yes, I’d like it")
    yes.focus()
    expect(yes).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Accepted.")
    assert status(gift) == "accepted"
    expect(page.locator(".film-acts")).to_have_count(0)
    assert jana.complaints == []
    told = {"started:once", "chapter:swap", "chapter:yours", "played:25", "pressed:accept"}
    assert cinema.seen_soon(gift, told) == told


def nothing_lies_over_the_picture(page: Page) -> None:
    """Controls, captions and answers begin where it ends, on a desk and on a phone."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        ends = page.evaluate("document.getElementById('film-screen').getBoundingClientRect().bottom")
        for part in (".film-caption", ".film-bar", ".film-acts"):
            begins = page.evaluate(f"document.querySelector('{part}').getBoundingClientRect().top")
            assert begins >= ends - 1, (width, part)
    page.set_viewport_size({"width": 1280, "height": 900})


def look_calmly(cinema: Cinema, browser: Browser, gift: RecipientGift) -> None:
    """Who asked for less motion gets the poster, and presses play themselves."""
    calm = Visitor(browser, cinema.origin)
    page = calm.page
    calm.open(link(gift))
    page.get_by_text("Chapters", exact=True).click()
    page.get_by_role("link", name="Yes or no").click()
    film_is(page, "film.currentTime > 7")
    assert page.evaluate("document.getElementById('film-screen').paused")
    expect(page.get_by_role("button", name="Yes, I’d like it")).to_be_visible()
    page.get_by_text("Read it instead").click()
    expect(page.get_by_text("Yours, if you say yes.")).to_be_visible()
    assert calm.complaints == []


def play_unfollowed(cinema: Cinema, browser: Browser, gift: RecipientGift) -> None:
    """A browser that asks not to be followed is not counted."""
    shy = Visitor(browser, cinema.origin, motion="no-preference")
    shy.page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })")
    shy.open(link(gift))
    shy.page.get_by_text("Chapters", exact=True).click()
    shy.page.get_by_role("link", name="Yes or no").click()
    film_is(shy.page, "!film.paused && film.currentTime > 7")
    shy.open(link(gift))
    assert cinema.seen(gift) == set()


def answer_without_scripts(cinema: Cinema, browser: Browser, gift: RecipientGift) -> None:
    """An ordinary film with every answer beside it."""
    plain = Visitor(browser, cinema.origin, has_scripts=False)
    page = plain.page
    plain.open(link(gift))
    expect(page.locator("#film-screen")).to_have_js_property("controls", True)
    for name in ("Yes, I’d like it", "See other gifts"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    expect(page.get_by_text("We count whether the film is played")).to_be_hidden()
    expect(page.get_by_role("button", name="Play the film")).to_have_count(0)
    page.get_by_text("Chapters", exact=True).click()
    assert page.get_by_role("link", name="Yes or no").get_attribute("href") == (f"/gift/{gift.id}/film.mp4#t=7.0")
    page.get_by_role("button", name="Yes, I’d like it").click()
    expect(page.get_by_role("status")).to_contain_text("Accepted.")
    assert cinema.seen(gift) == set()


def hold_a_telephone_upright(cinema: Cinema, browser: Browser, gift: RecipientGift) -> None:
    """There the film is square, as is its still; our button, controls and captions are as on a desk."""
    upright = Visitor(browser, cinema.origin, motion="no-preference")
    page = upright.page
    page.set_viewport_size({"width": 390, "height": 844})
    upright.open(link(gift))
    assert page.evaluate("document.getElementById('film-screen').poster").endswith("/poster-square.webp")
    page.get_by_role("button", name="10 seconds, with captions").click()
    film_is(page, "!film.paused && film.currentTime > 0")
    film_is(page, "film.videoWidth === 176 && film.videoHeight === 176")
    box = page.locator("#film-screen").bounding_box()
    assert box is not None
    assert (box["width"], abs(box["width"] - box["height"]) < 1) == (390, True)
    ends = box["y"] + box["height"]
    for part in (".film-caption", ".film-bar"):
        assert page.locator(part).bounding_box()["y"] >= ends - 1  # type: ignore[index]
    assert upright.barriers() == []
    assert upright.complaints == []
