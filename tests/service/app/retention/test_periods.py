"""Every line of the table of what is kept: its value is there a day before its time, and gone a day after from every place."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.app.act_at import At
from service.app.retention.period import Period
from service.app.retention.table import PERIODS
from service.app.sweeps import SWEEPS
from service.app.tables import METADATA
from service.config import settings
from service.content.preferences.held import EXPORTED, KEPT_OUT
from service.db.base import Encrypted
from service.db.connect import reading, transaction
from tests.factories import AT
from tests.service.app.retention.planted import ACTS, MARK, ROWS, World, plant

DAY = timedelta(days=1)
TIMED = tuple(one for one in PERIODS if one.kept is not None)


def a_day(kept: timedelta) -> timedelta:
    """A day, or half of what is kept no longer than that."""
    return min(DAY, kept / 2)


def sweep(one: Period, at: datetime) -> None:
    act = next(line.act for line in SWEEPS if line.name == one.sweep)
    (act.found() if isinstance(act, At) else act)(at)


def everywhere() -> dict[str, list[str]]:
    """`table` -> planted values found in it, decrypted; "files" for those in files."""
    found: dict[str, list[str]] = {}
    with reading() as session:
        for table in METADATA.sorted_tables:
            text = " ".join(str(tuple(row)) for row in session.execute(select(table)))
            if MARK in text:
                found[table.name] = [text]
    folders = {settings().data_dir, settings().data_dir / "cache"}
    if any(MARK.encode() in path.read_bytes() for one in folders for path in one.rglob("film_txt*")):
        found["files"] = [MARK]
    return found


def test_every_line_with_a_time_has_a_value_here() -> None:
    assert ROWS.keys() & ACTS.keys() == set()
    assert {one.what for one in TIMED} == ROWS.keys() | ACTS.keys()


@pytest.mark.parametrize("any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.usefixtures("any_database")
def test_a_value_is_there_a_day_before_its_time_and_gone_a_day_after() -> None:
    with transaction() as session:
        world = plant(session)
    planted = everywhere()
    assert planted.keys() - {table for one in PERIODS for table in one.tables} == set()
    assert len(planted) > 12

    assert walk(world) == {one.what: ["there", "gone"] for one in TIMED}
    for one in TIMED:  # an address whose time only began then is over now, and a preview's file has lost its row
        sweep(one, AT + 900 * DAY)
    assert everywhere() == {}


def walk(world: World) -> dict[str, list[str]]:
    """What is seen of each value a day before its time and a day after, all in the order of time."""
    looks = sorted(
        (AT + (one.kept or DAY) + way * a_day(one.kept or DAY), number, one)
        for number, one in enumerate(TIMED)
        for way in (-1, 1)
    )
    seen: dict[str, list[str]] = {one.what: [] for one in TIMED}
    for at, _, one in looks:
        sweep(one, at)
        with reading() as session:
            seen[one.what].append("there" if world.there[one.what](session) else "gone")
    return seen


def test_every_table_that_holds_a_value_of_somebody_has_a_line() -> None:
    lines = {table for one in PERIODS for table in one.tables}
    theirs = EXPORTED.keys() | KEPT_OUT.keys() | {"recipient", "user_account", "audit_entry", "suppression"}
    sealed = {
        table.name for table in METADATA.sorted_tables if any(isinstance(one.type, Encrypted) for one in table.columns)
    }
    assert (theirs | sealed) - lines == set()
    assert lines - METADATA.tables.keys() == {"files"}


def test_what_may_tell_of_health_or_belief_is_said_so_and_goes_sooner_than_its_person() -> None:
    special = [one for one in PERIODS if one.special]
    assert {table for one in special for table in one.tables} == {"profile_fact", "dietary_saying"}
    assert {one.purpose for one in special} == {"food"}
    assert [one.kept for one in special if one.tables == ("profile_fact",)] == [365 * DAY, 90 * DAY]
