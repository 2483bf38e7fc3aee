"""What the two views of ops show: one workspace's own work, and everything that all of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.config import settings
from service.db.disk import disk_want
from service.gifting.incidents import OpenCounts, count_open
from service.jobs.doorbell import broker_answers
from service.jobs.heartbeat import dropped_messages
from service.jobs.hitches import healed_everywhere, healed_lately
from service.jobs.models import QueuePause
from service.jobs.pause import pauses
from service.jobs.queue_report import FailureCause, QueueReport, WorkerReport, failures, queues, retries, workers
from service.jobs.queues import QUEUES
from service.ops.alerts.quiet import quiet_now
from service.ops.alerts.rules import NEVER_QUIET, TOLD_AFTER
from service.ops.campaigns_made import list_work
from service.ops.history.models import INSTALLATION
from service.ops.history.series import Over, Series, nothing_read, queue_series
from service.ops.installation.operators import runs_installation
from service.ops.installation.parts import parts_of_installation, parts_of_workspace, worst_part
from service.ops.installation.workspaces import loads
from service.ops.purge import ENDED_KEPT
from service.ops.stock import list_short
from service.ops.trouble_labels import LABELS, PAUSED_FOR, QUIET_FOR, said_of
from service.ops.troubles import failing_mail, standing_of
from service.ops.verdict import Standing, Verdict, about_pause, is_late, reach_verdict
from service.outreach.models import MailMessage
from service.outreach.sending.mail_queue import fault
from service.outreach.sending.post import is_mail_on
from service.workspaces.actor import Actor, roles_with
from service.workspaces.models import User, Workspace

RETRIES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue as the table shows it."""

    report: QueueReport
    is_late: bool
    series: Series
    pause: QueuePause | None
    paused_by: str

    @property
    def paused_for(self) -> str:
        """Why, in words."""
        return PAUSED_FOR.get(self.pause.reason, "") if self.pause else ""


def workspace_view(session: Session, actor: Actor, at: datetime, over: Over) -> dict[str, Any]:
    """What of the queues is this workspace's, what it runs on as far as that concerns it, and all that needs it."""
    here, broker_up = actor.workspace_id, broker_answers()
    reports = queues(session, at, tuple(QUEUES), with_dead=False)
    seen, stopped = workers(session, at), pauses(session, at)
    causes, waiting = failures(session, here), count_open(session, here)
    standing = standing_of(session, here, at)
    parts = parts_of_workspace(session, here, standing.mail_failures, at)
    own = queues(session, at, tuple(QUEUES), here)
    return {
        **_frame(session, actor, at, over),
        "is_whole": False,
        "verdict": _verdict(
            reports, own, seen, stopped, broker_up=broker_up, causes=causes, waiting=waiting, standing=standing,
            part=worst_part(parts),
        ),
        "healed": [(one, said_of(one)) for one in healed_lately(session, here, at)],
        "dropped": dropped_messages(session),
        "waiting": waiting,
        "broker_up": broker_up,
        "queues": _lines(session, own, queue_series(session, over, at, here), stopped, over, at),
        "parts": parts,
        "causes": [cause for cause in causes if not cause.is_quarantined],
        "quarantine": [cause for cause in causes if cause.is_quarantined],
        "retries": retries(session, at, here, RETRIES_SHOWN),
        "workers": seen,
        "mail_fault": fault(session, here),
        "unknown_mails": session.scalars(
            select(MailMessage)
            .where(MailMessage.workspace_id == here, MailMessage.state == "unknown")
            .order_by(MailMessage.created_at)
        ).all(),
        "ended_kept": ENDED_KEPT.days,
        "work": list_work(session, here, at),
        "short": list_short(session, here),
    }  # fmt: skip


