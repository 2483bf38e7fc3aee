"""Somebody at a browser of their own, who also notices what a person would not: complaints, strangers called, barriers."""

from __future__ import annotations

from time import monotonic
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Request

Motion = Literal["no-preference", "reduce"]
SMALL_PHONE = 320
DESKTOP = {"width": 1280, "height": 900}
PATIENCE_MS = 60_000
_TOO_WIDE = """
() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 0.5 && !one.closest(".scroll, .steps"))
    .map((one) => one.outerHTML.slice(0, 120))
"""


class Visitor:
    """A fresh browser context: it shares no cookie with anybody. `complaints` is what pages said or asked for wrongly so far."""

    def __init__(self, browser: Browser, origin: str, *, has_scripts: bool = True, motion: Motion = "reduce") -> None:
        self.origin = origin
        self._motion = motion
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=origin, java_script_enabled=has_scripts, viewport=DESKTOP, reduced_motion=motion
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("request", self._watch)
        self.context.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.context.on("weberror", lambda thrown: self.complaints.append(str(thrown.error)))
        self.page = self.context.new_page()

    def open(self, path: str) -> None:
        """Goes to a path or link of the product, which must answer well."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"

    def open_until(self, path: str, wanted: Locator, count: int = 1) -> None:
        """Loads a page again and again until what workers and sweeps bring stands on it."""
        deadline = monotonic() + PATIENCE_MS / 1000
        self.open(path)
        while wanted.count() < count:
            assert monotonic() < deadline, f"{path} never showed {wanted}"
            self.page.wait_for_timeout(500)
            self.open(path)

    def press(self, name: str) -> None:
        """Presses the button with this name; there must be one only."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways on the smallest phone."""
        self.page.set_viewport_size({"width": SMALL_PHONE, "height": 640})
        found: list[str] = self.page.evaluate(_TOO_WIDE)
        self.page.set_viewport_size(DESKTOP)
        return found

    def barriers(self) -> list[str]:
        """What axe finds on the page, in light and in dark; nothing is just fading from one into the other."""
        return [found for scheme in ("light", "dark") for found in self.barriers_at(scheme, DESKTOP["width"])]

    def barriers_at(self, scheme: str, width: int) -> list[str]:
        """What axe finds in one light on a screen so wide."""
        self.page.set_viewport_size({"width": width, "height": DESKTOP["height"]})
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        found = Axe().run(self.page).response["violations"]
        self.page.emulate_media(color_scheme="light", reduced_motion=self._motion)
        self.page.set_viewport_size(DESKTOP)
        return [f"{scheme}: {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")
