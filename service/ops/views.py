"""What ops sees of a workspace: queues, failures, workers; and the metrics."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.campaigns.models import Campaign
from service.clock import machine_now, utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.ops.data_requests.views import blueprint as data_requests
from service.ops.history.series import OF_WORKSPACE, span_of
from service.ops.installation.operators import runs_installation
from service.ops.log_page.views import blueprint as log_page
from service.ops.metrics.door import UNASKED, refusal
from service.ops.metrics.figures import CONTENT_TYPE, scrape
from service.ops.pages.failed_jobs import blueprint as failed_jobs
from service.ops.pages.live import event_of
from service.ops.pages.overview import workspace_view
from service.ops.pages.whole import blueprint as whole
from service.ops.signing.views import blueprint as signing
from service.outreach.checking.distrust import listed, settle
from service.planning.launch.pause_and_close import move_campaign
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("ops", __name__)
for part in (log_page, whole, failed_jobs, data_requests, signing):
    blueprint.register_blueprint(part)


@blueprint.get("/ops")
@signed_in("see_operations")
def show_ops() -> ResponseReturnValue:
    """The state of queues, workers and mail, and what has failed."""
    at, over = machine_now(), span_of(request.args.get("over"), allowed=OF_WORKSPACE)
    with reading() as session:
        is_whole = runs_installation(session, current())
        return render_template(
            "console/ops.html",
            **workspace_view(session, current(), at, over),
            distrusted=listed(session, current(), is_whole=is_whole),
        )


@blueprint.get("/ops/live")
@signed_in("see_operations")
def send_ops() -> ResponseReturnValue:
    """The same page's live part as an event."""
    at, over = machine_now(), span_of(request.args.get("over"), allowed=OF_WORKSPACE)
    with reading() as session:
        return event_of(workspace_view(session, current(), at, over))


@blueprint.post("/ops/distrusted")
@signed_in("operate")
def press_distrusted() -> ResponseReturnValue:
    """Somebody has looked at the gifts that readers did not trust."""
    with transaction() as session:
        number = settle(session, current(), utc_now(), is_whole=runs_installation(session, current()))
    flash(f"{number} looked at." if number else "Nothing was waiting.")
    return redirect("/ops", 303)


@blueprint.post("/ops/campaigns/<campaign_id>")
@signed_in("operate")
def press_campaign(campaign_id: str) -> ResponseReturnValue:
    """Pauses a running campaign of this workspace, or resumes one: by the same act as on its own page. Raises NotFound for another
    workspace's, InvalidInput for another act, Conflict where it can't be done now."""
    act = request.form.get("act", "")
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None or campaign.workspace_id != current().workspace_id:
            raise NotFound("There’s no such campaign.")
        if act not in {"pause", "resume"}:
            raise InvalidInput("Choose pause or resume.", param="act")
        move_campaign(session, campaign, act, current(), utc_now())
    flash(f"“{campaign.name}” is paused." if act == "pause" else f"“{campaign.name}” goes on.")
    return redirect("/ops", 303)


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """With HANDPICKED_METRICS_TOKEN for who brings it; without, for who comes by HANDPICKED_METRICS_PORT, or for this machine."""
    if (status := refusal(request)) is not None:
        return Response("", status, {"WWW-Authenticate": "Bearer"} if status == UNASKED else None)
    return Response(scrape(), content_type=CONTENT_TYPE)
