"""What somebody reads while they wait."""

from __future__ import annotations

import re
from io import StringIO
from time import monotonic, sleep

import pytest
from rich.console import Console

from service.app.commands import steps
from service.app.commands.steps import TOLD_EVERY_SECONDS, waiting


def wait_for(words: str, out: StringIO) -> None:
    deadline = monotonic() + 30
    while words not in out.getvalue():
        assert monotonic() < deadline, out.getvalue()
        sleep(0.01)


def test_it_speaks_within_five_seconds_and_repeats_what_it_was_told_last(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TOLD_EVERY_SECONDS < 5
    monkeypatch.setattr(steps, "TOLD_EVERY_SECONDS", 0.05)
    out = StringIO()

    with waiting(Console(file=out), "Choosing") as told:
        wait_for(" s\n", out)
        told("1 of 6 steps done")
        wait_for("1 of 6 steps done\n", out)

    first, *ticks = out.getvalue().splitlines()
    assert first == "Choosing ..."
    assert re.fullmatch(r"  \d+ s", ticks[0])
    assert re.fullmatch(r"  \d+ s, 1 of 6 steps done", ticks[-1])
    said = out.getvalue()
    sleep(0.1)
    assert out.getvalue() == said


def test_it_falls_silent_when_what_it_waits_for_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "TOLD_EVERY_SECONDS", 0.02)
    out = StringIO()
    with pytest.raises(ValueError, match="broken"), waiting(Console(file=out), "Importing"):
        raise ValueError("broken")
    said = out.getvalue()
    assert re.fullmatch(r"Importing \.\.\.\n(  \d+ s\n)*", said)
    sleep(0.06)
    assert out.getvalue() == said
