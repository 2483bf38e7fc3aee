"""Telling those who run the installation what is out of order, by mail, by a webhook, or both; and when it is in order again.

Each message is a job, unique by trouble and step, so that any number of sweepers ask for it once. What is told holds kinds, queues,
workers and a workspace's name: no person.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.config import settings
from service.db.connect import reading, transaction
from service.egress.call import call
from service.egress.read_url import Target
from service.errors import TemporaryError
from service.jobs.act_types import Lease
from service.jobs.enqueue import enqueue
from service.jobs.models import Hitch, Job
from service.ops.alerts.quiet import is_kept_back, quiet_now
from service.ops.alerts.rules import OVER, TOLD_AFTER, step_at
from service.ops.trouble_labels import said_of
from service.outreach.sending.post import is_mail_on
from service.outreach.staff.letter import post_to_staff
from service.workspaces.models import Workspace

KIND: Final = "ops.alert"
SECONDS: Final = 20.0
LOOKED_BACK: Final = timedelta(days=1)
_TAKEN: Final = range(200, 300)


class AlertNotTaken(TemporaryError):
    """The webhook's other side did not take it; it is tried again."""

    code = "alert_not_taken"


def ask_for_alerts(at: datetime) -> int:
    """Sweep: one job for each message that is due. Answers how many are new. While it is to be quiet, none is asked for: what still
    lasts afterwards is told then."""
    if not (settings().alert_mail or settings().alert_url):
        return 0
    with transaction() as session:
        quiet = quiet_now(session, at)
        asked = 0
        for hitch in _lately(session, at):
            if is_kept_back(hitch.kind, quiet):
                continue
            if hitch.ended_at is None:
                step = step_at(hitch.kind, hitch.began_at, at)
                asked += step > 0 and enqueue(session, KIND, str(hitch.id), version=step, passes_pause=True) is not None
            elif _was_told(session, hitch):
                asked += enqueue(session, KIND, str(hitch.id), version=OVER, passes_pause=True) is not None
        return asked


def alert_job(lease: Lease) -> None:
    """Sends one message every way that is set. Raises what sending raises; a trouble that healed before its message left is told of
    only where somebody heard of it."""
    at = machine_now()
    with reading() as session:
        hitch = session.get(Hitch, int(lease.subject_id))
        if hitch is None or (hitch.ended_at is not None) != (lease.version == OVER):
            return
        whose = session.get(Workspace, hitch.workspace_id) if hitch.workspace_id else None
        told = words_of(hitch, whose.name if whose else "", at)
    key = f"alert-{hitch.id}-{lease.version}"
    if settings().alert_url:
        _call(told, hitch, key)
    if settings().alert_mail and is_mail_on():
        post_to_staff(
            settings().alert_mail, told, f"{told}\n\n{settings().base_url}/ops/installation\n", message_id=None
        )


def words_of(hitch: Hitch, workspace: str, at: datetime) -> str:
    """One line: what, whose, for how long."""
    minutes = int(((hitch.ended_at or at) - hitch.began_at).total_seconds() // 60)
    lasted = "1 minute" if minutes == 1 else f"{minutes:,} minutes"
    what = f"{said_of(hitch)} ({workspace})" if workspace else said_of(hitch)
    return f"In order again after {lasted}: {what}" if hitch.ended_at else f"{what}, for {lasted}"


def _lately(session: Session, at: datetime) -> list[Hitch]:
    these = or_(Hitch.ended_at.is_(None), Hitch.ended_at > at - LOOKED_BACK)
    return list(session.scalars(select(Hitch).where(these, Hitch.kind.in_(sorted(TOLD_AFTER))).order_by(Hitch.id)))


def _was_told(session: Session, hitch: Hitch) -> bool:
    sent = select(Job.id).where(Job.kind == KIND, Job.subject_id == str(hitch.id), Job.state == "done")
    return session.scalar(sent.limit(1)) is not None


def _call(told: str, hitch: Hitch, key: str) -> None:
    address = urlsplit(settings().alert_url)
    body = {
        "id": key,
        "text": told,
        "kind": hitch.kind,
        "subject": hitch.subject,
        "began_at": hitch.began_at.isoformat(),
        "ended_at": hitch.ended_at.isoformat() if hitch.ended_at else None,
    }
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
    if token := settings().alert_token.get_secret_value():
        headers["Authorization"] = f"Bearer {token}"
    path = f"{address.path or '/'}{'?' + address.query if address.query else ''}"
    target = Target(address.hostname or "", address.port or 443, path)
    # Whoever runs this has chosen the address, so it may be in a network of their own.
    answer = call("POST", target, headers, json.dumps(body, ensure_ascii=False).encode(), may=bool, seconds=SECONDS)
    if answer.status not in _TAKEN:
        raise AlertNotTaken(f"The alert’s address answered {answer.status}.")
