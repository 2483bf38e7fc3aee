"""One list's way from an uploaded file to people: `python -m benchmarks.intake.one FILE ROWS`.

The work is done in a worker's own processes (`worker`), which are watched from here: what they hold is the memory that each has for
itself and its share of what they share (PSS). Prints one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Any, Final

import psutil
from sqlalchemy import select

from benchmarks.databases import fresh_database
from service.db.base import utc_now
from service.db.connect import dispose_engines, reading, transaction
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import about_of
from service.planning.people.uploads.kept import keep_upload
from tests.factories import make_campaign, make_user, make_workspace

PARTS: Final = ("main", "worker", "reader")
"""Celery's main process, the forked one that works, and the bounded one that reads what strangers send."""
_EVERY: Final = 0.05


def measure(path: Path, count: int) -> dict[str, Any]:
    """Figures of one list: CPU and wall seconds, memory in MB, pace."""
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "owner")
        campaign_id, workspace_id, user_id = make_campaign(session, workspace.id).id, workspace.id, user.id
    dispose_engines()
    command = [sys.executable, "-m", "benchmarks.intake.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        if worker.stdin is None or worker.stdout is None or worker.stdout.readline() != "ready\n":
            raise RuntimeError("The worker did not start.")
        watched = _Watched(worker.pid)
        began, before = perf_counter(), process_time()
        with transaction() as session:
            pending = keep_upload(session, workspace_id, campaign_id, path.read_bytes(), path.name, utc_now())
            pending.basis, pending.source = "customer", "A list made for measuring"
            upload_id = pending.id
        kept = process_time() - before
        watched.begin(upload_id, began)
        json.dump({"upload_id": upload_id, "workspace_id": workspace_id, "user_id": user_id}, worker.stdin)
        worker.stdin.write("\n")
        worker.stdin.flush()
        if worker.stdout.readline() != "checked\n":
            raise RuntimeError("The worker ended early.")
        watched.is_saving = True
        told: dict[str, Any] = json.loads(worker.stdout.readline())
        watched.end()
    return told | {
        "rows": count,
        "cpu_seconds": round(told["cpu_seconds"] + kept, 2),
        "wall_seconds": round(told["wall_seconds"], 2),
        "peak_mb": round(sum(watched.peak.values()), 1),
        "peak_parts": watched.peak,
        "peak_while_saving_mb": round(watched.saving, 1),
        "first_errors_seconds": round(watched.first_seconds, 2),
        "first_errors_cpu_seconds": round(watched.first_cpu, 2),
    }


class _Watched:
    """The most that the worker's processes held together, and when its page could show the first rows to fix.

    `peak`: part -> MB at the moment when they held most; `saving`: the most in MB while people were saved. `first_seconds`,
    `first_cpu`: until the first rows to fix, by the clock and in CPU seconds of the worker.
    """

    def __init__(self, main: int) -> None:
        self.peak = dict.fromkeys(PARTS, 0.0)
        self.saving = self.first_cpu = 0.0
        self.first_seconds = -1.0
        self.is_saving = False
        self._main = psutil.Process(main)
        self._ended = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def begin(self, upload_id: str, since: float) -> None:
        self._upload_id, self._since, self._before = upload_id, since, self._cpu()
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            held = self._held()
            if sum(held.values()) > sum(self.peak.values()):
                self.peak = held
            if self.is_saving:
                self.saving = max(self.saving, sum(held.values()))
            elif self.first_seconds < 0 and self._has_first():
                self.first_seconds, self.first_cpu = perf_counter() - self._since, self._cpu() - self._before

    def _processes(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            return [self._main, *self._main.children(recursive=True)]
        return []

    def _held(self) -> dict[str, float]:
        held = dict.fromkeys(PARTS, 0.0)
        for part, process in zip(PARTS, self._processes(), strict=False):
            with suppress(psutil.Error):
                held[part] = round(process.memory_full_info().pss / 1024**2, 1)
        return held

    def _cpu(self) -> float:
        spent = 0.0
        for process in self._processes():
            with suppress(psutil.Error):
                spent += sum(process.cpu_times()[:2])
        return spent

    def _has_first(self) -> bool:
        with reading() as session:
            pending = session.get_one(PendingUpload, self._upload_id)
            bad = select(UploadRow.number).where(UploadRow.upload_id == self._upload_id, UploadRow.state == "bad")
            return bool(about_of(pending).first) or session.scalar(bad.limit(1)) is not None


if __name__ == "__main__":
    with fresh_database("sqlite"):
        print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
