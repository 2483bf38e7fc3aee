"""The page of keys: a secret is shown once, and every state says what it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.workspaces.actor import actor_of
from service.workspaces.keys.keep import make_key, rotate_key
from service.workspaces.keys.models import ApiKey
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.scripts import Script


@pytest.fixture
def browser(database: str) -> Console:
    with transaction() as session:
        return Console(make_user(session, make_workspace(session).id, "owner"))


def test_a_key_is_made_shown_once_and_opens_what_was_ticked(browser: Console) -> None:
    assert "No keys yet" in browser.get("/api-keys").text
    fields = {"name": "HubSpot sync", "kind": "live", "lasts": "year", "scope": ["people:read", "reports:read"]}
    page = browser.post("/api-keys", **fields).text
    [secret] = re.findall(r"hp_live_[A-Za-z0-9]{40}", page)
    assert "“HubSpot sync”: read people and accounts, read experiments and reports." in page
    again = browser.get("/api-keys").text
    assert secret not in again
    assert f"hp_live_…{secret[-4:]}" in again
    assert "1 key works: 1 live, 0 test." in again
    script = Script(secret)
    assert (script.get("/accounts").status_code, script.get("/gifts").status_code) == (200, 403)
    assert "from 127.0.0.1" in browser.get("/api-keys").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Say what the key is for, in 1 to 80 characters."),
        ({"kind": "gold"}, "Pick test or live."),
        ({"scope": []}, "Pick at least one thing that the key may do."),
        ({"scope": ["people:erase"]}, "There’s no scope people:erase."),
        ({"lasts": "always"}, "Say when the key ends."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(browser: Console, fields: dict[str, object], sentence: str) -> None:
    whole = {"name": "Sync", "kind": "live", "lasts": "year", "scope": ["people:read"]} | fields
    answer = browser.post("/api-keys", **whole)
    assert answer.status_code == 422
    if "lasts" not in fields:
        assert sentence in answer.text
    with reading() as session:
        assert session.scalars(select(ApiKey)).all() == []


def test_a_sandbox_has_test_keys_only(database: str) -> None:
    with transaction() as session:
        browser = Console(make_user(session, make_workspace(session, is_sandbox=True).id, "owner"))
    assert 'value="live"' not in browser.get("/api-keys").text
    answer = browser.post("/api-keys", name="Sync", kind="live", lasts="year", scope="people:read")
    assert (answer.status_code, "A sandbox has test keys only." in answer.text) == (409, True)


def test_each_state_is_said_and_each_press_is_logged(database: str) -> None:
    now = utc_now()
    with transaction() as session:
        workspace = make_workspace(session)
        owner, gone = make_user(session, workspace.id, "owner"), make_user(session, workspace.id, "owner")
        actor = actor_of(owner)
        for name, days, lasts in (("Old", 200, None), ("Over", 30, timedelta(days=1)), ("New", 0, None)):
            make_key(session, name, "live", ["people:read"], actor, now - timedelta(days=days), lasts)
        rotated = make_key(session, "Turned", "live", ["people:read"], actor, now)
        rotate_key(session, rotated.key.id, actor, now)
        make_key(session, "Left", "live", ["people:read"], actor_of(gone), now)
        gone.role = "seller"
    browser = Console(owner)
    page = browser.get("/api-keys").text
    for words in ("Not used for 200 days", "Ended", "Being rotated", "is no longer an owner", "3 keys work: 3 live"):
        assert words in page
    path = f"/api-keys/{rotated.key.id}"
    assert browser.post(path, act="rotate").status_code == 409
    assert browser.post(path, act="end_old").status_code == 303
    assert len(re.findall(r"hp_live_[A-Za-z0-9]{40}", browser.post(path, act="rotate").text)) == 1
    assert browser.post(path, act="revoke").status_code == 303
    assert browser.post(path, act="revoke").status_code == 409
    assert browser.post(path, act="dance").status_code == 422
    with reading() as session:
        acts = session.scalars(
            select(AuditEntry.act).where(AuditEntry.subject_id == rotated.key.id).order_by(AuditEntry.id)
        ).all()
    assert acts == ["key.made", "key.rotated", "key.old_ended", "key.rotated", "key.revoked"]
