"""What a page of the failed jobs costs when there are very many of them."""

from __future__ import annotations

from datetime import timedelta
from time import thread_time
from typing import Final

from sqlalchemy import insert

from benchmarks.running.empty import QUEUE
from service.clock import machine_now
from service.db.connect import engine, transaction
from service.jobs.models import POISON_CRASHES, Job
from tests.console import Console
from tests.factories import make_user, make_workspace

FAILED: Final = 200_000
LOOKS: Final = 20
_KINDS: Final = (("content.video", "render_failed"), ("outreach.send", "mailbox_later"), ("planning.plan", None))
_PAGES: Final = (
    "/ops?",
    "/ops/failed?",
    "/ops/failed?kind=content.video&error_code=render_failed&",
    "/ops/failed?kind=planning.plan&error_code=&",
)


def failed_figures(failed: int = FAILED) -> dict[str, float]:
    """The CPU of the ops page and of pages all along the lists of what failed, at the 95th percentile and of the dearest, in
    milliseconds. On SQLite the database's work is in it; a PostgreSQL server's is its own."""
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "ops")
    for first in range(0, failed, 10_000):
        _fail(workspace.id, range(first, min(first + 10_000, failed)))
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    browser = Console(user)
    dearest = max(_p95(browser, path, failed // 50 // len(_KINDS)) for path in _PAGES)
    return {"failed_jobs_p95_cpu_ms": round(dearest, 1)}


def _fail(workspace_id: str, numbers: range) -> None:
    at = machine_now()
    with transaction() as session:
        session.execute(
            insert(Job),
            [
                {
                    "id": f"job_failed{n}", "workspace_id": workspace_id, "kind": _KINDS[n % 3][0], "subject_id": f"gft_{n}",
                    "version": 1, "queue": QUEUE, "state": "dead", "run_at": at, "attempt": 3, "max_attempts": 3,
                    "lease_expiries": 0, "crashes": POISON_CRASHES * (n % 50 == 0), "last_error_type": _KINDS[n % 3][1],
                    "last_error": "It could not be done.", "created_at": at, "started_at": at,
                    "finished_at": at - timedelta(seconds=n % 86_400),
                }
                for n in numbers
            ],
        )  # fmt: skip


def _p95(browser: Console, path: str, last: int) -> float:
    spent: list[float] = []
    browser.get(path)
    for look in range(LOOKS):
        began = thread_time()
        answer = browser.get(f"{path}page={1 + look * (last - 1) // (LOOKS - 1)}")
        spent.append(1000 * (thread_time() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}.")
    return sorted(spent)[int(0.95 * LOOKS) - 1]
