"""A browser whose every request is answered by the product itself, without a server."""

from __future__ import annotations

import os
from pathlib import Path

from flask.testing import FlaskClient
from playwright.sync_api import Browser, Route, expect

from tests.journeys.visitor import Visitor

HERE = "http://parcel.localhost"
"""An origin that browsers trust as they trust https; nothing listens there."""


class Seen:
    """A browser whose every request is answered by the app through one client, which keeps the cookies."""

    def __init__(self, browser: Browser, client: FlaskClient) -> None:
        self.visitor, self.client = Visitor(browser, HERE), client
        self.page = self.visitor.page
        self.page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        asked = route.request
        answer = self.client.open(
            asked.url.removeprefix(HERE),
            method=asked.method,
            data=asked.post_data_buffer,
            content_type=asked.headers.get("content-type"),
            follow_redirects=True,
        )
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.get_data())
        answer.close()

    def look(self, path: str, name: str, says: str) -> None:
        """The page says so, has no barrier and is nowhere too wide; a picture of it where somebody wants one."""
        self.page.goto(HERE + path)
        expect(self.page.get_by_text(says).first).to_be_visible()
        self.picture(name)
        assert (name, self.visitor.too_wide(), self.visitor.barriers()) == (name, [], [])

    def picture(self, name: str) -> None:
        """What is shown, on a desk and on a phone, by day and by night, where somebody wants pictures."""
        if folder := os.environ.get("PICTURES"):
            for width in (1280, 390):
                self.page.set_viewport_size({"width": width, "height": 900})
                for scheme in ("light", "dark"):
                    self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                    self.page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
            self.page.emulate_media(color_scheme="light")

    def glance(self, path: str, name: str, language: str) -> None:
        """The page is in this language and nowhere too wide; in English, from the left, and in Arabic, from the right, it has no
        barrier either; a picture of it where somebody wants one."""
        answer = self.page.goto(HERE + path)
        assert answer is not None
        assert (name, answer.status) == (name, 200)
        assert self.page.locator("html").get_attribute("lang") == language
        if folder := os.environ.get("PICTURES"):
            self.page.set_viewport_size({"width": 390, "height": 900})
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        barriers = self.visitor.barriers() if language in {"en", "ar"} else []
        assert (name, self.visitor.too_wide(), barriers) == (name, [], [])
