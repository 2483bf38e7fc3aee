"""What load balancers ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console import Console


def test_a_living_process_says_so_without_a_database() -> None:
    answer = Console().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.usefixtures("database")
def test_a_broker_that_is_away_only_degrades() -> None:
    answer = Console().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "degraded", "database": "ok", "broker": "away"})


def test_a_database_without_tables_is_not_ready(data_dir: Path) -> None:
    data_dir.mkdir()
    answer = Console().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "database": "needs migration"})
