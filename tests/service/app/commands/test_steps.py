"""What somebody reads while they wait."""

from __future__ import annotations

import re
from io import StringIO
from time import sleep

import pytest
from rich.console import Console

from service.app.commands import steps
from service.app.commands.steps import TOLD_EVERY_SECONDS, waiting


def test_it_speaks_within_five_seconds_and_repeats_what_it_was_told_last(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TOLD_EVERY_SECONDS < 5
    monkeypatch.setattr(steps, "TOLD_EVERY_SECONDS", 0.05)
    out = StringIO()

    with waiting(Console(file=out), "Choosing") as told:
        sleep(0.13)
        told("1 of 6 steps done")
        sleep(0.13)

    first, *ticks = out.getvalue().splitlines()
    assert first == "Choosing ..."
    assert ticks[0] == "  0 s"
    assert ticks[-1] == "  0 s, 1 of 6 steps done"
    said = out.getvalue()
    sleep(0.1)
    assert out.getvalue() == said


def test_it_falls_silent_when_what_it_waits_for_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "TOLD_EVERY_SECONDS", 0.02)
    out = StringIO()
    with pytest.raises(ValueError, match="broken"), waiting(Console(file=out), "Importing"):
        raise ValueError("broken")
    sleep(0.06)
    assert re.fullmatch(r"Importing \.\.\.\n", out.getvalue())
