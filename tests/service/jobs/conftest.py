"""The bell's messages, caught where they leave for the broker."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from service.jobs import doorbell


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The ids rung for so far."""
    heard: list[str] = []

    def ring(rings: Iterable[doorbell.Ring]) -> int:
        new = [one.job_id for one in rings]
        heard.extend(new)
        return len(new)

    monkeypatch.setattr(doorbell, "ring", ring)
    return lambda: list(heard)
