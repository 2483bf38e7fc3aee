"""A passkey in a real Chromium, with its own software authenticator: made on one's page, and enough to sign in."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from service.app.commands.people import sign_in_url
from service.db.connect import transaction
from tests.conftest import forget_settings
from tests.console import console_app
from tests.factories import make_user, make_workspace
from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PATIENCE_MS = 120_000


@pytest.fixture
def address(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The console in this process, at a host by name: passkeys are bound to one."""
    port = free_port()
    monkeypatch.setenv("HANDPICKED_BASE_URL", f"http://localhost:{port}")
    forget_settings()
    server = make_server("127.0.0.1", port, console_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{port}"
    server.shutdown()
    thread.join(5)


def with_authenticator(browser: Browser) -> Page:
    """A page whose browser has a device with a person who always agrees."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE_MS)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return page


def serious(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page).response["violations"]]


def test_a_passkey_is_added_signs_in_alone_is_the_second_step_and_is_removed(address: str, browser: Browser) -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, "seller", email="nora@fjordloom.example")
        first = sign_in_url(session, user.id)
    page = with_authenticator(browser)
    page.goto(first)
    page.get_by_role("button", name="Sign in as Nora Whitfield").click()
    page.goto(f"{address}/you")
    page.get_by_role("link", name="Add one").click()
    assert page.get_by_text("This browser can’t use passkeys").is_visible() is False
    assert serious(page) == []
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Your spare codes").wait_for()
    page.get_by_role("link", name="I’ve kept them").click()
    assert page.get_by_role("rowheader", name="Work laptop").is_visible()
    assert serious(page) == []
    page.goto(f"{address}/you")
    page.get_by_role("button", name="Sign out everywhere").click()
    page.goto(f"{address}/sign-in?next=/you")
    assert serious(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Nora Whitfield").wait_for()
    page.get_by_role("button", name="Sign out everywhere").click()
    with transaction() as session:
        second = sign_in_url(session, user.id, "/you/passkeys")
    page.goto(second)
    page.get_by_role("button", name="Sign in as Nora Whitfield").click()
    page.get_by_role("heading", name="Your passkey").wait_for()
    assert serious(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove Work laptop").click()
    page.get_by_text("Passkey removed.").wait_for()
    page.get_by_role("button", name="Add a passkey").wait_for()


def test_whoever_has_no_passkey_is_told_that_nothing_was_signed(address: str, browser: Browser) -> None:
    page = with_authenticator(browser)
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("alert").get_by_text(
        "Nothing was signed: it was cancelled, or took too long. Try again."
    ).wait_for()
    assert page.get_by_role("button", name="Use a passkey").is_enabled()
