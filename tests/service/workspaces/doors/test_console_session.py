"""How long a session lives, and what its cookies are called."""

from __future__ import annotations

from http.cookies import SimpleCookie
from unittest.mock import patch

import pytest
from flask import Flask

from service.app.web import create_app
from service.config import settings
from service.db.connect import transaction
from service.workspaces.doors import console_session
from service.workspaces.doors.console_session import keep_sessions
from service.workspaces.models import User
from tests.conftest import forget_settings
from tests.console import NONCE, Console
from tests.factories import hashed, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")
MAIL, PASSWORD = "nora@fjordloom.example", "correct horse battery"
HOUR = 3600


class Clock:
    """Seconds that pass when told to; for the signature's time and for ours."""

    def __init__(self) -> None:
        self.now = 1_795_338_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("itsdangerous.timed.time.time", clock)
    monkeypatch.setattr(console_session, "time", clock)
    return clock


@pytest.fixture
def nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, email=MAIL, password_hash=hashed(PASSWORD))


def signed_in() -> Console:
    browser = Console()
    assert browser.post("/sign-in", email=MAIL, password=PASSWORD).status_code == 303
    return browser


def test_a_session_that_nobody_uses_ends_after_two_hours(nora: User, clock: Clock) -> None:
    browser = signed_in()
    clock.now += 2 * HOUR - 1
    assert browser.get("/you").status_code == 200
    clock.now += 2 * HOUR + 1
    assert browser.get("/you").location == "/sign-in?next=/you"


def test_a_session_in_use_goes_on_and_ends_twelve_hours_after_it_began(nora: User, clock: Clock) -> None:
    browser = signed_in()
    for _ in range(11):
        clock.now += HOUR
        assert browser.get("/you").status_code == 200
    clock.now += HOUR
    assert browser.get("/you").status_code == 303
    assert browser.get("/you").status_code == 303


@pytest.mark.parametrize(
    ("variable", "value"), [("SESSION_IDLE_MINUTES", "121"), ("SESSION_HOURS", "13"), ("SESSION_IDLE_MINUTES", "0")]
)
def test_settings_may_only_tighten(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(f"HANDPICKED_{variable}", value)
    forget_settings()
    with pytest.raises(Exception, match=f"HANDPICKED_{variable}"):
        settings()


def cookies_of(app: Flask) -> dict[str, SimpleCookie]:
    client = app.test_client()
    with client.session_transaction(base_url="https://gifts.example.com") as kept:
        kept["csrf"] = NONCE
    answer = client.post(
        "/sign-in", data={"csrf": NONCE, "email": MAIL, "password": PASSWORD}, base_url="https://gifts.example.com"
    )
    assert answer.status_code == 303
    return {line.partition("=")[0]: SimpleCookie(line) for line in answer.headers.getlist("Set-Cookie")}


def test_over_https_the_cookies_are_bound_to_this_host(nora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_BASE_URL", "https://gifts.example.com")
    forget_settings()
    found = cookies_of(create_app())
    assert set(found) == {"__Host-handpicked_console", "__Host-handpicked_browser"}
    for name, cookie in found.items():
        one = cookie[name]
        assert (one["secure"], one["httponly"], one["path"], one["domain"], one["samesite"]) == (
            True, True, "/", "", "Lax",
        )  # fmt: skip


def test_on_one_s_own_machine_plain_http_has_plain_names(nora: User) -> None:
    app = Flask(__name__)
    keep_sessions(app)
    assert app.config["SESSION_COOKIE_NAME"] == "handpicked_console"
    assert app.config["SESSION_COOKIE_SECURE"] is False


def test_signing_out_has_the_browser_throw_away_what_it_kept(nora: User) -> None:
    browser = signed_in()
    answer = browser.post("/sign-out", **_nonce_of(browser))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/you").status_code == 303


def _nonce_of(browser: Console) -> dict[str, str]:
    with browser.client.session_transaction() as kept:
        return {"csrf": kept["csrf"]}


def test_a_browser_that_signed_in_before_gets_in_while_strangers_guess(nora: User) -> None:
    known = signed_in()
    known.post("/sign-out", **_nonce_of(known))
    with known.client.session_transaction() as kept:
        kept["csrf"] = NONCE
    stranger = Console()
    with patch("service.workspaces.sessions.sign_in.is_password", return_value=False):
        while stranger.post("/sign-in", email=MAIL, password="guess").status_code != 429:
            pass
    assert stranger.post("/sign-in", email=MAIL, password=PASSWORD).status_code == 429
    assert known.post("/sign-in", email=MAIL, password=PASSWORD).status_code == 303


@pytest.mark.parametrize("forged", ["x", "1795338000-abc.x", "a.b.c", "9" * 200, "-.-", "٣-a.b"])
def test_a_forged_browser_cookie_is_a_stranger_s(nora: User, forged: str) -> None:
    stranger = Console()
    stranger.client.set_cookie("handpicked_browser", forged)
    with patch("service.workspaces.sessions.sign_in.is_password", return_value=False):
        answers = [stranger.post("/sign-in", email=MAIL, password="guess").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_forwarded_address_is_believed_of_no_stranger(nora: User) -> None:
    stranger = Console()
    with patch("service.workspaces.sessions.sign_in.is_password", return_value=False):
        answers = [
            stranger.client.post(
                "/sign-in",
                data={"csrf": NONCE, "email": f"colleague{n}@fjordloom.example", "password": "guess"},
                headers={"X-Forwarded-For": f"203.0.{n}.1"},
            ).status_code
            for n in range(31)
        ]
    assert answers == [422] * 30 + [429]
