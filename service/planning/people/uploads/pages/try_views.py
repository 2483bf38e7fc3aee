"""The page of a list's columns, with its first rows tried under answers that are not saved."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading
from service.errors import InvalidInput
from service.planning.console import blueprint, own_campaign, step_page, to_step
from service.planning.people.lists.columns import require_needed
from service.planning.people.step import find_pending
from service.planning.people.uploads.about import about_of, answers_of
from service.planning.people.uploads.pages.read_form import read_columns
from service.planning.people.uploads.pages.shown import columns_shown
from service.planning.people.uploads.pages.tried import Tried, try_rows
from service.planning.people.views import CHOICES
from service.planning.people.without_basis import HOW_WORDS
from service.workspaces.doors.console_door import signed_in


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/columns/try")
@signed_in("change_campaigns")
def try_columns(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """What the first rows would become under the answers in the form. Changes nothing."""
    today, error = utc_now().date(), None
    tried: list[Tried] = []
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        pending = find_pending(session, campaign, upload_id)
        if pending.state != "columns":
            return to_step(campaign_id, "people")
        about, answers = about_of(pending), answers_of(pending)
        try:
            answers = read_columns(request.form, about, answers, today)
            require_needed(about.columns(answers).found)
            tried = try_rows(session, pending, answers, pending.created_at.date())
        except InvalidInput as refused:
            error = refused
        page = step_page(
            session,
            campaign,
            "console/people_columns.html",
            pending=pending,
            error=error,
            refused=None,
            typed={},
            about=about,
            answers=answers,
            columns=columns_shown(about, answers),
            choices=CHOICES,
            hows=HOW_WORDS,
            today=today.isoformat(),
            tried=tried,
        )
    return page, 200 if error is None else error.status
