"""One list's way from an uploaded file to people, measured in a process of its own: `python -m benchmarks.intake.one FILE ROWS`.

Prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, thread_time
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from benchmarks.databases import fresh_database
from benchmarks.locks.meter import metered
from service import bounded
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.planning.people.lists.read_file import warm_reader
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import about_of, answers_of
from service.planning.people.uploads.check_list import check_rows_of
from service.planning.people.uploads.kept import keep_upload
from service.planning.people.uploads.read_list import begin_checking, read_rows_of
from service.planning.people.uploads.save_list import begin_saving, save_rows_of
from service.workspaces.actor import Actor
from tests.factories import make_campaign, make_user, make_workspace

SAVED_MOST: Final = 4_000
"""People who are saved to find the pace."""
_EVERY: Final = 0.02


class _Enough(Exception):
    """So many were saved that the pace is known."""


class _Memory:
    """The most that this process and its bounded child held together, in MB; `cpu`: seconds that looking took."""

    def __init__(self) -> None:
        self.peak = self.cpu = 0.0
        self._ended = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            self.peak = max(self.peak, _resident("self") + _resident(bounded.child_id()))
            self.cpu = thread_time()


def _resident(process: int | str | None) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize() / 1024**2
    except (OSError, IndexError):
        return 0.0


def _cpu() -> float:
    """CPU seconds of this process and of its child, also of one that has ended."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    child = 0.0
    if (running := bounded.child_id()) is not None:
        ticks = Path(f"/proc/{running}/stat").read_text().rsplit(")", 1)[1].split()
        child = (int(ticks[11]) + int(ticks[12])) / 100
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime + child


def measure(path: Path, count: int) -> dict[str, float]:
    """Figures of one list: CPU and wall seconds, memory, pace."""
    data = path.read_bytes()
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "owner")
        campaign_id, workspace_id, user_id = make_campaign(session, workspace.id).id, workspace.id, user.id
    warm_reader()
    with metered() as holds, _Memory() as memory:
        holds.at_work = "check"
        before, began = _cpu(), perf_counter()
        with transaction() as session:
            pending = keep_upload(session, workspace_id, campaign_id, data, path.name, utc_now())
            pending.basis, pending.source = "customer", "A list made for measuring"
            upload_id = pending.id
        del data
        first = _FirstErrors(upload_id)
        first.begin(began)
        read_rows_of(upload_id, transaction)
        with transaction() as session:
            pending = session.get_one(PendingUpload, upload_id)
            begin_checking(session, pending, answers_of(pending))
        check_rows_of(upload_id, transaction)
        cpu, wall = _cpu() - before - memory.cpu - first.cpu, perf_counter() - began
        first.end()
        holds.at_work = "save"
        pace = _save(upload_id, workspace_id, user_id)
    held = sorted(1000 * seconds for some in holds.found.values() for seconds, _ in some)
    worked = sorted(1000 * cpu for some in holds.found.values() for _, cpu in some)
    return {
        "rows": count,
        "cpu_seconds": round(cpu, 2),
        "wall_seconds": round(wall, 2),
        "peak_mb": round(memory.peak, 1),
        "first_errors_seconds": round(first.seconds, 2),
        "first_errors_cpu_seconds": round(first.work, 2),
        "lock_max_cpu_ms": round(worked[-1], 1),
        "lock_p99_cpu_ms": round(worked[int(0.99 * (len(worked) - 1))], 1),
        "lock_p99_ms": round(held[int(0.99 * (len(held) - 1))], 1),
        "save_rows_per_second": round(pace, 1),
    }


class _FirstErrors:
    """When the page could show the first rows to fix, asked every 50 ms beside the work.

    `work`: CPU seconds until then; `cpu`: those that asking took.
    """

    def __init__(self, upload_id: str) -> None:
        self.seconds = self.work = -1.0
        self.cpu = 0.0
        self._upload_id = upload_id
        self._ended = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def begin(self, since: float) -> None:
        self._since, self._before = since, _cpu()
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while self.seconds < 0 and not self._ended.is_set():
            with reading() as session:
                pending = session.get_one(PendingUpload, self._upload_id)
                bad = select(UploadRow.number).where(UploadRow.upload_id == self._upload_id, UploadRow.state == "bad")
                if about_of(pending).first or session.scalar(bad.limit(1)) is not None:
                    self.seconds, self.work = perf_counter() - self._since, _cpu() - self._before
            self.cpu = thread_time()
            self._ended.wait(0.05)


def _save(upload_id: str, workspace_id: str, user_id: str) -> float:
    """People saved in a second, once whoever has a bad cell was left out."""
    with transaction() as session:
        session.execute(
            update(UploadRow).where(UploadRow.upload_id == upload_id, UploadRow.state == "bad").values(state="out")
        )
        pending = session.get_one(PendingUpload, upload_id)
        begin_saving(session, pending, Actor(workspace_id, user_id, "owner"), utc_now())
    began = perf_counter()

    @contextmanager
    def until_enough() -> Iterator[Session]:
        with reading() as session:
            if session.get_one(PendingUpload, upload_id).done >= SAVED_MOST:
                raise _Enough
        with transaction() as session:
            yield session

    with suppress(_Enough):
        save_rows_of(upload_id, until_enough)
    with reading() as session:
        saved = session.get(PendingUpload, upload_id)
        return (saved.done if saved else 0) / (perf_counter() - began)


if __name__ == "__main__":
    with fresh_database("sqlite"):
        print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
