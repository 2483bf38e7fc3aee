"""The one way in which rows are swept: fairly over workspaces, a bounded number at a time, a transaction each; and what cannot be
finished steps aside for a while, so that nobody waits behind it.

A row that was looked at and is still due afterwards, because it waits for something or because its act raised, gets a line in
`sweep_delay` with the moment of its next look, later each time. Rows that never were looked at come first and have a batch of their
own; those that were, have another, smaller one. So ten thousand stuck rows cost the others one look at each, taken in turns.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final, NamedTuple

import structlog
from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from service.clock import ahead_by
from service.db.connect import reading, transaction
from service.db.writing.insert_new import insert_for
from service.db.writing.portions import in_portions
from service.jobs.fail import error_code
from service.jobs.models import SweepDelay
from service.jobs.own_time import clocks_ahead

FRESH: Final = 200
"""Rows looked at in one pass that never were before."""
AGAIN: Final = 50
"""Rows looked at in one pass that were not finished at their last look."""
FEW: Final = 4
"""Fewer rows are finished one by one: what they have in common saves nothing."""
PASS_SECONDS: Final = 5.0
"""A pass that has taken so long (a database that is slow or locked) leaves the rest to the next one."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)

_log = structlog.get_logger()

Due = Select[Any, Any, Any]
"""Three columns: a row's id, its workspace's id, and since when it is due, whatever they are called."""


_Which = Callable[[Any], ColumnElement[bool] | None]
"""Of the column with a row's workspace: which workspaces are looked at; None for all."""


class Passed(int):
    """How many rows a pass changed, and besides: how many acts raised, and whether rows that nobody has looked at are left over."""

    failed: int
    is_more: bool

    def __new__(cls, changed: int, failed: int = 0, *, is_more: bool = False) -> Passed:
        made = super().__new__(cls, changed)
        made.failed, made.is_more = failed, is_more
        return made

    def and_also(self, other: Passed) -> Passed:
        """Both passes as one."""
        return Passed(self + other, self.failed + other.failed, is_more=self.is_more or other.is_more)


class _Row(NamedTuple):
    subject_id: str
    workspace_id: str | None


