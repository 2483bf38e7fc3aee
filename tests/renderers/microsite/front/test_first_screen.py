"""The first screen of a phone, measured in a real Chromium on drawn pages; nothing is served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import Final, cast
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, Route

from renderers.checked.values import Checked
from renderers.language.translations import ASSETS
from renderers.lettering.fonts import webfont
from renderers.lettering.own_names import NAMES, names_font
from renderers.microsite.live import splice
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, sample_live
from tests.chromium import chromium

PHONE: Final = (390, 844)
ORIGIN: Final = "http://handpicked.test"
ENDS_ABOVE: Final = {
    "jana": 664,
    "jana-cs": 664,
    "stefan": 664,
    "amal": 664,
    "misaki": 664,
    "darya": 690,
    "thordis": 700,
}
"""A person of each language -> where the yes has ended at the latest, in pixels: 664 is what a phone's browser leaves of 844. The
names of the last two take a line more."""
CHECKED: Final = Checked(
    "7KQ4-M2XT-R9AB", "gifts.fjordloom.example/check", "https://gifts.fjordloom.example/check", "+47 21 60 04 11"
)
"""As every page says it that somebody is sent."""
LONGEST: Final = 4_150
"""Pixels of a whole page on a phone before anything is pressed: five screens."""
_MEASURED: Final = """() => ({
  wide: document.documentElement.scrollWidth,
  yes: [...document.querySelectorAll(".btn-yes")].map((one) => one.getBoundingClientRect().bottom),
  seen: [".eyebrow", "h1", ".thing img", ".gift-name", ".worth", ".btn-yes"]
    .map((one) => document.querySelector(one)?.getBoundingClientRect().bottom ?? 9999),
})"""
_ALL_TYPE: Final = """async () => {
  await Promise.all([...document.fonts].map((one) => one.load()));
  await document.fonts.ready;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
"""Until all of it is there, and a page was drawn with it, the lines break elsewhere."""
_NO_PICTURE: Final = "<svg xmlns='http://www.w3.org/2000/svg'/>"
"""Without a size of its own it takes the place that the page keeps for a picture, whether it has come or not."""
_CUT: Final = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
    && !one.closest(".stage, .visually-hidden, .film") && one.clientWidth > 1).map((one) => one.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages() -> Mapping[str, bytes]:
    """Every person's page below its own name, as it is and just swapped."""
    drawn = {}
    for name in ENDS_ABOVE:
        story, live = replace(SAMPLE_STORIES[name], checked=CHECKED), sample_live(SAMPLE_STORIES[name])
        body = render("microsite", story).body
        swapped = replace(live, notice="swapped", undo_for=timedelta(hours=23))
        drawn[f"/{name}"] = splice(body, live, partial(replace, story))
        drawn[f"/{name}/swapped"] = splice(body, swapped, partial(replace, story))
    return drawn


@pytest.fixture
def page(browser: Browser, pages: Mapping[str, bytes]) -> Iterator[Page]:
    """A telephone that is given the drawn pages, our sheets and our type. Pictures are empty."""

    def answer(route: Route) -> None:
        path = PurePosixPath(urlparse(route.request.url).path)
        if str(path) in pages:
            route.fulfill(body=pages[str(path)], content_type="text/html; charset=utf-8")
        elif path.suffix == ".css":
            route.fulfill(body=(ASSETS / path.relative_to("/static")).read_bytes(), content_type="text/css")
        elif path.suffix == ".woff2":
            route.fulfill(body=names_font() if path.stem == NAMES else webfont(path.stem), content_type="font/woff2")
        else:
            route.fulfill(body=_NO_PICTURE, content_type="image/svg+xml")

    width, height = PHONE
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    phone = context.new_page()
    phone.route("**/*", answer)
    yield phone
    context.close()


def test_giver_gift_picture_value_and_yes_are_seen_at_once_in_every_language(page: Page) -> None:
    found = {}
    for name in ENDS_ABOVE:
        page.goto(f"{ORIGIN}/{name}")
        measured = page.evaluate(_MEASURED)
        assert len(measured["yes"]) == 1, name
        assert measured["wide"] <= PHONE[0], name
        assert max(measured["seen"]) <= PHONE[1], name
        found[name] = cast(float, measured["yes"][0])
    assert {name: at for name, at in found.items() if at > ENDS_ABOVE[name]} == {}


def test_after_a_swap_the_yes_is_there_once_and_in_sight(page: Page) -> None:
    for name in ENDS_ABOVE:
        page.goto(f"{ORIGIN}/{name}/swapped")
        measured = page.evaluate(_MEASURED)
        assert len(measured["yes"]) == 1, name
        assert measured["yes"][0] <= PHONE[1], name


def test_a_page_is_no_longer_than_five_screens_in_any_language_and_its_folded_rows_are_whole(page: Page) -> None:
    found = {}
    for name in ENDS_ABOVE:
        page.goto(f"{ORIGIN}/{name}")
        page.evaluate(_ALL_TYPE)
        found[name] = page.evaluate("document.documentElement.scrollHeight")
        # Words that stay on one line are elements of their own; in a flex box they would drift apart.
        assert page.evaluate(
            "[...document.querySelectorAll('.fold > summary')].every((one) => getComputedStyle(one).display === 'block')"
        )
        assert page.locator(".fold > summary").count() >= 6, name
    assert {name: tall for name, tall in found.items() if tall > LONGEST} == {}


def test_twice_the_size_of_type_cuts_nothing(page: Page) -> None:
    for name in ("jana", "stefan", "amal"):
        page.goto(f"{ORIGIN}/{name}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], name
        assert page.evaluate(_CUT) == [], name
