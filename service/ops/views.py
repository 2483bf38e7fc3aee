"""What ops sees: queues, failures, workers."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.disk import disk_want
from service.gifting.incidents import count_open
from service.jobs.doorbell import broker_answers
from service.jobs.heartbeat import dropped_messages
from service.jobs.hitches import healed_lately
from service.jobs.queue_report import failures, queues, retries, workers
from service.jobs.queues import QUEUES
from service.ops.campaigns_made import list_work
from service.ops.log_page.views import blueprint as log_page
from service.ops.metrics.door import UNASKED, refusal
from service.ops.metrics.figures import CONTENT_TYPE, scrape
from service.ops.purge import ENDED_KEPT
from service.ops.run_jobs_again import run_jobs_again
from service.ops.stock import list_short
from service.ops.trouble_labels import said_of
from service.ops.troubles import standing_of
from service.ops.verdict import is_late, reach_verdict
from service.outreach.models import MailMessage
from service.outreach.sending.mail_queue import fault
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("ops", __name__)
blueprint.register_blueprint(log_page)
RETRIES_SHOWN: Final = 20


@blueprint.get("/ops")
@signed_in("operate")
def show_ops() -> ResponseReturnValue:
    """The state of queues, workers and mail, and what has failed."""
    at, workspace_id = utc_now(), current().workspace_id
    broker_up = broker_answers()
    with reading() as session:
        reports, seen = queues(session, at, tuple(QUEUES)), workers(session, at)
        causes = failures(session, workspace_id)
        waiting = count_open(session, workspace_id)
        return render_template(
            "console/ops.html",
            at=at,
            verdict=reach_verdict(
                reports,
                seen,
                broker_up,
                sum(cause.jobs for cause in causes),
                waiting,
                disk_want(),
                standing_of(session, workspace_id, at),
            ),
            healed=[(one, said_of(one)) for one in healed_lately(session, workspace_id, at)],
            dropped=dropped_messages(session),
            waiting=waiting,
            broker_up=broker_up,
            queues=[(report, is_late(report)) for report in queues(session, at, tuple(QUEUES), workspace_id)],
            causes=causes,
            retries=retries(session, at, workspace_id, RETRIES_SHOWN),
            workers=seen,
            mail_fault=fault(session, workspace_id),
            unknown_mails=session.scalars(
                select(MailMessage)
                .where(MailMessage.workspace_id == workspace_id, MailMessage.state == "unknown")
                .order_by(MailMessage.created_at)
            ).all(),
            ended_kept=ENDED_KEPT.days,
            work=list_work(session, workspace_id, at),
            short=list_short(session, workspace_id),
        )


@blueprint.post("/ops/redrive")
@signed_in("operate")
def run_again() -> ResponseReturnValue:
    """Puts every dead job of this workspace with one cause back into its queue."""
    kind, code = request.form.get("kind", ""), request.form.get("error_code", "")
    with transaction() as session:
        number = run_jobs_again(session, kind, code, current(), utc_now())
    flash(
        f"{number} {'job runs' if number == 1 else 'jobs run'} again." if number else "There was nothing to run again."
    )
    return redirect("/ops", 303)


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """With HANDPICKED_METRICS_TOKEN for who brings it, without for this machine alone."""
    if (status := refusal(request)) is not None:
        return Response("", status, {"WWW-Authenticate": "Bearer"} if status == UNASKED else None)
    return Response(scrape(), content_type=CONTENT_TYPE)
