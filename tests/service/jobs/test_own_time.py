"""A sandbox's own time: what comes due in it, and what does not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.app.wiring import register_all
from service.clock import ahead_by, machine_now, utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.jobs.enqueue import enqueue
from service.jobs.models import Job, SandboxClock
from service.jobs.own_time import ahead_of, clocks_ahead, move_ahead, time_of
from service.jobs.row_sweep import RowSweep
from service.workspaces.models import Workspace
from service.workspaces.sandbox import advance_clock
from tests.factories import make_workspace, owner_of

DAY = timedelta(days=1)


@pytest.fixture
def two(any_database: str) -> tuple[str, str]:
    """A sandbox and a workspace of real people."""
    with transaction() as session:
        return make_workspace(session, "Sandbox", is_sandbox=True).id, make_workspace(session, "Live").id


def moved(workspace_id: str, by: timedelta) -> None:
    with transaction() as session:
        move_ahead(session, workspace_id, by)


def test_nobody_is_ahead_before_a_clock_was_moved(two: tuple[str, str]) -> None:
    assert (ahead_of(two[0]), clocks_ahead()) == (timedelta(0), {})


def test_moves_add_up_and_leave_other_workspaces_alone(two: tuple[str, str]) -> None:
    moved(two[0], DAY)
    moved(two[0], 2 * DAY)
    assert (ahead_of(two[0]), ahead_of(two[1]), clocks_ahead()) == (3 * DAY, timedelta(0), {two[0]: 3 * DAY})
    with time_of(two[0]):
        assert utc_now() - machine_now() > 3 * DAY - timedelta(seconds=1)
    assert utc_now() - machine_now() < timedelta(seconds=1)


@pytest.mark.parametrize("by", [timedelta(0), timedelta(seconds=-1), -DAY])
def test_no_clock_goes_back(two: tuple[str, str], by: timedelta) -> None:
    with pytest.raises(ValueError, match="only moves on"):
        moved(two[0], by)
    with transaction() as session, pytest.raises(InvalidInput, match="only moves on"):
        advance_clock(session, owner_of(two[0]), utc_now() + by, utc_now())
    assert clocks_ahead() == {}


def test_only_a_sandboxs_clock_is_moved(two: tuple[str, str]) -> None:
    with transaction() as session, pytest.raises(Conflict, match="Only a sandbox"):
        advance_clock(session, owner_of(two[1]), utc_now() + DAY, utc_now())
    with pytest.raises(InvalidInput, match="at most a year"), transaction() as session:
        advance_clock(session, owner_of(two[0]), utc_now() + 400 * DAY, utc_now())
    assert clocks_ahead() == {}


def test_what_waits_in_the_ledger_comes_due_with_the_move(two: tuple[str, str]) -> None:
    register_all()
    in_three_days = machine_now() + 3 * DAY
    with transaction() as session:
        for workspace_id in two:
            enqueue(session, "gifting.redecide", workspace_id, workspace_id=workspace_id, run_at=in_three_days)
    moved(two[0], 2 * DAY)
    with reading() as session:
        due = dict(session.execute(select(Job.workspace_id, Job.run_at)).all())
    assert due == {two[0]: in_three_days - 2 * DAY, two[1]: in_three_days}


def test_a_moment_of_the_sandbox_is_kept_as_the_machines(two: tuple[str, str]) -> None:
    register_all()
    with ahead_by(10 * DAY), transaction() as session:
        later = utc_now() + DAY
        enqueue(session, "gifting.redecide", "rcp_one", workspace_id=two[0], run_at=later)
    with reading() as session:
        assert session.scalar(select(Job.run_at)) == later - 10 * DAY


def test_a_sweep_takes_each_workspace_in_its_own_time(two: tuple[str, str]) -> None:
    moved(two[0], 5 * DAY)
    seen: dict[str, datetime] = {}

    def note(workspace_id: str, at: datetime) -> int:
        seen[workspace_id] = at
        assert abs(utc_now() - at) < timedelta(minutes=1)
        return 1

    def all_of_them(_at: datetime):  # type: ignore[no-untyped-def]
        return select(Workspace.id, Workspace.id, Workspace.created_at)

    at = machine_now()
    assert RowSweep("of a test", all_of_them, note)(at) == 2
    assert seen == {two[0]: at + 5 * DAY, two[1]: at}
    seen.clear()
    assert RowSweep("of the ledger", all_of_them, lambda _, now: int(now == at), by_machine=True)(at) == 2
    with transaction() as session:
        session.delete(session.get_one(SandboxClock, two[0]))
