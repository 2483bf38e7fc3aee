"""The page of what failed for one cause: its jobs, what running them again would do, and discarding them with a reason."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from service.clock import machine_now
from service.db.connect import reading, transaction
from service.ops.jobs.discard import REASONS
from service.ops.jobs.failed import (
    MOST_AT_ONCE,
    Cause,
    count_runs,
    discard,
    failed_page,
    run_again,
    try_alone,
    would_discard,
)
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("failed", __name__)


@blueprint.get("/ops/failed")
@signed_in("see_operations")
def show_failed() -> ResponseReturnValue:
    """The failed jobs of one kind and cause, or all of them, with what a press would do. Raises NotFound where there are none."""
    at, here, cause = machine_now(), current().workspace_id, cause_in(request.args)
    with reading() as session:
        count = count_runs(session, here, cause, at)
        return render_template(
            "console/ops_failed.html",
            at=at,
            cause=cause,
            query=query_of(cause),
            page=failed_page(session, here, cause, request.args.get("page"), count.failed),
            count=count,
            would=would_discard(session, here, cause, at) if current().may("operate") else None,
            reasons=REASONS,
            most=MOST_AT_ONCE,
        )


@blueprint.post("/ops/redrive")
@signed_in("operate")
def run_them_again() -> ResponseReturnValue:
    """Puts failed jobs of this workspace back into their queues: one, those of a cause, or all. Each asks again whether it may."""
    job_id = request.form.get("job") or None
    if request.form.get("alone") and job_id:
        with transaction() as session:
            try_alone(session, job_id, current(), machine_now())
        number = 1
    else:
        number = run_again(cause_in(request.form), current(), machine_now(), job_id)
    flash(
        f"{number:,} {'job runs' if number == 1 else 'jobs run'} again."
        if number
        else "There was nothing to run again."
    )
    return redirect("/ops", 303)


@blueprint.post("/ops/discard")
@signed_in("operate")
def press_discard() -> ResponseReturnValue:
    """Discards failed jobs with a reason. Those that a gift, its money, safety or an erasure needs stay, and why is said."""
    cause, job_id = cause_in(request.form), request.form.get("job") or None
    done = discard(cause, request.form.get("reason", ""), current(), machine_now(), job_id)
    flash(f"{done.jobs:,} {'job' if done.jobs == 1 else 'jobs'} discarded.")
    for (_, why), number in sorted(done.kept.items(), key=lambda one: -one[1]):
        flash(f"{number:,} can’t be discarded. {why}")
    return redirect(f"/ops/failed?{query_of(cause)}" if done.kept else "/ops", 303)


def cause_in(given: MultiDict[str, str]) -> Cause:
    """The cause that an address or a form names; everything that failed where it names none."""
    return Cause(given.get("kind") or None, given.get("error_code"))


def query_of(cause: Cause) -> str:
    """The cause as an address names it."""
    named = {"kind": cause.kind, "error_code": cause.error_code}
    return urlencode({key: value for key, value in named.items() if value is not None})
