"""The page that a controller signs: a campaign's books side by side, as of one moment."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.books.journal.ledger import spent_by_gift
from service.campaigns.find import find_campaign
from service.campaigns.tax.limits import limit_in_force
from service.db.base import utc_now
from service.db.connect import reading
from service.insights.results.read import tested_of
from service.ops.signing.differences import BOOKS
from service.ops.signing.gather import read_at_one_moment, sign_off
from service.planning.tax.values import warning_for
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("signing", __name__)


@blueprint.get("/campaigns/<campaign_id>/books")
@signed_in("see_statements", "see_results", "see_everyone")
def show_books(campaign_id: str) -> ResponseReturnValue:
    """Sums, differences with their causes, the holdout’s result, and the lines to sign on. It names no person."""
    at = utc_now()
    with reading() as session:
        read_at_one_moment(session)
        campaign = find_campaign(session, current(), campaign_id)
        limit = limit_in_force(session, campaign.workspace_id)
        return render_template(
            "console/books.html",
            campaign=campaign,
            sides=sign_off(session, campaign, current(), spent_by_gift),
            books=BOOKS,
            tested=tested_of(session, campaign, at),
            limit=limit[0] if limit else None,
            tax=warning_for(session, campaign),
            countries=babel_locale("en").territories,
            at=at,
        )
