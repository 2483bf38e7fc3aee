"""The page about CRMs: lists in as they are exported, results out as they are imported, and when people are away."""

from __future__ import annotations

from typing import Any, Final

from babel.numbers import get_currency_precision
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of, companies_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound, RefusedError
from service.insights.crm.cards import cards_of
from service.insights.crm.columns import SYSTEM_NAMES, SYSTEMS, Rows, System, columns_of
from service.insights.crm.columns_views import blueprint as columns
from service.insights.crm.meetings_file import meetings_file
from service.insights.crm.members import companies_file, members_of, people_file
from service.insights.funnel import has_launched
from service.insights.results.sheet import record_download
from service.planning.people.away.calendars import add_calendar, away_now, calendars_of, remove_calendar
from service.planning.people.models import ListShape
from service.recipients.models import Account
from service.security.encryption import readable
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("crm", __name__)
blueprint.register_blueprint(columns)
_CAMPAIGNS: Final = 20
_COMPANIES: Final = 500
_ERRORS: Final = {
    "host_unknown": "no host of this name",
    "private_address": "its name leads into a private network",
    "not_connected": "no connection",
    "tls_failed": "its certificate can’t be trusted",
    "no_answer": "no answer in time",
    "broken_answer": "the connection broke",
    "not_there": "no calendar at this address",
    "invalid_input": "it isn’t a calendar",
}
"""Why a calendar could not be read, as the page says it."""


@blueprint.get("/crm")
@signed_in("see_people", "see_results")
def show_crm() -> ResponseReturnValue:
    """What comes in, what goes out, and the calendars."""
    return _page()


@blueprint.get("/crm/campaigns/<campaign_id>/<any(salesforce, hubspot, own):system>-<any(people, companies):what>.csv")
@signed_in("see_people", "see_results", "download")
def send_results(campaign_id: str, system: System, what: Rows) -> ResponseReturnValue:
    """A campaign’s results in the columns of a CRM."""
    at = utc_now()
    with reading() as session:
        campaign = _launched(session, campaign_id)
        made = people_file if what == "people" else companies_file
        digits = int(get_currency_precision(campaign.currency))
        wanted = columns_of(session, campaign.workspace_id, system, what)
        body = made(
            members_of(session, campaign, current()), campaign, wanted, digits, is_invented=current().is_sandbox
        )
    with transaction() as session:
        record_download(session, current(), at, campaign_id, form="csv", crm=system, rows=what)
    return _file(body, "text/csv; charset=utf-8", f"{system}-{what}-{campaign_id}.csv")


@blueprint.get("/crm/campaigns/<campaign_id>/people.vcf")
@signed_in("see_people", "see_results", "download")
def send_cards(campaign_id: str) -> ResponseReturnValue:
    """A campaign’s people as business cards."""
    with reading() as session:
        campaign = find_campaign(session, current(), campaign_id)
        body = cards_of(session, campaign, current(), is_invented=current().is_sandbox)
    with transaction() as session:
        record_download(session, current(), utc_now(), campaign_id, form="vcf")
    return _file(body, "text/vcard; charset=utf-8", f"people-{campaign_id}.vcf")


@blueprint.get("/crm/campaigns/<campaign_id>/meetings.ics")
@signed_in("see_people", "see_results", "download")
def send_meetings(campaign_id: str) -> ResponseReturnValue:
    """The meetings that a campaign’s people booked."""
    with reading() as session:
        campaign = find_campaign(session, current(), campaign_id)
        body = meetings_file(session, campaign, current(), is_invented=current().is_sandbox)
    with transaction() as session:
        record_download(session, current(), utc_now(), campaign_id, form="ics")
    return _file(body, "text/calendar; charset=utf-8; method=PUBLISH", f"meetings-{campaign_id}.ics")


@blueprint.post("/crm/calendars")
@signed_in("see_people", "see_results", "change_campaigns")
def press_calendar() -> ResponseReturnValue:
    """A company’s calendar, by its address or as a file."""
    file = request.files.get("file")
    data = file.read() if file is not None and file.filename else None
    url = request.form.get("url", "").strip()
    try:
        with transaction() as session:
            calendar = add_calendar(session, current(), request.form.get("account", ""), utc_now(), url=url, data=data)
            spans = len(calendar.spans)
    except RefusedError as error:
        return _page(error, url), 422 if error.status == 404 else error.status
    flash(
        "It’s read within a minute, and then every day." if url else f"Saved. It says {spans} times away from today on."
    )
    return redirect(url_for("crm.show_crm"), 303)


@blueprint.post("/crm/calendars/<calendar_id>/remove")
@signed_in("see_people", "see_results", "change_campaigns")
def press_remove(calendar_id: str) -> ResponseReturnValue:
    """A calendar goes, with what it said."""
    with transaction() as session:
        remove_calendar(session, current(), calendar_id, utc_now())
    flash("The calendar is removed. Nobody is away by it any more.")
    return redirect(url_for("crm.show_crm"), 303)


def _launched(session: Session, campaign_id: str) -> Campaign:
    """Raises NotFound for one that has no results."""
    campaign = find_campaign(session, current(), campaign_id)
    if session.scalar(select(Campaign.id).where(Campaign.id == campaign.id, has_launched())) is None:
        raise NotFound("This campaign has no results yet.")
    return campaign


def _page(error: RefusedError | None = None, url: str = "") -> str:
    today = utc_now().date()
    with reading() as session:
        campaigns = session.scalars(
            select(Campaign)
            .where(campaigns_of(current()), has_launched())
            .order_by(Campaign.created_at.desc(), Campaign.id)
            .limit(_CAMPAIGNS)
        ).all()
        companies = session.execute(
            select(Account.id, Account.name).where(companies_of(current())).order_by(Account.name).limit(_COMPANIES)
        ).all()
        return render_template(
            "console/crm.html",
            campaigns=campaigns,
            systems=SYSTEMS,
            names=SYSTEM_NAMES,
            mappings=_mappings(session),
            companies=companies,
            calendars=[_calendar(session, one, name, today) for one, name in calendars_of(session, current())],
            error=error,
            url=url,
            chosen=request.form.get("account", ""),
        )


def _mappings(session: Session) -> tuple[int, Any]:
    """(how many kinds of lists we know how to read, when one was last said)"""
    said = select(func.count(), func.max(ListShape.said_at)).where(ListShape.workspace_id == current().workspace_id)
    number, last = session.execute(said).one()
    return number, last


def _calendar(session: Session, one: Any, name: str, today: Any) -> dict[str, Any]:
    away, coming = away_now(session, one, today)
    url = readable(one.url)
    return {
        "id": one.id,
        "company": name,
        "from": (url or "").partition("?")[0] if one.url else "a file",
        "read_at": one.read_at,
        "error": _ERRORS.get(one.error_code or "", "it couldn’t be read") if one.error_code else None,
        "away": away,
        "coming": coming,
    }


def _file(body: bytes, kind: str, name: str) -> Response:
    prefix = "invented-" if current().is_sandbox else ""
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename={prefix}{name}"
    response.headers["Cache-Control"] = "no-store"
    return response
