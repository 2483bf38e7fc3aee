"""Whoever runs the installation is told once of each trouble, again at growing intervals, and when it is over."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Forbidden, InvalidInput, NotFound
from service.jobs.act_types import Lease
from service.jobs.hitches import Trouble, note_hitches
from service.jobs.models import Hitch, Job
from service.ops.alerts import tell
from service.ops.alerts.quiet import be_quiet, end_quiet, forget_quiet, quiet_now
from service.ops.alerts.rules import OVER, step_at
from service.ops.alerts.tell import AlertNotTaken, alert_job, ask_for_alerts
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.conftest import forget_settings
from tests.factories import make_user, make_workspace
from tests.service.jobs.ledger import AT, later

pytestmark = pytest.mark.usefixtures("database")
HOUR = 3600


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, str], dict[str, Any]]]:
    """What reached the webhook: (target, headers, body); it takes everything."""
    monkeypatch.setenv("HANDPICKED_ALERT_URL", "https://alerts.example.com/in?team=ops")
    monkeypatch.setenv("HANDPICKED_ALERT_TOKEN", "a token of sixteen and more")
    forget_settings()
    heard: list[tuple[Any, dict[str, str], dict[str, Any]]] = []

    def call(_method: str, target: Any, headers: dict[str, str], body: bytes, **_: Any) -> Any:
        heard.append((target, headers, json.loads(body)))
        return SimpleNamespace(status=204)

    monkeypatch.setattr(tell, "call", call)
    return heard


def operator() -> Actor:
    with transaction() as session:
        return actor_of(make_user(session, make_workspace(session).id, "ops"))


def asked() -> list[tuple[str, int]]:
    with reading() as session:
        rows = session.scalars(select(Job).where(Job.kind == "ops.alert").order_by(Job.created_at, Job.version))
        return [(row.subject_id, row.version) for row in rows]


def lease(subject: str, version: int) -> Lease:
    return Lease("job_1", "ops.alert", subject, version, None, None, 1, "t", later(60), lambda: None)


@pytest.mark.parametrize(
    ("kind", "after", "step"),
    [
        ("disk_full", 0, 1), ("disk_full", HOUR - 1, 1), ("disk_full", HOUR, 2), ("disk_full", 4 * HOUR, 3),
        ("disk_full", 24 * HOUR, 4), ("disk_full", 48 * HOUR, 5), ("queue_late", 899, 0), ("queue_late", 900, 1),
        ("worker_lost", 119, 0), ("worker_lost", 120, 1), ("jobs_tried_again", 99 * HOUR, 0),
    ],
)  # fmt: skip
def test_it_is_told_at_once_after_an_hour_after_four_and_then_once_a_day(kind: str, after: int, step: int) -> None:
    assert step_at(kind, AT, later(after)) == step


def test_each_message_is_asked_for_once_however_many_sweepers_look(told: list[Any]) -> None:
    note_hitches([Trouble("disk_full")], AT)
    assert [
        ask_for_alerts(later(1)),
        ask_for_alerts(later(2)),
        ask_for_alerts(later(HOUR)),
        ask_for_alerts(later(HOUR)),
    ] == [1, 0, 1, 0]
    ((hitch, first), (_, second)) = asked()
    assert (first, second) == (1, 2)
    alert_job(lease(hitch, 1))
    ((target, headers, body),) = told
    assert (target.host, target.port, target.path) == ("alerts.example.com", 443, "/in?team=ops")
    assert headers["Authorization"] == "Bearer a token of sixteen and more"
    assert headers["Idempotency-Key"] == body["id"] == f"alert-{hitch}-1"
    assert body["text"].startswith("The disk was full, for ")
    assert (body["kind"], body["ended_at"]) == ("disk_full", None)


def test_its_end_is_told_to_those_who_heard_of_its_beginning_and_to_nobody_else(told: list[Any]) -> None:
    note_hitches([Trouble("disk_full"), Trouble("broker_away")], AT)
    ask_for_alerts(later(1))
    with transaction() as session:
        session.scalars(select(Job)).one().state = "done"
    note_hitches([], later(120))
    assert ask_for_alerts(later(125)) == 1
    subject, version = asked()[-1]
    assert version == OVER
    alert_job(lease(subject, version))
    assert told[0][2]["text"] == "In order again after 2 minutes: The disk was full"
    alert_job(lease(subject, 1))
    assert len(told) == 1


def test_who_does_not_take_it_is_told_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    note_hitches([Trouble("disk_full")], AT)
    monkeypatch.setattr(tell, "call", lambda *_, **__: SimpleNamespace(status=503))
    with reading() as session:
        hitch = session.scalars(select(Hitch)).one().id
    with pytest.raises(AlertNotTaken):
        alert_job(lease(str(hitch), 1))


def test_quiet_has_an_end_a_reason_and_a_name_and_what_still_lasts_is_told_after_it() -> None:
    actor = operator()
    note_hitches([Trouble("disk_full")], AT)
    with transaction() as session:
        be_quiet(session, actor, "disk_full", "maintenance", timedelta(hours=2), AT)
    assert ask_for_alerts(later(HOUR)) == 0
    with reading() as session:
        (quiet,) = quiet_now(session, later(HOUR))
        assert (quiet.by, quiet.reason, quiet.until) == (actor.user_id, "maintenance", later(2 * HOUR))
    assert ask_for_alerts(later(2 * HOUR)) == 1
    assert forget_quiet(later(2 * HOUR) + timedelta(days=31)) == 1


def test_nothing_keeps_back_what_is_not_safe_for_somebody() -> None:
    actor = operator()
    with transaction() as session:
        be_quiet(session, actor, "", "maintenance", timedelta(hours=2), AT)
    note_hitches([Trouble("unsafe_parcel", "", actor.workspace_id), Trouble("disk_full")], AT)
    assert ask_for_alerts(later(1)) == 1
    with pytest.raises(InvalidInput), transaction() as session:
        be_quiet(session, actor, "unsafe_parcel", "known", timedelta(hours=1), AT)


@pytest.mark.parametrize(
    ("kind", "reason", "length"),
    [
        ("dragons", "known", timedelta(hours=1)),
        ("", "tired", timedelta(hours=1)),
        ("", "known", timedelta(0)),
        ("", "known", timedelta(days=8)),
    ],
)
def test_quiet_without_sense_is_refused(kind: str, reason: str, length: timedelta) -> None:
    actor = operator()
    with pytest.raises(InvalidInput), transaction() as session:
        be_quiet(session, actor, kind, reason, length, AT)
    with reading() as session:
        assert quiet_now(session, AT) == []


def test_quiet_is_ended_early_and_another_workspace_can_do_neither() -> None:
    actor = operator()
    with transaction() as session:
        stranger = actor_of(make_user(session, make_workspace(session, "Playground", is_sandbox=True).id, "owner"))
        be_quiet(session, actor, "", "known", timedelta(hours=2), AT)
        quiet = quiet_now(session, AT)[0].id
    for act in (
        lambda s: be_quiet(s, stranger, "", "known", timedelta(hours=1), AT),
        lambda s: end_quiet(s, stranger, quiet, AT),
    ):
        with pytest.raises(Forbidden), transaction() as session:
            act(session)
    with transaction() as session:
        end_quiet(session, actor, quiet, later(5))
    with reading() as session:
        assert quiet_now(session, later(5)) == []
        assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all() == [
            "alerts.quieted",
            "alerts.resumed",
        ]
    with pytest.raises(NotFound), transaction() as session:
        end_quiet(session, actor, quiet, later(6))
