"""What came of it: one campaign, or all of them."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading
from service.insights.funnel import count_by_account, count_funnel, launched_gifts
from service.insights.interval import FEWEST
from service.insights.money import sum_entries
from service.insights.reasons import count_declines
from service.insights.swaps import count_swaps
from service.workspaces.doors import current, signed_in

blueprint = Blueprint("insights", __name__)


@blueprint.get("/campaigns/<campaign_id>/results")
@signed_in()
def show_results(campaign_id: str) -> ResponseReturnValue:
    workspace_id = current().workspace_id
    with reading() as session:
        campaign = find_campaign(session, workspace_id, campaign_id)
        gifts = launched_gifts(session, workspace_id, campaign.id)
        return render_template(
            "console/results.html",
            campaign=campaign,
            at=utc_now(),
            funnel=count_funnel(gifts),
            money_stand=sum_entries(session, campaign),
            swaps=count_swaps(session, workspace_id, gifts),
            declines=count_declines(session, workspace_id, campaign.id),
            accounts=count_by_account(session, workspace_id, gifts),
            fewest=FEWEST,
        )


@blueprint.get("/results")
@signed_in()
def show_all_results() -> ResponseReturnValue:
    workspace_id = current().workspace_id
    with reading() as session:
        campaigns = session.scalars(
            select(Campaign).where(Campaign.workspace_id == workspace_id).order_by(Campaign.created_at.desc())
        ).all()
        lines = [
            (campaign, count_funnel(launched_gifts(session, workspace_id, campaign.id)), sum_entries(session, campaign))
            for campaign in campaigns
        ]
    return render_template("console/all_results.html", lines=[line for line in lines if line[1].launched], at=utc_now())
