"""What a run costs in memory: the highest sum of PSS over a process tree. PSS counts a shared page once, split among its users."""

from __future__ import annotations

import threading
from typing import Final

import psutil

EVERY_SECONDS: Final = 1.0


class MemoryWatch:
    """Samples the tree below this process in a thread of its own until it is stopped."""

    def __init__(self) -> None:
        self.peak_bytes = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> MemoryWatch:
        """Begins to watch; returns itself."""
        self._thread.start()
        return self

    def stop(self) -> float:
        """Ends the watch. The peak in megabytes."""
        self._stopped.set()
        self._thread.join()
        return self.peak_bytes / 1024**2

    def _watch(self) -> None:
        while not self._stopped.wait(EVERY_SECONDS):
            self.peak_bytes = max(self.peak_bytes, tree_bytes())


def tree_bytes() -> int:
    """PSS of this process and everything below it; where the system has no PSS, resident memory."""
    own = psutil.Process()
    return sum(_bytes_of(process) for process in (own, *own.children(recursive=True)))


def _bytes_of(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
        return int(getattr(memory, "pss", memory.rss))
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
