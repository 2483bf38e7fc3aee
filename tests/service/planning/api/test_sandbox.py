"""A test key moves its sandbox's clock and acts as whoever has a gift; nobody else's clock moves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.clock import machine_now
from service.db.connect import reading, transaction
from service.gifting.expire import expire_gifts
from service.gifting.models import RecipientGift
from service.jobs.own_time import ahead_of
from service.workspaces.actor import system
from service.workspaces.models import Workspace
from service.workspaces.sandbox import advance_clock
from tests.scripts import Script, make_secret, sandbox_script
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")
DAY = 24 * 3600


def running(people: int = 1) -> Scene:
    """A campaign in a sandbox that ends in ten days."""
    with transaction() as session:
        scene = set_scene(session, people, 2, expires_at=machine_now() + timedelta(days=10))
        session.get_one(Workspace, scene.workspace_id).is_sandbox = True
    return scene


def script_of(scene: Scene) -> Script:
    with transaction() as session:
        return Script(make_secret(session, session.get_one(Workspace, scene.workspace_id)))


def states(workspace_id: str) -> set[str]:
    with reading() as session:
        return set(session.scalars(select(RecipientGift.status).where(RecipientGift.workspace_id == workspace_id)))


def test_the_clock_moves_on_by_seconds_or_to_a_moment_and_never_back() -> None:
    with transaction() as session:
        workspace, script = sandbox_script(session, "campaigns:write")
    moved = script.post("/sandbox/clock/advance", {"seconds": DAY})
    assert moved.status_code == 200
    there = machine_now() + ahead_of(workspace.id)
    assert abs(datetime.fromisoformat(moved.get_json()["now"]) - there) < timedelta(minutes=1)
    to = (there + timedelta(days=3)).isoformat()
    assert script.post("/sandbox/clock/advance", {"to": to}).status_code == 200
    before = ahead_of(workspace.id)
    assert before > timedelta(days=3, hours=23)
    for refused in (
        {"to": to},
        {"seconds": -1},
        {"seconds": 0},
        {},
        {"seconds": 5, "to": to},
        {"seconds": "5"},
        {"to": "soon"},
    ):
        answer = script.post("/sandbox/clock/advance", refused)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), refused
    assert ahead_of(workspace.id) == before


def test_gifts_expire_by_the_same_sweep_once_the_sandbox_is_past_their_end_and_no_others() -> None:
    scene, other = running(2), running(2)
    before = states(other.workspace_id)
    assert expire_gifts(machine_now()) == 0
    with transaction() as session:
        at = machine_now()
        advance_clock(session, system(scene.workspace_id), at + timedelta(days=11), at)
    assert expire_gifts(machine_now()) == 2
    assert (states(scene.workspace_id), states(other.workspace_id)) == ({"expired"}, before)


def test_a_gift_is_opened_swapped_kept_shipped_and_delivered_by_a_test_key() -> None:
    scene = running()
    script, gift = script_of(scene), f"/gifts/{scene.gifts[0].id}"
    assert script.post(f"{gift}/open").get_json()["status"] == "opened"
    other = scene.others[0].id
    swapped = script.post(f"{gift}/swap", {"product": other}).get_json()
    assert (swapped["product"], swapped["is_swapped"]) == (other, True)
    address = {"name": "Jana", "street": "Example Street 1", "postcode": "110 00", "city": "Praha"}
    assert script.post(f"{gift}/accept", {"address": address}).get_json()["status"] == "accepted"
    again = script.post(f"{gift}/decline", {})
    assert (again.status_code, again.mimetype) == (409, "application/problem+json")
    early = script.post(f"{gift}/ship")
    assert early.status_code == 409


def test_another_sandboxs_gift_is_not_found() -> None:
    scene, stranger = running(), script_of(running())
    for act, body in (("open", None), ("decline", {}), ("ship", None), ("swap", {"product": scene.others[0].id})):
        assert stranger.post(f"/gifts/{scene.gifts[0].id}/{act}", body).status_code == 404
    assert "opened" not in states(scene.workspace_id)
