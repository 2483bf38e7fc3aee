"""What a worker does for one list, in the processes that a worker has: `python -m benchmarks.intake.worker`, asked by `one`.

The main process loads what a worker's loads and forks, as Celery's pool does; the forked one reads, checks and saves, with its
bounded reader behind it. Nothing of the benchmark's own is loaded but this and the meter of locks. It says "ready", is told ids on
one line, says "checked", and answers with a line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import celery.apps.worker
import celery.concurrency.prefork  # noqa: F401 - a worker has both

from benchmarks.locks.meter import metered
from service import bounded
from service.app.act_at import At
from service.app.wiring import worker_app
from service.db.connect import dispose_engines
from service.jobs.worker_life import share_what_is_loaded

_WARM = At("service.planning.people.lists.read_file:warm_reader")
_READ = At("benchmarks.intake.reading:read_and_check")
_SAVE = At("benchmarks.intake.saving:pace_of_saving")


def main() -> None:
    """The main process: it loads, forks and waits."""
    worker_app()
    share_what_is_loaded()
    process = os.fork()
    if process:
        raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    dispose_engines()
    _WARM()
    print("ready", flush=True)
    told = json.loads(sys.stdin.readline())
    print(json.dumps(_work(**told)), flush=True)
    bounded.stop()
    os._exit(0)


def _work(upload_id: str, workspace_id: str, user_id: str) -> dict[str, Any]:
    with metered() as holds:
        holds.at_work = "check"
        before, of_reader, began = _cpu(), _reader_cpu(), perf_counter()
        read, checked = _READ(upload_id, _cpu)
        reader_cpu, wall = _reader_cpu() - of_reader, perf_counter() - began
        print("checked", flush=True)
        holds.at_work = "save"
        pace = _SAVE(upload_id, workspace_id, user_id)
    held = sorted(1000 * seconds for some in holds.found.values() for seconds, _ in some)
    worked = sorted(1000 * spent for some in holds.found.values() for _, spent in some)
    return {
        "cpu_seconds": checked - before,
        "cpu_parts": {
            "reading": round(read - before, 2), "checking": round(checked - read, 2), "by_the_reader": round(reader_cpu, 2),
        },
        "wall_seconds": wall,
        "lock_max_cpu_ms": round(worked[-1], 1),
        "lock_p99_cpu_ms": round(worked[int(0.99 * (len(worked) - 1))], 1),
        "lock_p99_ms": round(held[int(0.99 * (len(held) - 1))], 1),
        "save_rows_per_second": round(pace, 1),
    }  # fmt: skip


def _cpu() -> float:
    """CPU seconds of this process and of its reader, also of one that has ended."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime + _reader_cpu()


def _reader_cpu() -> float:
    if (running := bounded.child_id()) is None:
        return 0.0
    ticks = Path(f"/proc/{running}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
