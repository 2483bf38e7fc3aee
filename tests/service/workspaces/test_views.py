"""The sign-in pages, as a browser and as a mail scanner meet them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from service.config import settings
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.workspaces.doors.console_door import safe_path
from service.workspaces.models import SignInLink, User
from service.workspaces.sessions.sign_in import make_sign_in_link, sign_in_address
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
    assert "email and password don’t match" in answer.text


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
        session.get_one(User, nora.id).role = "seller"
    assert browser.get("/ops").status_code == 403


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        None,
        "/ops\r\nX: y",
        "/ops\n",
        "/\x00",
    ],
)
def test_nobody_is_sent_to_another_site(wanted: str | None) -> None:
    assert safe_path(wanted) == "/"


@pytest.mark.parametrize(
    ("asked", "lands"),
    [("/ops", "/ops"), ("/people?q=jana", "/people?q=jana"), ("//evil.example", "/"), ("/a\nb", "/")],
)
def test_a_link_leads_to_the_page_it_names_and_never_to_another_site(nora: User, asked: str, lands: str) -> None:
    with transaction() as session:
        address = sign_in_address(make_sign_in_link(session, nora.id, utc_now()), asked)
    browser = Console()
    page = browser.get(address.removeprefix("http://127.0.0.1:8080"))
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    assert form["next"] == lands

    pressed = browser.post(urlsplit(address).path, next=form["next"])

    assert (pressed.status_code, pressed.headers["Location"]) == (303, lands)


def test_without_a_mail_server_the_page_names_the_command_and_sends_nothing(nora: User) -> None:
    page = Console().get("/sign-in").text
    assert "handpicked sign-in-link EMAIL" in page
    assert "Email me a link" not in page
    assert Console().post("/sign-in/mail", email=MAIL).status_code == 404


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()


def _asked_for() -> list[tuple[str, str, int]]:
    with reading() as session:
        rows = session.execute(select(Job.kind, Job.subject_id, Job.version).order_by(Job.version))
        return [tuple(row) for row in rows]  # type: ignore[misc]


@pytest.mark.usefixtures("mail_server")
def test_a_link_is_mailed_at_most_three_times_a_quarter_of_an_hour(nora: User) -> None:
    assert "Email me a link" in Console().get("/sign-in").text
    for _ in range(5):
        answer = Console().post("/sign-in/mail", email=f" {MAIL.upper()} ")
        assert (answer.status_code, "Check your email" in answer.text) == (200, True)
    assert _asked_for() == [("outreach.sign_in_link", nora.id, version) for version in (1, 2, 3)]


@pytest.mark.usefixtures("mail_server")
def test_a_stranger_reads_the_same_and_is_mailed_nothing(nora: User) -> None:
    known = Console().post("/sign-in/mail", email=MAIL).text
    unknown = Console().post("/sign-in/mail", email="nobody@fjordloom.example").text
    assert known.replace(MAIL, "EMAIL") == unknown.replace("nobody@fjordloom.example", "EMAIL")
    assert _asked_for() == [("outreach.sign_in_link", nora.id, 1)]


@pytest.mark.usefixtures("mail_server")
def test_without_an_address_it_is_asked_for(nora: User) -> None:
    answer = Console().post("/sign-in/mail", email="  ")
    assert answer.status_code == 422
    assert "Enter the email address you sign in with." in answer.text


@pytest.mark.usefixtures("mail_server")
def test_a_wrong_password_opens_its_own_part_of_the_page(nora: User) -> None:
    page = Console().post("/sign-in", email=MAIL, password="wrong").text
    assert '<details class="more gap" open>' in page
    assert page.count("email and password don’t match") == 1
    assert page.count(' id="email"') == page.count(' id="password-email"') == 1
