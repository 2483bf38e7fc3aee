"""Whoever opens a page can read the names of the languages it offers: drawn by our own fonts, letter by letter, never as a box."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final
from urllib.parse import urlparse

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from renderers.context import Story
from renderers.language.languages import spoken
from renderers.language.translations import LOCALES
from renderers.microsite.thread import ThreadPage, thread_page
from renderers.samples.stories import SAMPLE_STORIES
from service.app.pages.static_files import blueprint
from tests.renderers.everything import pages_of

STORIES: Final = {
    "en": "jana", "cs": "jana-cs", "ru": "darya", "is": "thordis", "ro": "stefan", "ar": "amal", "ja": "misaki",
}  # fmt: skip
_NAMES: Final = "#languages li > *"
_BOXES: Final = """
async () => {
  await Promise.all([...document.querySelectorAll("#languages li > *")].map((one) =>
    {
    const style = getComputedStyle(one);
    return document.fonts.load(`${style.fontWeight} 32px ${style.fontFamily}`, one.textContent);
  }));
  await document.fonts.ready;
  const drawn = (font, letter) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const pen = canvas.getContext("2d");
    pen.font = font;
    pen.fillText(letter, 8, 44);
    return pen.getImageData(0, 0, 64, 64).data.join();
  };
  const found = [];
  for (const one of document.querySelectorAll("#languages li > *")) {
    const style = getComputedStyle(one);
    const font = `${style.fontWeight} 32px ${style.fontFamily}`;
    const box = drawn(font, String.fromCodePoint(0x10fffd));
    for (const letter of one.textContent) if (drawn(font, letter) === box) found.push(letter);
  }
  return found;
}
"""
"""Letters of the switch whose pixels are those of a character that no font has."""


def with_a_switch(story: Story) -> dict[str, str]:
    """One page of each kind that offers other languages, by the first word of what it shows."""
    thread = ThreadPage(story.person, story.sender, story.brand, "greeted", "/gift/x", "n", story.links.help, ())
    pages = [*pages_of(story), ("thread", thread_page(thread).decode())]
    found: dict[str, str] = {}
    for name, html in pages:
        if 'id="languages"' in html:
            found.setdefault(name.split()[0], html)
    return found


def fonts_of(page: Page) -> dict[str, bool]:
    """Family -> whether it is a font that the page brought, of all that draws the names in the switch."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": _NAMES})["nodeIds"]
    used = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
    return {font["familyName"]: font["isCustomFont"] for fonts in used for font in fonts}


def serve(page: Page, pages: Mapping[str, str]) -> None:
    """Pages by their name, and what they ask of us; nothing else."""
    app = Flask("switch", static_folder=None)
    app.register_blueprint(blueprint)
    ours = app.test_client()

    def answer(route: Route) -> Any:
        path = urlparse(route.request.url).path
        if (html := pages.get(path.strip("/"))) is not None:
            return route.fulfill(body=html, content_type="text/html; charset=utf-8")
        with closing(ours.get(path)) as got:
            return route.fulfill(status=got.status_code, body=got.data, content_type=got.content_type)

    page.route("**/*", answer)


@pytest.mark.parametrize(
    "locale", [pytest.param(one, marks=[] if one == "en" else pytest.mark.slow) for one in LOCALES]
)
def test_no_name_of_a_language_is_drawn_as_boxes(browser: Browser, locale: str) -> None:
    pages = with_a_switch(SAMPLE_STORIES[STORIES[locale]])
    assert {"open", "thread"} < set(pages)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    serve(page, pages)
    for name in pages if locale == "en" else ("open", "thread"):
        page.goto(f"http://handpicked.test/{name}", wait_until="domcontentloaded")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.locator(_NAMES).all_text_contents() == [own for _, own, _ in spoken()], name
        assert page.evaluate(_BOXES) == [], name
        assert all(fonts_of(page).values()), (name, fonts_of(page))
