"""Who comes in by a key, with which scopes, and what they are told otherwise."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.api.ids import PREFIXES, example_of, kind_in_path
from service.app.api.register import endpoints
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.workspaces.actor import actor_of
from service.workspaces.keys.keep import end_old_secret, make_key, revoke_key, rotate_key
from service.workspaces.keys.models import ApiKey, ApiSecret, ApiUse
from service.workspaces.keys.scopes import SCOPES
from service.workspaces.models import AuditEntry
from tests.factories import make_user, make_workspace
from tests.scripts import Script, make_secret, sandbox_script

pytestmark = pytest.mark.usefixtures("database")


def told(answer: Any) -> tuple[int, str, str | None]:
    body = answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"], body.get("param")


def path_of(path: str) -> str:
    return re.sub(r"{([a-z_]+)}", lambda named: example_of(kind_in_path(named[1])), path)


def test_without_a_key_and_with_a_wrong_one_nobody_gets_in() -> None:
    assert told(Script(None).get("/accounts")) == (401, "no_key", None)
    assert told(Script("hp_live_" + "a" * 40).get("/accounts")) == (401, "invalid_key", None)
    assert told(Script("password").get("/accounts")) == (401, "invalid_key", None)
    assert Script(None).get("/accounts").headers["WWW-Authenticate"] == "Bearer"


def test_a_test_key_on_a_live_workspace_is_told_so_at_every_address() -> None:
    with transaction() as session:
        script = Script(make_secret(session, make_workspace(session)))
    answers = {one.name: told(script.call(one.method, path_of(one.path))) for one in endpoints()}
    assert set(answers.values()) == {(403, "test_key", None)}


@pytest.mark.parametrize("missing", SCOPES)
def test_each_scope_that_is_missing_is_named_at_each_address_that_needs_it(missing: str) -> None:
    with transaction() as session:
        _, script = sandbox_script(session, *(scope for scope in SCOPES if scope != missing))
    for one in endpoints():
        answer = script.call(one.method, path_of(one.path))
        if one.scope == missing:
            assert told(answer) == (403, "missing_scope", missing)
        else:
            assert answer.status_code not in (401, 403, 405) and answer.status_code < 500, one.name


def test_only_a_test_key_acts_as_a_recipient() -> None:
    with transaction() as session:
        script = Script(make_secret(session, make_workspace(session), kind="live"))
    for one in endpoints():
        if one.test_only:
            assert told(script.call(one.method, path_of(one.path))) == (403, "test_keys_only", None)


def test_a_key_stops_when_it_is_revoked_at_its_end_and_when_whoever_holds_it_is_no_owner_any_more() -> None:
    now = utc_now()
    with transaction() as session:
        workspace = make_workspace(session, is_sandbox=True)
        owner = make_user(session, workspace.id, "owner")
        revoked, ended, lost = (
            make_key(session, name, "test", SCOPES, actor_of(owner), now, lasts)
            for name, lasts in (("one", None), ("two", timedelta(days=1)), ("three", None))
        )
    keys = [Script(one.secret) for one in (revoked, ended, lost)]
    assert [script.get("/accounts").status_code for script in keys] == [200, 200, 200]
    with transaction() as session:
        revoke_key(session, revoked.key.id, actor_of(owner), now)
        session.get_one(ApiKey, ended.key.id).expires_at = now
        session.merge(owner).role = "manager"
    assert [told(script.get("/accounts"))[:2] for script in keys] == [(401, "invalid_key")] * 3


def test_a_key_that_is_rotated_opens_by_both_secrets_until_the_old_one_ends() -> None:
    now = utc_now()
    with transaction() as session:
        workspace = make_workspace(session, is_sandbox=True)
        owner = actor_of(make_user(session, workspace.id, "owner"))
        first = make_key(session, "Nightly", "test", SCOPES, owner, now)
        second = rotate_key(session, first.key.id, owner, now)
    old, new = Script(first.secret), Script(second.secret)
    assert (old.get("/accounts").status_code, new.get("/accounts").status_code) == (200, 200)
    with transaction() as session:
        ends = {one.last_four: one.ends_at for one in session.scalars(select(ApiSecret))}
        assert ends == {first.secret[-4:]: now + timedelta(hours=48), second.secret[-4:]: None}
        end_old_secret(session, first.key.id, owner, now)
    assert (old.get("/accounts").status_code, new.get("/accounts").status_code) == (401, 200)


def test_no_secret_is_kept_and_what_was_done_by_a_key_says_so() -> None:
    with transaction() as session:
        workspace = make_workspace(session, is_sandbox=True)
        owner = make_user(session, workspace.id, "owner")
        made = make_key(session, "CRM", "test", ["people:write"], actor_of(owner), utc_now())
    answer = Script(made.secret).post("/accounts", {"name": "Vltava Robotics", "country": "CZ"})
    assert answer.status_code == 201
    with reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.act == "account.added"))
        assert (entry.user_id, entry.key_id) == (owner.id, made.key.id)
        [use] = session.scalars(select(ApiUse))
        assert (use.key_id, use.act, use.address) == (made.key.id, "POST /accounts", "127.0.0.1")
        [secret] = session.scalars(select(ApiSecret))
        assert made.secret not in json.dumps([secret.secret_hash, secret.last_four, made.key.name])
        assert secret.used_from == "127.0.0.1"


def test_every_answer_says_how_often_the_key_may_still_ask_and_one_call_more_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.conftest import forget_settings

    monkeypatch.setenv("HANDPICKED_API_CALLS_PER_MINUTE", "2")
    forget_settings()
    with transaction() as session:
        _, script = sandbox_script(session)
    at = "service.api.door.machine_now"
    now = utc_now().replace(second=20, microsecond=0)
    monkeypatch.setattr(at, lambda: now)
    first, second, third = (script.get("/accounts") for _ in range(3))
    assert [one.headers["RateLimit-Remaining"] for one in (first, second, third)] == ["1", "0", "0"]
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Reset"]) == ("2", "40")
    assert told(third) == (429, "rate_limited", None)
    assert third.headers["Retry-After"] == "40"
    monkeypatch.setattr(at, lambda: now + timedelta(seconds=40))
    assert script.get("/accounts").status_code == 200


def test_an_address_there_is_not_and_another_method_are_problems_too() -> None:
    with transaction() as session:
        _, script = sandbox_script(session)
    assert told(script.get("/nothing")) == (404, "not_found", None)
    assert told(script.get("/accounts/acc_%00")) == (404, "not_found", None)
    refused = script.call("DELETE", "/accounts")
    assert told(refused) == (405, "method_not_allowed", None)
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert refused.headers["Request-Id"] == refused.get_json()["request"]


def test_an_id_of_another_kind_or_shape_leads_nowhere_at_every_address() -> None:
    with transaction() as session:
        _, script = sandbox_script(session)
    shapes = (
        "zzz_aaaaaaaaaaaaaaaa",
        "theirs",
        "acc_",
        "%00",
        "%ED%A0%80",
        "..%2f",
        "1" * 400,
        "acc_aaaaaaaaaaaaaaaA",
        "acc_aaaaaaaaaaaaaaaa%0A",
    )
    for one in endpoints():
        for name in re.findall(r"{([a-z_]+)}", one.path):
            for odd in shapes:
                path = path_of(one.path.replace(f"{{{name}}}", odd))
                assert told(script.call(one.method, path)) == (404, "not_found", None), f"{one.name} {odd}"


def test_no_two_kinds_of_ids_begin_alike() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
