"""The results as files: what stands on the page, with the same filter."""

from __future__ import annotations

import io
from datetime import datetime
from typing import IO, Final, Literal

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.statement.pdf.html_to_pdf import print_pdf
from service.brain.experiments.labels import figure_rows
from service.brain.experiments.read import read
from service.brain.experiments.set_up import find_experiment
from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.insights.funnel import has_launched
from service.insights.results.compare import campaign_lines, first_of, table_of, turned
from service.insights.results.narrow import narrowed
from service.insights.results.read import Results, kind_of, results_of
from service.insights.results.sheet import (
    as_csv,
    as_html,
    as_workbook,
    first_line,
    record_download,
    tables_of,
    tables_of_lines,
)
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("files", __name__)
MOST_CAMPAIGNS: Final = 1000
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def asked_for(session: Session, campaign: Campaign, at: datetime) -> Results:
    """The results that an address names: `show` a part of the people, `by` the breakdown."""
    part = narrowed(session, campaign, request.args.getlist("show"), at)
    return results_of(session, campaign, part, kind_of(request.args.get("by")), current(), at)


@blueprint.get("/campaigns/<campaign_id>/results.csv")
@signed_in("see_results", "download")
def results_csv(campaign_id: str) -> ResponseReturnValue:
    """The figures as CSV."""
    return _send(campaign_id, "csv")


@blueprint.get("/campaigns/<campaign_id>/results.xlsx")
@signed_in("see_results", "download")
def results_xlsx(campaign_id: str) -> ResponseReturnValue:
    """The figures as a workbook, a sheet a question."""
    return _send(campaign_id, "xlsx")


@blueprint.get("/campaigns/<campaign_id>/results.pdf")
@signed_in("see_results", "download")
def results_pdf(campaign_id: str) -> ResponseReturnValue:
    """The figures on paper."""
    return _send(campaign_id, "pdf")


@blueprint.get("/experiments/<experiment_id>/figures.pdf")
@signed_in("see_results", "download")
def experiment_pdf(experiment_id: str) -> ResponseReturnValue:
    """The figures of one experiment on paper, by the same rule as its page and its CSV: while groups are uneven there are none."""
    at = utc_now()
    with reading() as session:
        experiment = find_experiment(session, experiment_id, current())
        found = read(session, experiment, at) if experiment.started_at else None
        rows = figure_rows(experiment, found) if found else []
        first = (experiment.name, experiment.hypothesis, f"read {at:%Y-%m-%d %H:%M} UTC")
    file = print_pdf(as_html(first, tables_of_lines(rows), "Experiment"), f"{experiment_id} {at:%Y-%m-%dT%H:%M}")
    with transaction() as session:
        record_download(session, current(), at, form="pdf", experiment=experiment_id)
    return _file(io.BytesIO(file), "pdf", f"experiment-{experiment_id}.pdf")


@blueprint.get("/results.csv")
@signed_in("see_results", "download")
def compare_csv() -> ResponseReturnValue:
    """The campaigns beside each other as CSV."""
    return _send_campaigns("csv")


@blueprint.get("/results.xlsx")
@signed_in("see_results", "download")
def compare_xlsx() -> ResponseReturnValue:
    """The same as a workbook."""
    return _send_campaigns("xlsx")


@blueprint.get("/results.pdf")
@signed_in("see_results", "download")
def compare_pdf() -> ResponseReturnValue:
    """The same on paper."""
    return _send_campaigns("pdf")


def picked() -> list[str]:
    """Ids of the campaigns that an address picks to stand beside each other, two at most; none: every one."""
    return [one for one in (request.args.get("first"), request.args.get("second")) if one]


def _send_campaigns(form: Literal["csv", "xlsx", "pdf"]) -> ResponseReturnValue:
    at, only = utc_now(), picked()
    with reading() as session:
        query = select(Campaign).where(campaigns_of(current()), has_launched())
        if only:
            query = query.where(Campaign.id.in_(only))
        found = session.scalars(query.order_by(Campaign.created_at.desc(), Campaign.id).limit(MOST_CAMPAIGNS)).all()
        lines = campaign_lines(session, current().workspace_id, found)
    first, tables = (*first_of(at, len(lines)), *_invented()), [table_of(lines)]
    file: IO[bytes]
    if form == "csv":
        file = io.BytesIO(as_csv(first, tables))
    elif form == "xlsx":
        file = as_workbook(first, tables)
    else:
        file = io.BytesIO(print_pdf(as_html(first, turned(lines)), f"results {at:%Y-%m-%dT%H:%M}"))
    with transaction() as session:
        record_download(session, current(), at, form=form, campaigns=len(found))
    return _file(file, form, f"results.{form}")


def _send(campaign_id: str, form: Literal["csv", "xlsx", "pdf"]) -> ResponseReturnValue:
    at = utc_now()
    with reading() as session:
        campaign = find_campaign(session, current(), campaign_id)
        found = asked_for(session, campaign, at)
        first, tables = (*first_line(campaign, found, at), *_invented()), tables_of(found, campaign.currency)
    file: IO[bytes]
    if form == "csv":
        file = io.BytesIO(as_csv(first, tables))
    elif form == "xlsx":
        file = as_workbook(first, tables)
    else:
        file = io.BytesIO(print_pdf(as_html(first, tables), f"{campaign_id} {at:%Y-%m-%dT%H:%M}"))
    with transaction() as session:
        record_download(session, current(), at, campaign_id, form=form, filter=found.part.address)
    return _file(file, form, f"results-{campaign_id}.{form}")


def _invented() -> tuple[str, ...]:
    """What the first line of a file says besides in a sandbox."""
    return ("Invented: a sandbox, everyone is made up",) if current().is_sandbox else ()


def _file(file: IO[bytes], form: str, name: str) -> ResponseReturnValue:
    answer = send_file(file, mimetype=_TYPES[form], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
