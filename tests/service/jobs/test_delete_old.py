"""Rows whose time is over go by themselves, and each is asked again as it goes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from service.db.connect import reading, transaction
from service.jobs.delete_old import delete_old
from service.jobs.models import Job
from service.security.ids import new_id
from tests.service.jobs.ledger import AT
from tests.service.jobs.test_row_sweep import rows

KEPT = timedelta(days=30)
SWEEP = delete_old(
    "old jobs", Job.id, Job.run_at, lambda at: (Job.run_at <= at - KEPT) & (Job.state == "pending"), by_machine=True
)


def left() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Job.id).order_by(Job.run_at)))


def test_what_is_over_goes_and_what_is_a_second_younger_stays(any_database: str) -> None:
    old, young = rows(2, "test.do")

    assert (SWEEP(AT + KEPT - timedelta(seconds=1)), left()) == (0, [old, young])
    assert (SWEEP(AT + KEPT), left()) == (1, [young])


def test_what_is_no_longer_over_at_that_moment_stays(any_database: str) -> None:
    """Somebody changed the row between the look and the act."""
    (changed,) = rows(1, "test.do")
    with transaction() as session:
        session.execute(update(Job).where(Job.id == changed).values(state="done"))

    assert (SWEEP.one(changed, AT + KEPT), SWEEP.one(new_id("job"), AT + KEPT), left()) == (0, 0, [changed])
