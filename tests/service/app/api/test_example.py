"""The documented example, run as it stands against a server of its own, with the jobs and sweeps that a worker would do."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from service.app.api.reference import EXAMPLE
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.settle import settle_decided
from service.jobs.models import Job
from service.jobs.run import run_job
from tests.console import console_app
from tests.factories import make_product, make_workspace
from tests.ports import free_port
from tests.scripts import make_secret

KINDS = ("planning.take_in_batch", "planning.plan", "planning.launch")


@contextmanager
def served() -> Iterator[str]:
    """The API on a port of its own, and somebody who does what comes due."""
    server = make_server("127.0.0.1", free_port(), console_app(), threaded=True)
    over = Event()
    threads = [Thread(target=server.serve_forever), Thread(target=_work, args=(over,))]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/v1"
    finally:
        over.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def _work(over: Event) -> None:
    while not over.wait(0.1):
        with reading() as session:
            due = session.scalars(select(Job.id).where(Job.state == "pending", Job.kind.in_(KINDS))).all()
        for job_id in due:
            run_job(job_id, "example")
        settle_decided(utc_now())


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("database")
def test_it_ends_with_a_gift_that_was_delivered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction() as session:
        workspace = make_workspace(session, is_sandbox=True)
        for number in range(6):
            make_product(session, workspace.id, f"Chess set {number}", category=f"games {number}")
        secret = make_secret(session, workspace)
    with served() as address:
        monkeypatch.setenv("HANDPICKED", address)
        monkeypatch.setenv("HANDPICKED_KEY", secret)
        runpy.run_path(str(EXAMPLE))
    assert capsys.readouterr().out.splitlines()[-1] == "delivered"