@dataclass(frozen=True, slots=True)
class RowSweep:
    """A sweep over rows; called with the instant, it makes one pass.

    `due` says which rows are due at an instant, `one` does what is to be done with one of them, in a transaction of its own that
    asks again whether it is still due, and answers how many it changed (0: it has to wait, or somebody else was first). What it
    raises is written to the log and holds up nobody.
    """

    name: str
    due: Callable[[datetime], Due]
    one: Callable[[str, datetime], int]
    first_wait: timedelta = FIRST_WAIT
    longest_wait: timedelta = LONGEST_WAIT
    portion: Callable[[Sequence[str], datetime], int] | None = None
    """Does all of them in one transaction, for rows that only go; should that raise, each is tried by itself."""
    together: Callable[[Session, Sequence[str], datetime], Collection[str]] | None = None
    """Finishes those of the rows that nothing has to be decided about for each, in few statements; answers their ids. It is given
    as many as a transaction of its own is to hold at a time. All others, and those of a transaction that failed, are `one`'s."""
    by_machine: bool = False
    """Whether its rows come due by the machine's clock, as the ledger's do, and not by that of their workspace."""

    def __call__(self, at: datetime) -> Passed:
        """`at` by the machine's clock. A sandbox whose clock was moved has a pass of its own, in its own time."""
        ahead = {} if self.by_machine else clocks_ahead()
        passed = self._pass(at, _all_but(ahead))
        for workspace_id, span in ahead.items():
            passed = passed.and_also(self.in_workspace(workspace_id, at, span))
        return passed

    def in_workspace(self, workspace_id: str, at: datetime, span: timedelta, *, nothing_aside: bool = False) -> Passed:
        """One pass over the rows of one workspace alone, whose clock is ahead of the machine's `at` by `span`. `nothing_aside`: the
        caller knows that none of them was looked at before (`is_any_aside`)."""
        with ahead_by(span):
            return self._pass(at + span, lambda workspace: workspace == workspace_id, nothing_aside=nothing_aside)

    def _pass(self, at: datetime, of: _Which, *, nothing_aside: bool = False) -> Passed:
        until = monotonic() + PASS_SECONDS
        again, fresh = [] if nothing_aside else self._again(at, of), self._fresh(at, of)
        if self.portion is not None and (done := self._at_once(fresh, at)) is not None:
            return Passed(done, is_more=len(fresh) >= FRESH)
        finished = self._finish_together(fresh, at, until)
        rows = [*again, *(row for row in fresh if row.subject_id not in finished)]
        changed, unchanged, failed, looked = len(finished), list[_Row](), dict[_Row, str](), 0
        for row in rows:
            if looked and monotonic() > until:
                break
            looked += 1
            try:
                done = self.one(row.subject_id, at)
            except Exception as error:  # whatever it was, it is this row's alone
                failed[row] = error_code(error)
                _log.error("sweep_row_failed", sweep=self.name, subject=row.subject_id, error=failed[row])
                continue
            changed += done
            if not done:
                unchanged.append(row)
        self._step_aside([*unchanged, *failed], failed, again, at)
        return Passed(changed, len(failed), is_more=looked < len(rows) or len(fresh) >= FRESH)

    def _at_once(self, rows: Sequence[_Row], at: datetime) -> int | None:
        """None where the portion cannot be done as a whole."""
        try:
            return self.portion([row.subject_id for row in rows], at) if self.portion and rows else None
        except Exception as error:  # one of them is the reason, and the others go on without it
            _log.warning("sweep_portion_failed", sweep=self.name, error=error_code(error))
            return None

    def _finish_together(self, rows: Sequence[_Row], at: datetime, until: float) -> set[str]:
        """The ids of those that are finished when it ends, at the latest soon after `until`."""
        finished: set[str] = set()
        if self.together is None or len(rows) < FEW:
            return finished
        for some in in_portions([row.subject_id for row in rows]):
            if monotonic() > until:
                break
            try:
                with transaction() as session:
                    done = self.together(session, some, at)
            except Exception as error:  # one of them is the reason, and the others go on without it
                _log.warning("sweep_portion_failed", sweep=self.name, error=error_code(error))
                continue
            finished |= set(done)
        return finished

    def _fresh(self, at: datetime, of: _Which) -> list[_Row]:
        """Never looked at, each workspace's oldest first, then each one's second, and so on."""
        due = self.due(at)
        ident, workspace, since = due.selected_columns
        aside = exists().where(SweepDelay.sweep == self.name, SweepDelay.subject_id == ident)
        return _in_turns(_only(due, workspace, of).where(~aside), since, FRESH)

    def _again(self, at: datetime, of: _Which) -> list[_Row]:
        """Their next look has come, in turns as well. What is no longer due at all was dealt with elsewhere and is forgotten."""
        waited = select(SweepDelay.subject_id, SweepDelay.workspace_id, SweepDelay.look_at).where(
            SweepDelay.sweep == self.name, SweepDelay.look_at <= at
        )
        rows = _in_turns(_only(waited, SweepDelay.workspace_id, of), SweepDelay.look_at, AGAIN)
        still = self._still_due([row.subject_id for row in rows], at)
        self._forget([row.subject_id for row in rows if row.subject_id not in still])
        return [row for row in rows if row.subject_id in still]

    def _still_due(self, subject_ids: Collection[str], at: datetime) -> set[str]:
        if not subject_ids:
            return set()
        due = self.due(at)
        ident = due.selected_columns[0]
        with reading() as session:
            return set(session.scalars(due.where(ident.in_(sorted(subject_ids)))))

    def _step_aside(self, rows: Sequence[_Row], failed: dict[_Row, str], again: Sequence[_Row], at: datetime) -> None:
        """Notes the next look of what is still due, and forgets of what was waiting all that is not."""
        still = self._still_due([row.subject_id for row in rows], at)
        self._forget([row.subject_id for row in again if row.subject_id not in still])
        aside = sorted(row for row in rows if row.subject_id in still)
        if not aside:
            return
        with transaction() as session:
            of_these = (SweepDelay.sweep == self.name, SweepDelay.subject_id.in_([row.subject_id for row in aside]))
            looks = dict(session.execute(select(SweepDelay.subject_id, SweepDelay.looks).where(*of_these)).all())
            wanted = insert_for(session.get_bind().dialect, SweepDelay)
            session.execute(
                wanted.on_conflict_do_update(
                    index_elements=["sweep", "subject_id"],
                    set_={name: wanted.excluded[name] for name in ("look_at", "looks", "error_code")},
                ),
                [
                    {
                        "sweep": self.name,
                        "subject_id": row.subject_id,
                        "workspace_id": row.workspace_id,
                        "look_at": at + self._wait(looks.get(row.subject_id, 0)),
                        "looks": looks.get(row.subject_id, 0) + 1,
                        "error_code": failed.get(row),
                    }
                    for row in aside
                ],
            )

    def _wait(self, looks: int) -> timedelta:
        """Doubles with every look; spread over half to whole, so that those who came together do not stay together."""
        longest = min(self.first_wait * 2 ** min(looks, 16), self.longest_wait)
        return timedelta(seconds=longest.total_seconds() * (0.5 + random.random() / 2))  # noqa: S311 spreads load

    def _forget(self, subject_ids: Sequence[str]) -> None:
        if subject_ids:
            with transaction() as session:
                session.execute(
                    delete(SweepDelay).where(SweepDelay.sweep == self.name, SweepDelay.subject_id.in_(subject_ids))
                )


def is_any_aside(workspace_id: str) -> bool:
    """Whether any sweep has looked at a row of this workspace that it could not finish."""
    with reading() as session:
        found = select(SweepDelay.sweep).where(SweepDelay.workspace_id == workspace_id)
        return session.scalar(found.limit(1)) is not None


def _all_but(ahead: Collection[str]) -> _Which:
    """Rows of everybody else, and of nobody."""
    if not ahead:
        return lambda _: None
    return lambda workspace: or_(workspace.is_(None), workspace.not_in(sorted(ahead)))


def _only(rows: Due, workspace: Any, of: _Which) -> Due:
    wanted = of(workspace)
    return rows if wanted is None else rows.where(wanted)


def _in_turns(rows: Due, since: Any, most: int) -> list[_Row]:
    """Round robin: a workspace's n-th row comes after every workspace's row before its n-th, however many one of them has."""
    ident, workspace, _ = rows.selected_columns
    # Not the bare column: SQLite would rather read all rows in the order of its index than only those that are due.
    turn = func.row_number().over(partition_by=func.coalesce(workspace, ""), order_by=(since, ident))
    numbered = rows.with_only_columns(
        ident.label("subject_id"), workspace.label("workspace_id"), since.label("since"), turn.label("turn")
    ).subquery()
    chosen = (
        select(numbered.c.subject_id, numbered.c.workspace_id)
        .order_by(numbered.c.turn, numbered.c.since, numbered.c.subject_id)
        .limit(most)
    )
    with reading() as session:
        return [_Row(*row) for row in session.execute(chosen)]
