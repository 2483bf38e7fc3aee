"""The sweeper's loop: the ledger every few seconds, every other sweep at its own pace."""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

import structlog

from service.clock import machine_now
from service.config import settings
from service.jobs.act_types import Sweep
from service.jobs.clock import ClockWatch
from service.jobs.sweep import sweep_once
from service.jobs.sweep_runs import RunLog

_log = structlog.get_logger()


def run_sweeper(sweeps: Sequence[Sweep], stop: threading.Event | None = None) -> None:
    """Sweeps until `stop` is set, or without one until SIGTERM or Ctrl-C.

    An error in one sweep is logged and never ends the loop or holds up the others.
    """
    if stop is None:
        stop = _at_signal()
    rounds = Rounds(sweeps, RunLog())
    while not stop.is_set():
        rounds.turn(machine_now(), monotonic())
        # Jitter keeps several sweepers from always reading at the same instant.
        stop.wait(settings().sweep_seconds * random.uniform(0.75, 1.25))  # noqa: S311 spreads load


def _at_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


class Rounds:
    """Which sweep is due when. The ledger's own comes first in every round.

    Paces are kept by a clock that nobody sets; what is due in the database is asked by the wall clock.
    """

    def __init__(self, sweeps: Sequence[Sweep], log: RunLog | None = None) -> None:
        self._sweeps = sweeps
        self._log = log
        self._next: dict[str, float] = {}
        self._clock = ClockWatch()

    def turn(self, at: datetime, now: float) -> None:
        """Runs what is due; `at` is the instant by the wall clock, `now` are monotonic seconds."""
        _survive("clock", lambda: self._clock.look(at, now))
        _survive("ledger", lambda: sum(sweep_once(at, trusts_leases=self._clock.trusts_leases(now))))
        for sweep in self._sweeps:
            if self._next.get(sweep.name, now) <= now:
                passed = _survive(sweep.name, lambda sweep=sweep: self._sweep(sweep, at))  # type: ignore[misc]
                # What a pass had no room for comes at the next turn, after everybody else's.
                self._next[sweep.name] = now if getattr(passed, "is_more", False) else now + sweep.every_seconds

    def _sweep(self, sweep: Sweep, at: datetime) -> int:
        """One pass, written down once it came to its end."""
        passed = sweep.act(at)
        if self._log is not None:
            log = self._log
            _survive("run log", lambda: log.note(sweep.name, int(passed), at))
        return passed


def _survive(name: str, act: Callable[[], int]) -> int:
    try:
        changed = act()
    except Exception as error:  # the next round tries again, whatever it was
        _log.error("sweep_failed", sweep=name, error=type(error).__name__)
        return 0
    if changed:
        _log.info("swept", sweep=name, changed=int(changed))
    return changed
