"""An alert as a mail: handed to a real mail server, told again where that is away, and never twice where it took it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.clock import machine_now
from service.db.connect import reading
from service.jobs.act_types import JobKind
from service.jobs.hitches import Trouble, note_hitches
from service.jobs.kinds import register
from service.jobs.models import Job
from service.jobs.run import run_job
from service.ops.alerts.tell import KIND, alert_job, ask_for_alerts
from tests.conftest import forget_settings
from tests.ports import free_port
from tests.service.jobs.ledger import AT, change, later
from tests.service.outreach.postbox import Postbox, open_postbox, point_at

pytestmark = pytest.mark.usefixtures("database")
OPS = "ops@fjordloom.example.com"


@pytest.fixture(autouse=True)
def alerts_by_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_ALERT_MAIL", OPS)
    forget_settings()
    register({KIND: JobKind(KIND, alert_job, "mail")})


def asked() -> Job:
    with reading() as session:
        found = session.scalars(select(Job).where(Job.kind == KIND)).one()
        session.expunge(found)
        return found


def test_it_is_in_the_postbox_of_whoever_runs_the_installation_once(monkeypatch: pytest.MonkeyPatch) -> None:
    note_hitches([Trouble("disk_full")], AT)
    ask_for_alerts(later(1))
    with open_postbox(monkeypatch, Postbox()) as box:
        assert run_job(asked().id, "w1") == "done"
        assert run_job(asked().id, "w1") == "not free"

    [mail] = box.mails
    told = str(mail["Subject"])
    assert (box.to, mail["To"], mail["Auto-Submitted"]) == ([OPS], OPS, "auto-generated")
    assert told.startswith("The disk was full, for ")
    assert str(mail.get_payload()).splitlines() == [told, "", "http://127.0.0.1:8080/ops/installation"]


@pytest.mark.parametrize("answer", ["451 4.3.0 later", None], ids=["says later", "is away"])
def test_a_server_that_does_not_take_it_is_asked_again_and_then_has_it_once(
    monkeypatch: pytest.MonkeyPatch, answer: str | None
) -> None:
    note_hitches([Trouble("disk_full")], AT)
    ask_for_alerts(later(1))
    job_id = asked().id
    if answer is None:
        point_at(monkeypatch, f"smtp://127.0.0.1:{free_port()}")
        assert run_job(job_id, "w1") == "pending"
    else:
        with open_postbox(monkeypatch, Postbox(answer=answer)) as refusing:
            assert run_job(job_id, "w1") == "pending"
        assert (refusing.began, refusing.mails) == (1, [])
    assert asked().last_error is not None

    change(job_id, run_at=machine_now())  # nobody waits for it here
    with open_postbox(monkeypatch, Postbox()) as box:
        assert run_job(job_id, "w1") == "done"
    assert (len(box.mails), asked().attempt) == (1, 2)
