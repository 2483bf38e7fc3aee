"""A reading a minute, once however many sweepers there are; charts of it; how long it is kept; the audit of every night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.jobs.models import Job
from service.ops.history.audit_runs import ask_for_audit, audit_job, forget_audits, last_audit, note_audit
from service.ops.history.models import INSTALLATION, PartReading, QueueReading
from service.ops.history.sample import KEPT, KEPT_OF_WORKSPACES, forget_readings, minute_of, start_of, take_readings
from service.ops.history.series import Point, queue_series, span_of
from tests.factories import AT, make_job, make_workspace
from tests.service.jobs.ledger import AT as NOW
from tests.service.jobs.ledger import later

pytestmark = pytest.mark.usefixtures("any_database")
MINUTE = minute_of(NOW) - 1


def readings(scope: str, queue: str) -> list[QueueReading]:
    with reading() as session:
        query = select(QueueReading).where(QueueReading.scope == scope, QueueReading.queue == queue)
        return list(session.scalars(query.order_by(QueueReading.minute)))


def test_a_minute_is_read_once_and_says_what_waits_came_ended_and_how_long_it_took() -> None:
    begun = start_of(MINUTE)
    with transaction() as session:
        own = make_workspace(session).id
        for number, took in enumerate((2, 4, 10)):
            make_job(
                session, "content.video", f"gft_{number}", workspace_id=own, queue="video", state="done", attempt=1,
                run_at=begun, started_at=begun + timedelta(seconds=number), finished_at=begun + timedelta(seconds=number + took),
            )  # fmt: skip
        make_job(session, "content.video", "gft_9", workspace_id=own, queue="video", run_at=NOW - timedelta(seconds=90))
    wrote = take_readings(NOW)
    assert wrote >= 7
    assert take_readings(later(20)) == 0
    (whole,), (mine,) = readings(INSTALLATION, "video"), readings(own, "video")
    for row in (whole, mine):
        assert (row.minute, row.open, row.oldest_due, row.ended, row.came) == (MINUTE, 1, 90.0, 3, 3)
        assert (row.wait_p50, row.wait_p95, row.run_p50, row.run_p95) == (1.0, 2.0, 4.0, 10.0)
    assert readings(own, "mail") == []
    assert [row.open for row in readings(INSTALLATION, "mail")] == [0]


def test_what_came_is_what_is_there_more_than_a_minute_ago_and_what_ended_meanwhile() -> None:
    with transaction() as session:
        own = make_workspace(session).id
        make_job(session, "content.video", "gft_1", workspace_id=own, queue="video")
    take_readings(NOW)
    with transaction() as session:
        for number in range(3):
            make_job(session, "content.video", f"gft_2{number}", workspace_id=own, queue="video")
        session.get_one(Job, session.scalars(select(Job.id).where(Job.subject_id == "gft_1")).one()).state = "done"
        session.scalars(select(Job).where(Job.subject_id == "gft_1")).one().finished_at = later(30)
    take_readings(later(60))
    assert [(row.open, row.came, row.ended) for row in readings(INSTALLATION, "video")] == [(1, 0, 0), (3, 3, 1)]


def test_a_chart_shows_the_highest_of_each_step_and_a_gap_where_nothing_was_read() -> None:
    end = minute_of(AT)
    with transaction() as session:
        for back, depth in ((1, 5), (2, 9), (40, 7)):
            session.add(
                QueueReading(
                    scope=INSTALLATION,
                    queue="video",
                    minute=end - back,
                    open=depth,
                    oldest_due=depth * 2.0,
                    came=depth,
                    ended=2,
                    wait_p50=None,
                    wait_p95=None,
                    run_p50=1.0,
                    run_p95=3.0,
                )
            )
    with reading() as session:
        hour = queue_series(session, "hour", AT)["video"]
        day = queue_series(session, "day", AT)["video"]
    assert [point.open for point in hour.read] == [7, 9, 5]
    assert (len(hour.points), hour.points[0], hour.rate("ended")) == (60, None, 2.0)
    assert hour.points[-1] == Point(start_of(end - 1), 5, 10.0, 5.0, 2.0, 0.0, 0.0, 1.0, 3.0)
    assert len(day.points) == 96
    assert max(point.open for point in day.read) == 9
    assert day.last >= AT


def test_a_workspace_that_had_no_work_while_others_were_read_had_nothing() -> None:
    end = minute_of(AT)
    with transaction() as session:
        for scope, back in ((INSTALLATION, 1), (INSTALLATION, 2), ("wsp_1", 2)):
            session.add(
                QueueReading(scope=scope, queue="mail", minute=end - back, open=4, oldest_due=0, came=0, ended=0)
            )
    with reading() as session:
        own = queue_series(session, "hour", AT, "wsp_1")["mail"]
    assert [point and point.open for point in own.points[-3:]] == [None, 4, 0]


def test_readings_of_workspaces_go_after_a_day_and_the_installation_s_after_a_week() -> None:
    end = minute_of(AT)
    ages = (timedelta(hours=1), KEPT_OF_WORKSPACES + timedelta(minutes=5), KEPT + timedelta(minutes=5))
    with transaction() as session:
        for age in ages:
            minute = end - int(age.total_seconds() // 60)
            for scope in (INSTALLATION, "wsp_1"):
                session.add(
                    QueueReading(scope=scope, queue="mail", minute=minute, open=1, oldest_due=0, came=0, ended=0)
                )
            session.add(PartReading(part="database", minute=minute, value=1.0, whole=None))
    assert forget_readings(AT) == 4
    with reading() as session:
        left = select(QueueReading.scope, func.count()).group_by(QueueReading.scope).order_by(QueueReading.scope)
        assert session.execute(left).all() == [("", 2), ("wsp_1", 1)]


def test_a_span_that_is_none_is_refused() -> None:
    assert span_of(None) == "hour"
    with pytest.raises(InvalidInput):
        span_of("year")


def test_the_audit_runs_once_a_night_and_what_it_found_is_remembered_for_a_month() -> None:
    night = NOW.replace(hour=3)
    assert [ask_for_audit(NOW), ask_for_audit(night), ask_for_audit(night + timedelta(minutes=20))] == [0, 1, 0]
    effect = audit_job(None)  # type: ignore[arg-type]
    assert effect is not None
    with transaction() as session:
        effect(session)
        run = last_audit(session)
        assert run is not None
        assert run.findings == 0
        note_audit(session, 2, 1.5, NOW)
    with reading() as session:
        found = last_audit(session)
        assert found is not None
    assert ask_for_audit(found.at + timedelta(hours=31)) == 1
    assert forget_audits(max(found.at, NOW) + timedelta(days=31)) == 2
