"""What the bounded child uses while one file is read, looked at from outside: it may be killed before it could say so itself."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Final

from service import bounded

_EVERY: Final = 0.01


class Watch:
    """Use as a context; then `cpu_seconds` and `peak_mb` (resident memory) of the child or children that worked meanwhile."""

    def __init__(self) -> None:
        self.cpu_seconds = self.peak_mb = 0.0
        self._ended = Event()
        self._thread = Thread(target=self._look_on)

    def __enter__(self) -> Watch:
        bounded.warm()
        self._first = bounded.child_id()
        self._before = _ended_seconds() + _seconds(self._first)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self.cpu_seconds = _ended_seconds() + _seconds(bounded.child_id()) - self._before

    def _look_on(self) -> None:
        while not self._ended.wait(_EVERY):
            self.peak_mb = max(self.peak_mb, _resident_mb(bounded.child_id()))


def _ended_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _seconds(process: int | None) -> float:
    try:
        ticks = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0.0
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(process: int | None) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize() / 1024**2
    except (OSError, IndexError):
        return 0.0
