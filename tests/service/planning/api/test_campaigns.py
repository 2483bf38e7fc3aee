"""A key changes a campaign as its pages do: all of it in a draft, its name and a later end once people may have seen it."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.clock import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.workspaces.models import AuditEntry, Workspace
from tests.factories import join, make_account, make_campaign, make_product, make_recipient
from tests.scripts import Script, sandbox_script

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def opened(database: str) -> tuple[Script, Workspace]:
    with transaction() as session:
        workspace, script = sandbox_script(session)
        return script, workspace


def campaign_of(workspace: Workspace, status: str = "draft", **values: Any) -> str:
    with transaction() as session:
        until = utc_now().replace(hour=22, minute=0, second=0, microsecond=0) + timedelta(days=20)
        return make_campaign(session, workspace.id, status=status, expires_at=until, **values).id


def kept(campaign_id: str) -> Campaign:
    with reading() as session:
        return session.get_one(Campaign, campaign_id)


def test_what_is_named_changes_and_the_rest_stays(opened: tuple[Script, Workspace]) -> None:
    script, workspace = opened
    campaign_id = campaign_of(workspace, yearly_cap_minor=9_000, account_budget_minor=70_000)
    before = kept(campaign_id)
    told = script.call(
        "PATCH",
        f"/campaigns/{campaign_id}",
        {"name": "Summer", "budget": {"amount": 123_400, "currency": "EUR"}, "yearly_cap": None, "swap_limit": "none",
         "external_id": "crm-9", "occasion": None},
    )  # fmt: skip
    assert told.status_code == 200, told.get_json()
    assert (told.get_json()["name"], told.get_json()["external_id"]) == ("Summer", "crm-9")
    after = kept(campaign_id)
    assert (after.name, after.budget_minor, after.yearly_cap_minor, after.swap_limit) == (
        "Summer",
        123_400,
        None,
        "none",
    )
    stays = (
        "account_budget_minor",
        "occasion",
        "message",
        "brand",
        "deliver_on",
        "expires_at",
        "uniqueness",
        "charities",
    )
    assert {name: getattr(after, name) for name in stays} == {name: getattr(before, name) for name in stays}
    with reading() as session:
        assert [one.act for one in session.scalars(select(AuditEntry)) if one.subject_id == campaign_id] == [
            "campaign.changed"
        ]


def test_where_people_are_in_it_their_gifts_are_chosen_anew(opened: tuple[Script, Workspace]) -> None:
    script, workspace = opened
    campaign_id = campaign_of(workspace)
    with transaction() as session:
        make_product(session, workspace.id)
        person = make_recipient(session, make_account(session, workspace.id))
        join(session, session.get_one(Campaign, campaign_id), person)
    told = script.call("PATCH", f"/campaigns/{campaign_id}", {"undo_hours": 5})
    assert (told.status_code, told.get_json()["status"]) == (200, "planning")
    with reading() as session:
        assert session.scalars(select(Job.kind).where(Job.subject_id == campaign_id)).all() == ["planning.plan"]


def test_every_fault_is_named_as_it_was_sent_and_nothing_changes(opened: tuple[Script, Workspace]) -> None:
    script, workspace = opened
    campaign_id = campaign_of(workspace)
    before = kept(campaign_id)
    told = script.call(
        "PATCH",
        f"/campaigns/{campaign_id}",
        {"name": "Other", "value_band": {"lowest": 500, "highest": 400}, "purpose": "fun"},
    ).get_json()
    assert told["code"] == "invalid_input"
    assert {one["param"] for one in told["errors"]} <= {"value_band.lowest", "value_band.highest", "purpose"}
    assert len(told["errors"]) == 2
    over = script.call("PATCH", f"/campaigns/{campaign_id}", {"expires_at": "2001-01-01T00:00:00Z"}).get_json()
    assert (over["code"], over["param"]) == ("invalid_input", "expires_at")
    assert script.call("PATCH", f"/campaigns/{campaign_id}", {"expires_at": "2031-01-01T00:00:00"}).status_code == 422
    assert kept(campaign_id).name == before.name


def test_once_it_runs_only_its_name_and_a_later_end_change(opened: tuple[Script, Workspace]) -> None:
    script, workspace = opened
    campaign_id = campaign_of(workspace, "running")
    closes = kept(campaign_id).expires_at
    later = (closes + timedelta(days=7)).astimezone(UTC)
    told = script.call(
        "PATCH", f"/campaigns/{campaign_id}", {"name": "Again", "expires_at": later.isoformat().replace("+00:00", "Z")}
    )
    assert told.status_code == 200, told.get_json()
    assert (kept(campaign_id).name, kept(campaign_id).expires_at) == ("Again", later)
    for body, status in (
        ({"expires_at": (later - timedelta(days=1)).isoformat()}, 422),
        ({"expires_at": (later + timedelta(hours=1)).isoformat()}, 422),
        ({"budget": {"amount": 10, "currency": "EUR"}}, 409),
        ({"name": "Third", "swaps_once": True}, 409),
    ):
        answer = script.call("PATCH", f"/campaigns/{campaign_id}", body)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), body
    assert (kept(campaign_id).name, kept(campaign_id).expires_at) == ("Again", later)


def test_a_draft_goes_and_comes_back_and_a_running_one_does_neither(opened: tuple[Script, Workspace]) -> None:
    script, workspace = opened
    draft, running = campaign_of(workspace), campaign_of(workspace, "running")
    assert script.call("DELETE", f"/campaigns/{draft}").get_json() == {"id": draft, "is_deleted": True}
    assert script.get(f"/campaigns/{draft}").status_code == 404
    assert [one["id"] for one in script.get("/campaigns").get_json()["data"]] == [running]
    assert script.post(f"/campaigns/{draft}/restore").get_json()["id"] == draft
    assert script.get(f"/campaigns/{draft}").status_code == 200
    assert script.call("DELETE", f"/campaigns/{running}").status_code == 409


def test_the_same_change_under_one_key_is_made_once(opened: tuple[Script, Workspace]) -> None:
    script, workspace = opened
    campaign_id = campaign_of(workspace)
    path = f"/campaigns/{campaign_id}"
    first = script.call("PATCH", path, {"name": "One"}, Idempotency_Key="k")
    script.call("PATCH", path, {"name": "Two"})
    again = script.call("PATCH", path, {"name": "One"}, Idempotency_Key="k")
    assert (again.get_json(), again.headers["Idempotent-Replayed"]) == (first.get_json(), "true")
    assert kept(campaign_id).name == "Two"


def test_a_moment_before_all_time_or_after_it_is_refused(opened: tuple[Script, Workspace]) -> None:
    script, workspace = opened
    campaign_id = campaign_of(workspace)
    for field, moment in (
        ("expires_at", "0001-01-01T00:00:00+14:00"),
        ("expires_at", "9999-12-31T23:59:59-12:00"),
        ("expires_at", "2201-01-01T00:00:00Z"),
        ("deliver_on", "9999-12-31"),
        ("deliver_on", "0001-01-01"),
    ):
        told = script.call("PATCH", f"/campaigns/{campaign_id}", {field: moment}).get_json()
        assert (told["code"], told["param"]) == ("value_out_of_range", field)
        assert told["title"] == f"{field}: has to lie between 1900 and 2200."
