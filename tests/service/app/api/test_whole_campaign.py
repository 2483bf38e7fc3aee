"""A whole campaign by a key alone, from an account to a gift that was said yes to; the jobs are the real ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.brain.segments.conditions import read_conditions
from service.brain.segments.people import people_in
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.jobs.run import run_job
from service.workspaces.actor import actor_of
from service.workspaces.announcements.models import Announcement
from service.workspaces.keys.keep import make_key
from service.workspaces.keys.scopes import SCOPES
from service.workspaces.models import Workspace
from tests.factories import make_product, make_user, make_workspace
from tests.scripts import Script

WORDS = {"occasion": {"en": "a year together"}, "message": {"en": "Thank you for a year of patience with us."}}
SENDER = {
    "name": "Nora Whitfield", "title": "Account Executive", "company": "Fjord & Loom AS", "street": "Nedre gate 7",
    "city": "0551 Oslo", "registration": "Org. no. 000 000 000",
}  # fmt: skip


def work_off(*kinds: str) -> None:
    """Does what waits, of these kinds."""
    with reading() as session:
        waiting = session.scalars(
            select(Job.id).where(Job.kind.in_(kinds), Job.state == "pending").order_by(Job.created_at)
        ).all()
    for job_id in waiting:
        assert run_job(job_id, "test") == "done"


def came_by_api() -> frozenset[str]:
    """Who is in a segment of people whom a key brought."""
    with reading() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        return people_in(session, workspace_id, read_conditions([("entry", "api")]), utc_now())


@pytest.fixture
def script(database: str) -> Script:
    with transaction() as session:
        workspace = make_workspace(session, is_sandbox=True)
        owner = make_user(session, workspace.id, "owner")
        for number in range(6):
            make_product(session, workspace.id, f"Chess set {number}", category=f"games {number}")
        made = make_key(session, "Whole campaign", "test", SCOPES, actor_of(owner), utc_now())
    return Script(made.secret)


def ok(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    return dict(answer.get_json())


def person(name: str, **values: Any) -> dict[str, Any]:
    return {
        "email": f"{name}@vltava.example",
        "account": "Vltava Robotics",
        "country": "CZ",
        "given_name": name,
    } | values


def told_of(batch_id: str) -> list[tuple[str, dict[str, Any]]]:
    with reading() as session:
        rows = select(Announcement).where(Announcement.subject_id == batch_id).order_by(Announcement.id)
        return [(row.kind, row.body) for row in session.scalars(rows)]


def require_erasable(script: Script, recipient_id: str, external_id: str) -> None:
    ok(script.post("/data_requests", {"type": "erase", "recipient": recipient_id}), 201)
    assert ok(script.get(f"/recipients/{recipient_id}"))["email"] is None
    assert ok(script.get("/recipients", external_id=external_id))["data"] == []


def test_from_an_account_to_a_yes(script: Script) -> None:
    ok(script.post("/accounts", {"name": "Vltava Robotics", "country": "CZ", "external_id": "crm-1"}), 201)
    campaign = ok(
        script.post(
            "/campaigns",
            {
                "name": "Spring",
                "budget": {"amount": 50_000, "currency": "EUR"},
                "sender": SENDER,
                **WORDS,
                "value_band": {"lowest": 1000, "highest": 6000},
                "external_id": "spring",
            },
        ),
        201,
    )
    assert (campaign["status"], campaign["budget"], campaign["external_id"]) == (
        "draft", {"amount": 50_000, "currency": "EUR"}, "spring",
    )  # fmt: skip
    path = f"/campaigns/{campaign['id']}"
    people = [person("jana", external_id="p-1"), person("petr", diets=["vegan"])]
    told = {"how": "form", "on": (utc_now() - timedelta(days=3)).date().isoformat()}
    stated = {"basis": "customer", "source": "Our customer list"}
    assert script.post(f"{path}/recipients", {"recipients": people, **stated}).get_json()["param"] == "told"
    batch = ok(script.post(f"{path}/recipients", {"recipients": people, "told": told, **stated}), 202)
    assert (batch["status"], batch["of"], batch["done"]) == ("pending", 2, 0)
    work_off("planning.take_in_batch")
    batch = ok(script.get(f"/batches/{batch['id']}"))
    assert (batch["status"], batch["done"], batch["new"], batch["errors"]) == ("done", 2, 2, [])
    of_it = {"campaign_id": campaign["id"], "total": 2}
    assert told_of(batch["id"]) == [
        ("gift_batch.created", of_it), ("gift_batch.completed", {**of_it, "saved": 2, "new": 2}),
    ]  # fmt: skip
    [jana] = ok(script.get("/recipients", external_id="p-1"))["data"]
    assert (jana["email"], jana["basis"]) == ("jana@vltava.example", "customer")
    assert len(came_by_api()) == 2 and jana["id"] in came_by_api()
    assert "vegan" not in script.get("/recipients").get_data(as_text=True)

    assert ok(script.post("/match_runs", {"campaign": campaign["id"]}), 202)["status"] == "running"
    work_off("planning.plan")
    [plan] = ok(script.get("/match_runs", campaign=campaign["id"]))["data"]
    assert (plan["planned"], plan["of"], plan["is_current"]) == (2, 2, True)
    approved = ok(script.post(f"{path}/approve", {"match_run": plan["id"]}))
    assert (approved["result"], approved["campaign"]["status"]) == ("approved", "approved")
    assert ok(script.post(f"{path}/launch", {}), 202)["wave"] == 1
    work_off("planning.launch")
    gifts = ok(script.get("/gifts", campaign=campaign["id"]))["data"]
    assert [gift["status"] for gift in gifts] == ["created", "created"]
    assert len({gift["product"] for gift in gifts}) == 2
    [budget] = ok(script.get("/budgets"))["data"]
    assert (budget["reserved"]["amount"], budget["free"]["amount"]) == (8_800, 41_200)

    gift = f"/gifts/{gifts[0]['id']}"
    assert len(ok(script.get(f"{gift}/swap_options"))["data"]) > 0
    wrong = script.post(f"{gift}/accept", {"address": {"name": "J", "street": "S 1", "city": "Praha", "postcode": "x"}})
    assert (wrong.status_code, wrong.get_json()["param"]) == (422, "address.postcode")
    address = {"name": "Jana", "street": "Dlouhá 1", "city": "Praha", "postcode": "110 00"}
    accepted = ok(script.post(f"{gift}/accept", {"address": address}, Idempotency_Key="yes"))
    assert (accepted["status"], accepted["decided_at"] is not None) == ("accepted", True)
    assert script.post(f"{gift}/accept", {"address": address}, Idempotency_Key="yes").headers["Idempotent-Replayed"]
    assert script.post(f"{gift}/accept", {}).get_json()["code"] == "conflict"
    kinds = [event["type"] for event in ok(script.get("/events", gift=gifts[0]["id"]))["data"]]
    assert kinds == ["gift.created", "gift.opened", "gift.accepted"]
    cancel = f"/gifts/{gifts[1]['id']}/cancel"
    assert script.post(cancel, {"why": "nonsense"}).get_json()["param"] == "why"
    assert ok(script.post(cancel, {"why": "mistake"}))["status"] == "canceled"
    kinds = [one["kind"] for one in ok(script.get("/balance_transactions", gift=gifts[1]["id"]))["data"]]
    assert kinds == ["reserved", "released"]
    require_erasable(script, jana["id"], "p-1")


def test_a_batch_with_a_bad_field_says_where_and_saves_nobody(script: Script) -> None:
    campaign = ok(
        script.post(
            "/campaigns", {"name": "Spring", "budget": {"amount": 1, "currency": "EUR"}, "sender": SENDER, **WORDS}
        ),
        201,
    )
    path = f"/campaigns/{campaign['id']}/recipients"
    stated = {"basis": "customer", "source": "Our customer list", "told": {"how": "form", "on": "2026-01-02"}}
    people = [person("jana"), person("petr", country="XX", diets=["sparkles"]), person("no")]
    people[2]["email"] = "nobody-at-all.example"
    batch = ok(script.post(path, {"recipients": people[:2], **stated}), 202)
    work_off("planning.take_in_batch")
    batch = ok(script.get(f"/batches/{batch['id']}"))
    assert (batch["status"], batch["done"]) == ("failed", 0)
    assert told_of(batch["id"])[1:] == [
        ("gift_batch.failed", {"campaign_id": campaign["id"], "total": 2, "saved": 0, "new": 0})
    ]
    assert [one["param"] for one in batch["errors"]] == ["recipients.1.country", "recipients.1.diets"]
    assert ok(script.get("/recipients"))["data"] == []
    real = script.post(path, {"recipients": [person("jana", email="jana@gmail.com")], **stated})
    assert (real.status_code, real.get_json()["param"]) == (422, "recipients.0.email")
