"""What the page about what is kept shows: the table, with when each sweep ran last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service.app.retention.period import Period, Whose, in_words
from service.app.retention.purposes import PURPOSES
from service.app.retention.table import PERIODS
from service.app.sweeps import SWEEPS
from service.config import settings
from service.jobs.models import SweepRun
from service.jobs.sweep_runs import last_runs

PARTS: Final[dict[Whose, str]] = {
    "recipients": "People who get gifts",
    "staff": "Colleagues",
    "nobody": "The work itself",
}
LATE_AFTER: Final = 3
"""A sweep that has missed so many of its turns is late, and in any case not within an hour."""
_SHORTENED: Final = {"addresses erased": "address_kept_days", "people never invited deleted": "uninvited_kept_days"}
"""Sweep -> the setting that can shorten its period."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One row. `kept` and `every` (how often the sweep comes) in words; `ran`: shape and word for its last run; `ran_at` and
    `changed_at`: None where there is none."""

    period: Period
    kept: str
    every: str
    purpose: str
    ran: tuple[str, str] | None
    ran_at: datetime | None
    changed_at: datetime | None


def kept_lines(session: Session, at: datetime) -> dict[str, list[KeptLine]]:
    """Every line, by the heading of its part. `at` by the machine's clock, as sweeps run."""
    runs = last_runs(session)
    found: dict[str, list[KeptLine]] = {title: [] for title in PARTS.values()}
    for one in PERIODS:
        found[PARTS[one.whose]].append(_line(one, runs.get(one.sweep), at))
    return found


def _line(one: Period, run: SweepRun | None, at: datetime) -> KeptLine:
    purpose = PURPOSES[one.purpose].title if one.purpose else ""
    if one.kept is None:
        return KeptLine(one, f"Until {one.since}", "", purpose, None, None, None)
    return KeptLine(
        one,
        in_words(in_force(one)),
        f"Every {in_words(_pace(one))}",
        purpose,
        _ran(one, run, at),
        None if run is None else run.ran_at,
        None if run is None else run.changed_at,
    )


def in_force(one: Period) -> timedelta:
    """How long it is kept here: some periods may be shortened by a setting. Raises LookupError for one that no time ends."""
    if one.kept is None:
        raise LookupError(one.what)
    setting = _SHORTENED.get(one.sweep)
    return timedelta(days=getattr(settings(), setting)) if setting else one.kept


def _ran(one: Period, run: SweepRun | None, at: datetime) -> tuple[str, str]:
    if run is None:
        return "wait", "Not yet"
    late = max(timedelta(hours=1), _pace(one) * LATE_AFTER)
    return ("ok", "On time") if at - run.ran_at <= late else ("stop", "Late")


def _pace(one: Period) -> timedelta:
    return timedelta(seconds=next(sweep.every_seconds for sweep in SWEEPS if sweep.name == one.sweep))
