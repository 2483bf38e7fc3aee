"""The sign-in pages, as a browser and as a mail scanner meet them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.workspaces.doors import safe_path
from service.workspaces.models import SignInLink, User
from service.workspaces.sign_in import make_sign_in_link
from tests.console import Console
from tests.factories import hashed, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")
MAIL, PASSWORD = "nora@fjordloom.example", "correct horse battery"


@pytest.fixture
def nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, email=MAIL, password_hash=hashed(PASSWORD))


def test_a_password_opens_the_page_that_was_asked_for(nora: User) -> None:
    browser = Console()
    asked = browser.get("/people?q=jana")
    assert asked.headers["Location"] == "/sign-in?next=/people?q%3Djana"
    answer = browser.post("/sign-in", email=MAIL, password=PASSWORD, next="/people?q=jana")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people?q=jana")
    assert browser.get("/people?q=jana").status_code == 200


def test_a_wrong_password_is_told_without_saying_which_half(nora: User) -> None:
    answer = Console().post("/sign-in", email=MAIL, password="wrong")
    assert answer.status_code == 422
    assert "Email and password do not match" in answer.text


def test_the_nonce_changes_at_sign_in(nora: User) -> None:
    browser = Console()
    with browser.client.session_transaction() as kept:
        before = kept["csrf"]
    browser.post("/sign-in", email=MAIL, password=PASSWORD)
    with browser.client.session_transaction() as kept:
        assert kept["csrf"] != before


def test_looking_at_a_link_uses_nothing_up(nora: User) -> None:
    with transaction() as session:
        token = make_sign_in_link(session, nora.id, utc_now())
    scanner = Console()
    assert scanner.get(f"/sign-in/{token}").status_code == 200
    assert scanner.client.head(f"/sign-in/{token}").status_code == 200
    with reading() as session:
        assert session.scalar(select(SignInLink.used_at)) is None
    browser = Console()
    assert browser.post(f"/sign-in/{token}").headers["Location"] == "/"
    assert browser.get("/you").status_code == 200
    assert Console().get(f"/sign-in/{token}").status_code == 410


def test_signing_out_ends_every_browsers_session(nora: User) -> None:
    desk, phone = Console(nora), Console(nora)
    assert desk.post("/sign-out").headers["Location"] == "/sign-in"
    assert phone.get("/you").status_code == 303


def test_a_changed_role_counts_at_the_next_request(nora: User) -> None:
    browser = Console(nora)
    assert browser.get("/ops").status_code == 200
    with transaction() as session:
        session.get_one(User, nora.id).role = "sales"
    assert browser.get("/ops").status_code == 403


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", None]
)
def test_nobody_is_sent_to_another_site(wanted: str | None) -> None:
    assert safe_path(wanted) == "/"
