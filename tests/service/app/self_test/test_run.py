from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, text

from service.app.command_line import handpicked
from service.app.self_test import run
from service.app.self_test.damage import KINDS
from service.app.self_test.scratch import SCHEMA
from service.db.connect import engine, reading
from service.ops.audit import database as audit

LEAST = 46
"""Kinds of damage that were found by trying; more have come since."""


def test_every_kind_of_damage_is_found_and_nothing_of_it_stays(database: str) -> None:
    plant_everything()


@pytest.mark.slow
def test_so_it_is_on_postgresql(postgres_database: str) -> None:
    plant_everything()


def plant_everything() -> None:
    with reading() as session:
        before = session.scalar(text("SELECT count(*) FROM gift"))

    result = CliRunner().invoke(handpicked, ["audit", "--self-test"])

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, f"{len(KINDS)} of {len(KINDS)} found")
    assert len(KINDS) >= LEAST
    with reading() as session:
        assert session.scalar(text("SELECT count(*) FROM gift")) == before == 0
    if engine().dialect.name == "postgresql":
        assert SCHEMA not in inspect(engine()).get_schema_names()


def test_a_check_that_is_away_is_noticed_and_named(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "compare_people", lambda _session: ())
    monkeypatch.setattr(run, "KINDS", tuple(kind for kind in KINDS if kind.shows in {"people", "work"}))

    result = CliRunner().invoke(handpicked, ["audit", "--self-test"])

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Not found: ordered gift without an address.",
        "Not found: mail queued for somebody who unsubscribed.",
        "Not found: erased person with a name.",
        "Not found: erased person whom a search would find.",
        "3 of 7 found",
    ]


def test_a_campaign_that_does_not_add_up_is_no_measure(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "make_world", _a_world_with_a_lost_piece)

    result = CliRunner().invoke(handpicked, ["audit", "--self-test"])

    assert isinstance(result.exception, run.SelfTestBroken)
    assert str(result.exception).startswith("The self-test can’t start. Product ")


_make_world = run.make_world


def _a_world_with_a_lost_piece(session: object, at: object) -> object:
    world = _make_world(session, at)  # type: ignore[arg-type]
    session.execute(text("UPDATE product SET stock = stock + 1 WHERE id = :id"), {"id": world.spare})  # type: ignore[attr-defined]
    return world
