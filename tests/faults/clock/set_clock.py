"""The product's wall clock, set by a test: once `be_wrong` was called, `utc_now` is wrong by the seconds that stand in a file.

The product reads the hour at one place only, so this is what a clock that was set looks like to it. Monotonic time goes on as ever.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service import clock
from service.db import base

FILE = "HP_FAULT_CLOCK"
UNWATCHED = "HP_FAULT_CLOCK_UNWATCHED"


def utc_now() -> datetime:
    """The hour as everybody in the arena sees it."""
    wrong = 0.0
    with suppress(OSError, ValueError):
        wrong = float(Path(os.environ.get(FILE, "")).read_text("utf-8"))
    return datetime.now(UTC) + timedelta(seconds=wrong)


def be_wrong() -> None:
    """Whoever imports `utc_now` or `machine_now` after this imports ours."""
    base.utc_now = clock.utc_now = clock.machine_now = utc_now
    if os.environ.get(UNWATCHED):
        from service.jobs import clock as watch

        watch.ClockWatch.look = lambda *_: 0  # type: ignore[method-assign]
