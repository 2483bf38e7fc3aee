"""The page on which a workspace says what the columns of its results are called in its CRM, and tries it on five rows."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import get_currency_precision
from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.insights.crm.columns import (
    FIELDS,
    LONGEST,
    ROWS,
    SYSTEM_NAMES,
    Columns,
    Rows,
    System,
    columns_of,
    delivered,
    read_columns,
    save_columns,
)
from service.insights.crm.members import company_rows, members_of, people_rows
from service.insights.funnel import has_launched
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("columns", __name__)
_TRIED = 5
_SYSTEM = "<any(salesforce, hubspot, own):system>"
_SAVED = "Saved. Every file from now on has these columns."
_RESET = "The columns are as we deliver them again."


@dataclass(frozen=True, slots=True)
class _Trial:
    """The first rows of the latest campaign, under headings that may not be saved."""

    campaign: str
    headings: list[str]
    rows: list[list[str]]


@blueprint.get(f"/crm/columns/{_SYSTEM}")
@signed_in("see_people", "see_results")
def show_columns(system: System) -> ResponseReturnValue:
    """The headings as they are now, of people and of companies."""
    with reading() as session:
        shown = {rows: columns_of(session, current().workspace_id, system, rows) for rows in ROWS}
    return _page(system, shown)


@blueprint.post(f"/crm/columns/{_SYSTEM}/<any(people, companies):rows>")
@signed_in("see_people", "see_results", "change_campaigns")
def press_columns(system: System, rows: Rows) -> ResponseReturnValue:
    """Tries the headings of the form on five rows, saves them, or takes them back to those delivered."""
    at, act = utc_now(), request.form.get("act", "")
    with reading() as session:
        shown = {one: columns_of(session, current().workspace_id, system, one) for one in ROWS}
    try:
        if act not in ("try", "save", "reset"):
            raise InvalidInput("Choose what to do.", param="act")
        columns = delivered(system, rows) if act == "reset" else read_columns(rows, request.form)
    except InvalidInput as error:
        shown[rows] = {field: request.form.get(field, "")[:LONGEST] for field in FIELDS[rows]}
        return _page(system, shown, rows, error=error), error.status
    if act == "try":
        shown[rows] = columns
        with reading() as session:
            trial = _tried(session, rows, columns)
        return _page(system, shown, rows, trial=trial)
    with transaction() as session:
        save_columns(session, current(), system, rows, columns, at)
    flash(_RESET if act == "reset" else _SAVED)
    return redirect(f"/crm/columns/{system}", 303)


def _tried(session: Session, rows: Rows, columns: Columns) -> _Trial | None:
    """None before the first launch."""
    campaign = session.scalars(
        select(Campaign)
        .where(campaigns_of(current()), has_launched())
        .order_by(Campaign.created_at.desc(), Campaign.id)
        .limit(1)
    ).first()
    if campaign is None:
        return None
    digits = int(get_currency_precision(campaign.currency))
    made = (people_rows if rows == "people" else company_rows)(
        members_of(session, campaign, current()), campaign, digits
    )
    first = [[one[field] for field in columns] for one in made[:_TRIED]]
    return _Trial(campaign.name, list(columns.values()), first)


def _page(
    system: System,
    shown: dict[Rows, Columns],
    of: Rows | None = None,
    *,
    error: InvalidInput | None = None,
    trial: _Trial | None = None,
) -> str:
    return render_template(
        "console/crm_columns.html",
        system=system,
        names=SYSTEM_NAMES,
        shown=shown,
        fields=FIELDS,
        delivered={rows: delivered(system, rows) for rows in ROWS},
        of=of,
        error=error,
        trial=trial,
        longest=LONGEST,
    )
