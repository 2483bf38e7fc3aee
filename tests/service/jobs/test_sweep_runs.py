"""When a sweep ran last is known to everybody, whichever sweeper ran it."""

from __future__ import annotations

from datetime import datetime

import pytest

from service.db.connect import reading, transaction
from service.jobs.act_types import Sweep
from service.jobs.sweep_runs import RunLog, last_runs, note_run
from service.jobs.sweeper import Rounds
from tests.service.jobs.ledger import AT, later

pytestmark = pytest.mark.usefixtures("database")


def runs() -> dict[str, tuple[datetime, int, datetime | None]]:
    with reading() as session:
        return {name: (row.ran_at, row.changed, row.changed_at) for name, row in last_runs(session).items()}


@pytest.mark.usefixtures("any_database")
def test_the_last_run_stands_and_the_last_change_is_remembered() -> None:
    for seconds, changed in ((0, 3), (60, 0)):
        with transaction() as session:
            note_run(session, "letters", changed, later(seconds))
    assert runs() == {"letters": (later(60), 0, AT)}


def test_a_sweep_of_every_second_is_noted_once_a_minute_or_when_it_changed_something() -> None:
    log = RunLog()
    for seconds, changed in ((0, 0), (1, 0), (2, 5), (3, 0)):
        assert log.note("often", changed, later(seconds)) == 0
    assert runs() == {"often": (later(2), 5, later(2))}
    log.note("often", 0, later(62))
    assert runs() == {"often": (later(62), 0, later(2))}


def test_the_sweeper_notes_what_came_to_its_end_and_nothing_else() -> None:
    def fail(_at: datetime) -> int:
        raise ZeroDivisionError

    Rounds([Sweep("broken", 1, fail), Sweep("well", 1, lambda _at: 2)], RunLog()).turn(AT, 0)
    assert runs() == {"well": (AT, 2, AT)}


def test_a_log_that_cannot_be_written_stops_no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[datetime] = []
    log = RunLog()
    monkeypatch.setattr(log, "note", lambda *_: 1 / 0)
    Rounds([Sweep("well", 1, lambda at: swept.append(at) or 0)], log).turn(AT, 0)
    assert (swept, runs()) == ([AT], {})
