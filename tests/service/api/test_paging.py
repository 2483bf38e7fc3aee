"""Lists a page at a time: nothing twice, nothing left out, and no cursor but ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from service.db.base import utc_now
from service.db.connect import transaction
from tests.factories import make_account
from tests.scripts import Script, sandbox_script


def refused(answer: Any) -> tuple[int, str, str]:
    told = answer.get_json()
    return answer.status_code, told["code"], told["param"]


@pytest.fixture
def listed(any_database: str) -> tuple[Script, list[str], str]:
    with transaction() as session:
        workspace, script = sandbox_script(session)
        made = [make_account(session, workspace.id, f"Company {n}") for n in range(7)]
        return script, sorted(one.id for one in made), workspace.id


def test_a_list_is_whole_over_its_pages_whatever_is_added_meanwhile(listed: tuple[Script, list[str], str]) -> None:
    script, ids, workspace_id = listed
    found: list[str] = []
    path = "/v1/accounts?limit=3"
    while path:
        page = script.client.get(path, headers=script.headers).get_json()
        found += [one["id"] for one in page["data"]]
        if len(found) == 3:
            with transaction() as session:
                later = make_account(session, workspace_id, "Later")
                later.created_at, added = utc_now() + timedelta(hours=1), later.id
        path = page["next"]
    assert found == [*ids, added]


def test_a_cursor_of_another_list_day_or_hand_is_refused(
    listed: tuple[Script, list[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script, _, _ = listed
    cursor = script.get("/accounts", limit=3).get_json()["next_cursor"]
    assert script.get("/accounts", cursor=cursor, limit=2).status_code == 200
    turned = cursor[:30] + ("a" if cursor[30] != "a" else "b") + cursor[31:]
    tried = [turned, cursor[:-2], "x", "é", "=", cursor + "AAAA", "AAAA" * 20]
    assert [refused(script.get("/accounts", cursor=one)) for one in tried] == [(400, "invalid_cursor", "cursor")] * 7
    assert refused(script.get("/accounts", cursor=cursor, external_id="x"))[1] == "invalid_cursor"
    with transaction() as session:
        _, other = sandbox_script(session)
    assert refused(other.get("/accounts", cursor=cursor))[1] == "invalid_cursor"
    day = utc_now() + timedelta(hours=25)
    monkeypatch.setattr("service.api.door.utc_now", lambda: day)
    assert refused(script.get("/accounts", cursor=cursor))[1] == "invalid_cursor"
