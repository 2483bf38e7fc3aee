"""Kinds for tests, and the bell's messages, caught where they leave for the broker."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy.orm import Session

from service.jobs import doorbell, sweep
from service.jobs.act_types import JobKind
from service.jobs.kinds import register


@pytest.fixture(autouse=True)
def obituaries() -> list[tuple[str, str]]:
    """Registers `test.do` (three attempts, queue render) and `test.other`; whose deaths were told: (subject, cause)."""
    told: list[tuple[str, str]] = []

    def note(_session: Session, subject_id: str, code: str) -> None:
        told.append((subject_id, code))

    register(
        {
            "test.do": JobKind("test.do", lambda _lease: None, "render", on_dead=note),
            "test.other": JobKind("test.other", lambda _lease: None, "mail", max_attempts=5),
        }
    )
    return told


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The ids rung for so far."""
    heard: list[str] = []

    def ring(rings: Iterable[doorbell.Ring]) -> int:
        new = [one.job_id for one in rings]
        heard.extend(new)
        return len(new)

    monkeypatch.setattr(doorbell, "ring", ring)
    monkeypatch.setattr(sweep, "ring", ring)
    return lambda: list(heard)