def installation_view(session: Session, actor: Actor, at: datetime, over: Over) -> dict[str, Any]:
    """Everybody's queues, every worker, what it all runs on, and how much each workspace has: counts, never what is in it."""
    broker_up = broker_answers()
    reports, seen, stopped = queues(session, at, tuple(QUEUES)), workers(session, at), pauses(session, at)
    failed = sum(report.dead for report in reports)
    mail = failing_mail(session, at)
    parts = parts_of_installation(session, max(mail.values(), default=0), at, broker_up=broker_up)
    standing = Standing(mail_failures=max(mail.values(), default=0))
    return {
        **_frame(session, actor, at, over),
        "is_whole": True,
        "verdict": _verdict(
            reports, reports, seen, stopped, broker_up=broker_up, causes=[], waiting=OpenCounts(), standing=standing,
            part=worst_part(parts), failed=failed,
        ),
        "healed": [(one, said_of(one)) for one in healed_everywhere(session, at)],
        "broker_up": broker_up,
        "queues": _lines(session, reports, queue_series(session, over, at, INSTALLATION), stopped, over, at),
        "parts": parts,
        "workers": seen,
        "drainers": names_of(session, {worker.drained_by for worker in seen if worker.drained_by}),
        "workspaces": loads(session, at),
        "failed": failed,
        "alerts": alerts_shown(session, at),
    }  # fmt: skip


def alerts_shown(session: Session, at: datetime) -> dict[str, Any]:
    """Where alerts go, and what is kept back until when, by whom and why."""
    quiet = quiet_now(session, at)
    kinds = {kind: LABELS[kind].format(subject="A queue or worker") for kind in TOLD_AFTER if kind not in NEVER_QUIET}
    ways = [settings().alert_mail if is_mail_on() else "", "the webhook" if settings().alert_url else ""]
    return {
        "to": [way for way in ways if way],
        "quiet": quiet,
        "names": names_of(session, {one.by for one in quiet}),
        "kinds": kinds,
        "reasons": QUIET_FOR,
    }


def names_of(session: Session, user_ids: set[str]) -> Mapping[str, str]:
    """Id -> name of colleagues."""
    return {one.id: one.name for one in session.scalars(select(User).where(User.id.in_(sorted(user_ids))))}


def _frame(session: Session, actor: Actor, at: datetime, over: Over) -> dict[str, Any]:
    able = select(User).where(
        User.workspace_id == actor.workspace_id, User.role.in_(roles_with("operate")), User.disabled_at.is_(None)
    )
    return {
        "at": at,
        "over": over,
        "workspace_name": session.get_one(Workspace, actor.workspace_id).name,
        "runs_installation": runs_installation(session, actor),
        "who_can": []
        if actor.may("operate")
        else [one.name for one in session.scalars(able.order_by(User.id).limit(3))],
    }


def _verdict(
    reports: Sequence[QueueReport],
    own: Sequence[QueueReport],
    seen: Sequence[WorkerReport],
    stopped: Mapping[str, QueuePause],
    *,
    broker_up: bool,
    causes: Sequence[FailureCause],
    waiting: OpenCounts,
    standing: Standing,
    part: Verdict | None,
    failed: int = 0,
) -> Verdict:
    """The worst of all. A queue that somebody paused is late by their wish, which is said as what it is."""
    going = [report for report in reports if report.queue not in stopped]
    dead = failed or sum(cause.jobs for cause in causes)
    verdict = reach_verdict(going, seen, broker_up, dead, waiting, disk_want(), standing)
    if verdict.kind == "stop":
        return verdict
    if part is not None and (part.kind == "stop" or verdict.kind == "ok"):
        return part
    return verdict if verdict.kind != "ok" else about_pause(own, stopped) or verdict


def _lines(
    session: Session,
    reports: Sequence[QueueReport],
    series: Mapping[str, Series],
    stopped: Mapping[str, QueuePause],
    over: Over,
    at: datetime,
) -> list[QueueLine]:
    names = names_of(session, {one.by for one in stopped.values() if one.by})
    return [
        QueueLine(
            report,
            is_late(report) and report.queue not in stopped,
            series.get(report.queue) or nothing_read(report.queue, over, at),
            pause := stopped.get(report.queue),
            names.get(pause.by or "", "") if pause else "",
        )
        for report in reports
    ]
