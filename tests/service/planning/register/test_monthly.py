"""Once a month has ended, whoever looks after ethics is told of its register: once, however late, and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.jobs.act_types import Lease
from service.jobs.models import Job
from service.planning.register import monthly
from service.planning.register.monthly import KIND, register_ready_job, tell_month
from service.workspaces.models import User, Workspace
from tests.factories import AT, make_user, make_workspace
from tests.service.planning.register.test_register import House, house

pytestmark = pytest.mark.usefixtures("database")
FIRST = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
LATE = datetime(2027, 1, 19, tzinfo=UTC)


def given() -> House:
    """A gift was taken on 22 November 2026."""
    with transaction() as session:
        made = house(session)
        made.gift(session, made.person(session, "Kari"), "accepted", 4_000)
        return made


def asked() -> list[tuple[str, date]]:
    with reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == KIND).order_by(Job.version))
        return [(job.subject_id, date.fromordinal(job.version)) for job in jobs]


def test_each_month_is_told_of_once_also_after_missed_days() -> None:
    made = given()
    assert tell_month(FIRST) == 1
    assert tell_month(FIRST) == 0
    assert asked() == [(made.ethics.id, date(2026, 11, 30))]
    assert tell_month(LATE) == 1
    assert asked() == [(made.ethics.id, date(2026, 11, 30)), (made.ethics.id, date(2026, 12, 31))]
    with reading() as session:
        assert session.get_one(Workspace, made.owner.workspace_id).register_told == date(2026, 12, 31)


def test_nobody_is_told_where_nothing_was_given_or_nobody_looks_after_ethics_or_people_are_invented() -> None:
    with transaction() as session:
        house(session)
        play = make_workspace(session, "Play", is_sandbox=True).id
        make_user(session, play, "ethics")
        other = house(session, "Other")
        other.gift(session, other.person(session, "Ola"), "accepted", 4_000)
        session.get_one(User, other.ethics.id).disabled_at = AT
    assert tell_month(FIRST) == 1
    assert asked() == []


def test_the_mail_names_the_month_and_nobody_and_goes_to_whoever_still_has_the_role(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = given()
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setattr(monthly, "is_mail_on", lambda: True)
    monkeypatch.setattr(monthly, "post_to_staff", lambda *mail: sent.append(mail))
    lease = cast(Lease, SimpleNamespace(subject_id=made.ethics.id, version=date(2026, 11, 30).toordinal()))
    register_ready_job(lease)
    ((to, subject, text),) = sent
    assert (to, subject) == (made.ethics.email, "Gift register, November 2026")
    assert "/register?until=2026-11-30" in text
    assert "Fjord & Loom" in text
    assert "Kari" not in text
    with transaction() as session:
        session.get_one(User, made.ethics.id).role = "seller"
    register_ready_job(lease)
    assert len(sent) == 1
