"""The pages around a rehearsal, and the sandbox it is played in, from home and from inside."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.app.wiring import register_all
from service.clock import machine_now
from service.db.connect import reading, transaction
from service.jobs.own_time import ahead_of
from service.planning.rehearsal.models import Rehearsal
from tests.console import Console, sales_person
from tests.service.planning.rehearsal.rehearsed import Small, small_campaign


@pytest.fixture
def small(database: str) -> Small:
    register_all()
    with transaction() as session:
        return small_campaign(session)


def only() -> Rehearsal:
    with reading() as session:
        return session.scalars(select(Rehearsal)).one()


def test_it_is_started_looked_at_stopped_and_visited(small: Small) -> None:
    console = Console(small.user)
    path = f"/campaigns/{small.campaign_id}/rehearse"
    before = console.get(path).text
    assert "Start the rehearsal" in before
    assert "None of this campaign yet." in before
    led = console.post(path, seed="7").headers["Location"]
    made = only()
    assert (led, made.seed, made.state) == (f"/rehearsals/{made.id}", 7, "asked")
    page = console.get(led).text
    assert "Everyone in it is made up" in page
    assert 'http-equiv="refresh"' in page
    still = console.get(f"{led}?refresh=off").text
    assert ('http-equiv="refresh"' in still, f'href="{led}"' in still) == (False, True)
    again = console.post(path, seed="8")
    assert (again.status_code, "is being played" in again.text) == (409, True)
    assert console.post(f"{led}/stop").status_code == 303
    assert only().state == "stopped"
    assert "rehearsals/" in console.get(path).text
    assert 'class="ribbon"' not in console.get("/").text
    assert console.post(f"{led}/enter").headers["Location"] == f"/campaigns/{made.campaign_id}/results"
    inside = console.get("/").text
    assert 'class="ribbon"' in inside
    assert "Leave the sandbox" in inside
    assert console.get(f"/campaigns/{small.campaign_id}/plan").status_code == 404
    assert console.post("/sandbox/leave").status_code == 303
    assert 'class="ribbon"' not in console.get("/").text


@pytest.mark.parametrize("seed", ["", "one", "-1", "1.5", "99999999999", "٣"])
def test_what_is_no_number_is_refused_beside_its_field(small: Small, seed: str) -> None:
    refused = Console(small.user).post(f"/campaigns/{small.campaign_id}/rehearse", seed=seed)
    assert (refused.status_code, "Start the rehearsal" in refused.text) == (422, True)
    with reading() as session:
        assert session.scalars(select(Rehearsal)).all() == []


def test_another_workspaces_rehearsal_is_not_found_and_not_entered(small: Small) -> None:
    Console(small.user).post(f"/campaigns/{small.campaign_id}/rehearse", seed="1")
    with transaction() as session:
        stranger = Console(sales_person(session))
    for path in ("", "/stop", "/enter"):
        answer = stranger.post(f"/rehearsals/{only().id}{path}") if path else stranger.get(f"/rehearsals/{only().id}")
        assert answer.status_code == 404
    with stranger.client.session_transaction() as kept:
        kept["sandbox"] = only().workspace_id
    assert 'class="ribbon"' not in stranger.get("/").text


def test_the_ribbon_moves_the_clock_of_the_sandbox_alone(small: Small) -> None:
    console = Console(small.user)
    console.post(f"/campaigns/{small.campaign_id}/rehearse", seed="1")
    made = only()
    refused = console.post("/sandbox/clock", step="hour")
    assert refused.status_code == 409
    console.post(f"/rehearsals/{made.id}/enter")
    before = ahead_of(made.workspace_id)
    assert console.post("/sandbox/clock", step="week", back="/people").headers["Location"] == "/people"
    assert (ahead_of(made.workspace_id) - before).days == 7
    there = machine_now() + ahead_of(made.workspace_id)
    assert f"{there.day} {there:%B} {there.year}" in console.get("/").text
    assert console.post("/sandbox/clock", step="back").status_code == 422
    for step in ("hour", "tomorrow", "next"):
        last = ahead_of(made.workspace_id)
        assert console.post("/sandbox/clock", step=step).status_code == 303
        assert ahead_of(made.workspace_id) > last
