"""What is refused is in the audit log, without a word that was typed, and never without bound."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.networks import place_of
from service.security.encryption import address_hash
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User
from service.workspaces.sessions import refusals
from service.workspaces.sessions.attempts import ATTEMPTS_ALLOWED, WITHIN
from service.workspaces.sessions.refusals import (
    MOST_PAGES,
    MOST_SIGN_INS,
    note_refused_page,
    note_stopped_sign_in,
    note_wrong_sign_in,
)
from tests.console import Console
from tests.factories import AT, hashed, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")
MAIL = "nora@fjordloom.example"
HERE = place_of("203.0.113.7")


@pytest.fixture
def nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, "seller", email=MAIL, password_hash=hashed("old kettle"))


def entries() -> list[AuditEntry]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_wrong_tries_and_that_they_are_stopped_are_written_down_without_password_or_address(
    nora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.workspaces.sessions.sign_in.is_password", lambda *_: False)
    stranger = Console()
    for _ in range(ATTEMPTS_ALLOWED + 3):
        last = stranger.post("/sign-in", email=MAIL, password="SecretTyped")
    assert last.status_code == 429
    assert 0 < int(last.headers["Retry-After"]) <= 901

    found = entries()
    assert [entry.act for entry in found] == ["user.sign_in_failed"] * 10 + ["user.sign_in_stopped"]
    assert {(entry.workspace_id, entry.user_id, entry.subject_id) for entry in found} == {
        (nora.workspace_id, None, nora.id)
    }
    assert {str(entry.body) for entry in found} == {"{'network': '127.0.0.0/24'}"}


def test_an_address_that_nobody_has_is_kept_as_a_hash_of_no_workspace(nora: User) -> None:
    Console().post("/sign-in", email="stranger@elsewhere.example", password="SecretTyped")
    (entry,) = entries()
    hashed_address = address_hash("stranger@elsewhere.example")[:16]
    assert (entry.act, entry.workspace_id, entry.subject_id) == (
        "user.sign_in_failed",
        None,
        f"address:{hashed_address}",
    )


def test_no_more_than_two_hundred_lines_an_hour_are_written_about_sign_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_SIGN_INS == 200
    monkeypatch.setattr(refusals, "MOST_SIGN_INS", 5)
    for n in range(8):
        with transaction() as session:
            note_wrong_sign_in(session, None, f"{n:064x}", HERE, AT)
    note_stopped_sign_in(None, "f" * 64, HERE, AT, WITHIN)
    found = entries()
    assert (len(found), found[-1].body) == (5, {"network": "203.0.113.0/24", "then": "refusals.more"})
    with transaction() as session:
        note_wrong_sign_in(session, None, "0" * 64, HERE, AT + timedelta(hours=1, seconds=1))
    assert len(entries()) == 6


def test_a_page_of_another_role_is_written_down_by_its_name(nora: User) -> None:
    assert Console(nora).get("/ops").status_code == 403
    (entry,) = entries()
    assert (entry.act, entry.workspace_id, entry.user_id, entry.subject_id) == (
        "page.refused",
        nora.workspace_id,
        nora.id,
        None,
    )
    assert entry.body == {"page": "ops.show_ops", "role": "seller"}


def test_one_user_fills_no_more_than_sixty_lines_an_hour(nora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_PAGES == 60
    monkeypatch.setattr(refusals, "MOST_PAGES", 3)
    for _ in range(5):
        note_refused_page(actor_of(nora), "ops.show_ops", AT)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 3
    assert entries()[-1].body["then"] == "refusals.more"
