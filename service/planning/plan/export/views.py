"""The plan as a file, and as sheets to print."""

from __future__ import annotations

from typing import Final, Literal

from flask import request, send_file
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import Page, page_number
from service.gifting.models import MatchRun
from service.planning.console import blueprint, own_campaign, step_page
from service.planning.plan.expectation.shown import ASSUMED, TIMES, ahead_of, waste_of
from service.planning.plan.expectation.worth_shown import asking_of
from service.planning.plan.export.files import record_download, require_plan, write_plan
from service.planning.plan.export.rows import HEADINGS, count_rows, plan_rows
from service.planning.plan.summary import plan_summary
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

A_SHEET: Final = 500
"""People in one printed part."""
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/campaigns/<campaign_id>/plan.csv")
@signed_in("see_campaigns", "see_people", "download")
def plan_csv(campaign_id: str) -> ResponseReturnValue:
    """Everybody of the plan as CSV."""
    return _send(campaign_id, "csv")


@blueprint.get("/campaigns/<campaign_id>/plan.xlsx")
@signed_in("see_campaigns", "see_people", "download")
def plan_xlsx(campaign_id: str) -> ResponseReturnValue:
    """Everybody of the plan as a workbook."""
    return _send(campaign_id, "xlsx")


@blueprint.get("/campaigns/<campaign_id>/plan/print")
@signed_in("see_campaigns", "see_people", "download")
def print_plan(campaign_id: str) -> ResponseReturnValue:
    """The plan without the console around it, so many people at a time."""
    at = utc_now()
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        require_plan(campaign)
        run, total = session.get_one(MatchRun, campaign.current_match_run_id), count_rows(session, campaign, current())
        number = page_number(request.args.get("page"), total, A_SHEET)
        shown = {
            "run": run,
            "summary": plan_summary(session, campaign),
            "ahead": ahead_of(run),
            "wasted": waste_of(session, run),
            "asking": asking_of(run),
            "taken": {"times": TIMES, "words": ASSUMED},
            "headings": HEADINGS,
            "at": at,
        }
        rows = list(plan_rows(session, campaign, at.date(), current(), start=(number - 1) * A_SHEET, most=A_SHEET))
        campaign = own_campaign(session, campaign_id)
        page = step_page(session, campaign, "console/plan_print.html", page=Page(rows, number, total, A_SHEET), **shown)
    with transaction() as session:
        record_download(session, own_campaign(session, campaign_id), "print", len(rows), current(), at)
    return page


def _send(campaign_id: str, form: Literal["csv", "xlsx"]) -> ResponseReturnValue:
    at = utc_now()
    with reading() as session:
        file, rows = write_plan(
            session, own_campaign(session, campaign_id), form, current(), at, is_invented=current().is_sandbox
        )
    with transaction() as session:
        record_download(session, own_campaign(session, campaign_id), form, rows, current(), at)
    answer = send_file(file, mimetype=_TYPES[form], as_attachment=True, download_name=f"plan-{campaign_id}.{form}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
