"""The first screen of a phone, measured in a real Chromium on drawn pages; nothing is served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final, cast
from urllib.parse import urlparse

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from renderers.microsite.live import splice
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, sample_live
from service.app.pages.static_files import blueprint
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
_MEASURED: Final = """() => ({
  wide: document.documentElement.scrollWidth,
  yes: [...document.querySelectorAll(".btn-yes")].map((one) => one.getBoundingClientRect().bottom),
  seen: [".eyebrow", "h1", ".thing img", ".gift-name", ".worth", ".btn-yes"]
    .map((one) => document.querySelector(one)?.getBoundingClientRect().bottom ?? 9999),
})"""
_CUT: Final = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
    && !one.closest(".stage, .visually-hidden, .film") && one.clientWidth > 1).map((one) => one.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A telephone on which every person's page lies below its own name, as it is and just swapped."""
    served = Flask(__name__, static_folder=None)
    served.register_blueprint(blueprint)
    static, pages = served.test_client(), {}
    for name in ENDS_ABOVE:
        story, live = SAMPLE_STORIES[name], sample_live(SAMPLE_STORIES[name])
        body = render("microsite", story).body
        swapped = replace(live, notice="swapped", undo_for=timedelta(hours=23))
        pages[f"/{name}"] = splice(body, live, lambda story=story: story)
        pages[f"/{name}/swapped"] = splice(body, swapped, lambda story=story: story)

    def answer(route: Route) -> None:
        path = urlparse(route.request.url).path
        if path in pages:
            return route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        found = static.get(path) if path.startswith("/static/") else None
        if found is None or found.status_code != 200:
            return route.fulfill(status=404, body="")
        return route.fulfill(body=found.data, content_type=found.content_type)

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


def test_twice_the_size_of_type_cuts_nothing(page: Page) -> None:
    for name in ("jana", "stefan", "amal"):
        page.goto(f"{ORIGIN}/{name}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], name
        assert page.evaluate(_CUT) == [], name
