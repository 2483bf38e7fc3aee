"""One's own password: with the one there is, or just after a mailed link; every other session is out."""

from __future__ import annotations

import pytest

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.security.passwords import is_password
from service.workspaces.doors import console_session
from service.workspaces.models import User
from service.workspaces.sessions.attempts import ATTEMPTS_ALLOWED
from service.workspaces.sessions.sign_in import make_sign_in_link
from tests.console import Console
from tests.factories import hashed, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")
OLD, NEW = "correct horse battery", "seven lamps by the fjord"


def nora(password: str | None = OLD) -> User:
    with transaction() as session:
        kept = hashed(password) if password else None
        return make_user(session, make_workspace(session).id, "seller", password_hash=kept)


def fits(user: User, password: str) -> bool:
    with reading() as session:
        return is_password(password, session.get_one(User, user.id).password_hash)


def test_with_the_present_one_a_new_one_is_set_and_other_sessions_end() -> None:
    user = nora()
    browser, elsewhere = Console(user), Console(user)
    assert 'name="present"' in browser.get("/you/password").text
    saved = browser.post("/you/password", present=OLD, password=NEW, again=NEW)
    assert (saved.status_code, saved.location, fits(user, NEW)) == (303, "/you", True)
    assert (browser.get("/you").status_code, elsewhere.get("/you").status_code) == (200, 303)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"present": "wrong", "password": NEW, "again": NEW}, "This isn’t your present password."),
        ({"password": NEW, "again": NEW}, "This isn’t your present password."),
        ({"present": OLD, "password": NEW, "again": "other"}, "The two new passwords differ."),
        ({"present": OLD, "password": "short", "again": "short"}, "The password is too short: 5 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(fields: dict[str, str], sentence: str) -> None:
    user = nora()
    answer = Console(user).post("/you/password", **fields)
    assert (answer.status_code, sentence in answer.text, fits(user, OLD)) == (422, True, True)


def test_guessing_the_present_one_is_stopped() -> None:
    user = nora()
    browser = Console(user)
    for _ in range(ATTEMPTS_ALLOWED):
        assert browser.post("/you/password", present="wrong", password=NEW, again=NEW).status_code == 422
    assert browser.post("/you/password", present=OLD, password=NEW, again=NEW).status_code == 429
    assert fits(user, OLD)


def test_whoever_forgot_it_comes_by_link_and_sets_a_new_one_for_a_quarter_of_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = nora()
    with transaction() as session:
        token = make_sign_in_link(session, user.id, utc_now())
    browser = Console()
    browser.post(f"/sign-in/{token}")
    with browser.client.session_transaction() as kept:
        nonce = str(kept["csrf"])
    assert 'name="present"' not in browser.get("/you/password").text
    monkeypatch.setattr(console_session, "FRESH_LINK_SECONDS", -1)
    assert 'name="present"' in browser.get("/you/password").text
    monkeypatch.undo()
    form = {"csrf": nonce, "password": NEW, "again": NEW}
    assert browser.client.post("/you/password", data=form).status_code == 303
    assert fits(user, NEW)


def test_who_has_none_sets_one() -> None:
    user = nora(None)
    assert Console(user).post("/you/password", password=NEW, again=NEW).status_code == 303
    assert fits(user, NEW)
