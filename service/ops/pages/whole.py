"""The installation's own ops page, for those who run it, and what they do there."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.jobs.hitches import hitches_of
from service.jobs.pause import PAUSE_REASONS, pauses
from service.jobs.queue_report import queues
from service.jobs.queues import QUEUES
from service.ops.alerts.quiet import be_quiet, end_quiet
from service.ops.history.audit_runs import audit_now
from service.ops.history.models import INSTALLATION
from service.ops.history.series import OF_WORKSPACE, SPANS, STEP_NAMES, nothing_read, queue_series, span_of
from service.ops.installation.acts import LASTS, drain, pause, put_back, resume
from service.ops.installation.operators import require_operator, runs_installation
from service.ops.pages.live import event_of
from service.ops.pages.overview import installation_view, names_of
from service.ops.trouble_labels import PAUSED_FOR
from service.workspaces.actor import Actor
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("whole", __name__)


@blueprint.get("/ops/installation")
@signed_in("see_operations")
def show_installation() -> ResponseReturnValue:
    """Everybody's queues and workers, and what they run on."""
    at, over = machine_now(), span_of(request.args.get("over"))
    with reading() as session:
        require_its_people(session, current())
        return render_template("console/ops.html", **installation_view(session, current(), at, over))


@blueprint.get("/ops/installation/live")
@signed_in("see_operations")
def send_installation() -> ResponseReturnValue:
    """The same page's live part as an event."""
    at, over = machine_now(), span_of(request.args.get("over"))
    with reading() as session:
        require_its_people(session, current())
        return event_of(installation_view(session, current(), at, over))


@blueprint.get("/ops/queues/<queue>")
@signed_in("see_operations")
def show_queue(queue: str) -> ResponseReturnValue:
    """One queue's history: the whole installation's for those who run it, else this workspace's own. Raises NotFound."""
    if queue not in QUEUES:
        raise NotFound("There’s no such queue.")
    at, actor = machine_now(), current()
    with reading() as session:
        is_whole = runs_installation(session, actor) and request.args.get("of") != "workspace"
        scope = INSTALLATION if is_whole else actor.workspace_id
        over = span_of(request.args.get("over"), allowed=SPANS if is_whole else OF_WORKSPACE)
        one = queue_series(session, over, at, scope, queue).get(queue) or nothing_read(queue, over, at)
        paused = pauses(session, at).get(queue)
        reports = queues(session, at, (queue,), None if is_whole else actor.workspace_id)
        return render_template(
            "console/ops_queue.html",
            at=at,
            over=over,
            spans=SPANS if is_whole else OF_WORKSPACE,
            step=STEP_NAMES[over],
            queue=queue,
            is_whole=is_whole,
            report=next(report for report in reports if report.queue == queue),
            series=one,
            marks=[hitch for hitch in hitches_of(session, queue, one.first) if hitch.began_at >= one.first],
            pause=paused,
            paused_by=names_of(session, {paused.by}).get(paused.by, "") if paused and paused.by else "",
            paused_for=PAUSED_FOR,
            reasons=PAUSE_REASONS,
            lasts=LASTS,
        )


@blueprint.post("/ops/installation/queues/<queue>")
@signed_in("operate")
def press_queue(queue: str) -> ResponseReturnValue:
    """Pauses or resumes a queue for everybody. Raises NotFound for none of ours."""
    with transaction() as session:
        require_operator(session, current())
        if queue not in QUEUES:
            raise NotFound("There’s no such queue.")
        if request.form.get("act") == "resume":
            resume(session, current(), queue, machine_now())
            done = f"{QUEUES[queue]}: resumed. What waited goes on by itself."
        else:
            chosen = request.form.get("reason", ""), request.form.get("lasts", "")
            pause(session, current(), queue, *chosen, machine_now())
            done = f"{QUEUES[queue]}: paused. What is in hand is finished; warnings and erasures go on."
    flash(done)
    return redirect(f"/ops/queues/{queue}", 303)


@blueprint.post("/ops/installation/workers")
@signed_in("operate")
def press_worker() -> ResponseReturnValue:
    """Has a worker take no more jobs, or take them again."""
    name = request.form.get("worker", "")
    with transaction() as session:
        if request.form.get("act") == "put_back":
            put_back(session, current(), name, machine_now())
            done = f"{name} takes jobs again within seconds."
        else:
            drain(session, current(), name, machine_now())
            done = f"{name} finishes what it has in hand and takes no more."
    flash(done)
    return redirect("/ops/installation", 303)


@blueprint.post("/ops/installation/alerts")
@signed_in("operate")
def press_alerts() -> ResponseReturnValue:
    """Keeps alerts back for a while, or lets them through before its end. Raises Forbidden, InvalidInput, NotFound."""
    ends, minutes = request.form.get("end", ""), request.form.get("minutes", "")
    with transaction() as session:
        require_operator(session, current())
        if ends:
            end_quiet(session, current(), int(ends) if ends.isdecimal() and len(ends) < 10 else 0, machine_now())
        else:
            length = timedelta(minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 7 else 0)
            chosen = request.form.get("kind", ""), request.form.get("reason", "")
            be_quiet(session, current(), *chosen, length, machine_now())
    flash(
        "Alerts come through again." if ends else "These alerts are kept back. Alerts about safety still come through."
    )
    return redirect("/ops/installation", 303)


@blueprint.post("/ops/audit")
@signed_in("operate")
def press_audit() -> ResponseReturnValue:
    """Has the books audited now."""
    with transaction() as session:
        require_operator(session, current())
        is_new = audit_now(session, current(), machine_now())
    flash("The audit runs now; its outcome is shown here." if is_new else "An audit is under way already.")
    return redirect("/ops/installation", 303)


def require_its_people(session: Session, actor: Actor) -> None:
    """Raises NotFound for whoever is of another workspace: what all share is not theirs to see."""
    if not runs_installation(session, actor):
        raise NotFound("This page is for those who run the installation.")
