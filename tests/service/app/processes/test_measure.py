from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from service.app.processes import measure
from service.app.processes.measure import MemoryWatch, tree_bytes

MEGABYTE = 1024**2
CHILD = "block = b'x' * (50 * 1024**2); print('ready', flush=True); input()"


@contextmanager
def child_with_fifty_megabytes() -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield
        finally:
            process.communicate("\n")


def test_what_a_child_allocates_counts() -> None:
    alone = tree_bytes()
    with child_with_fifty_megabytes():
        together = tree_bytes()

    assert 50 * MEGABYTE <= together - alone <= 90 * MEGABYTE


def test_the_watch_keeps_the_peak_after_the_child_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "EVERY_SECONDS", 0.01)
    alone = tree_bytes() / MEGABYTE
    watch = MemoryWatch().start()
    with child_with_fifty_megabytes():
        seen = watch.peak_bytes
        while watch.peak_bytes == seen or watch.peak_bytes < (alone + 50) * MEGABYTE:
            pass

    assert watch.stop() >= alone + 50


def test_a_process_that_ends_while_it_is_looked_at_counts_nothing() -> None:
    import psutil

    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        known = psutil.Process(process.pid)

    assert measure._bytes_of(known) == 0
