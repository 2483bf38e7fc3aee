"""The form of a campaign: begun as a new one, changed at the step "Message and rules"."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.campaigns.purpose import PURPOSES
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.check_copy import FIELD_WORDS
from service.planning.create import change_campaign, create_campaign
from service.planning.plan import request_plan
from service.planning.read_form import CURRENCIES, LANGUAGES, field_of, read_builder, show_builder
from service.planning.steps import steps_behind
from service.planning.views.console import blueprint, own_campaign, record, to_step
from service.workspaces.doors import SALES, current, signed_in


@blueprint.get("/campaigns/new")
@signed_in(*SALES)
def new_campaign() -> ResponseReturnValue:
    """The builder, begun with the sender and brand of the latest campaign."""
    with reading() as session:
        latest = session.scalar(
            select(Campaign)
            .where(Campaign.workspace_id == current().workspace_id)
            .order_by(Campaign.created_at.desc())
            .limit(1)
        )
        fields = show_builder(latest) if latest else {}
    for fresh in ("name", "deliver_on", "expires_on"):
        fields.pop(fresh, None)
    return show_form(fields)


@blueprint.post("/campaigns/new")
@signed_in(*SALES)
def create() -> ResponseReturnValue:
    try:
        form = read_builder(request.form, None)
        with transaction() as session:
            campaign = create_campaign(session, current().workspace_id, form, utc_now())
            record(session, campaign, "campaign.created")
    except InvalidInput as error:
        return show_form(dict(request.form), error=error), error.status
    return to_step(campaign.id, "people")


@blueprint.get("/campaigns/<campaign_id>/message")
@signed_in()
def show_message(campaign_id: str) -> ResponseReturnValue:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return show_form(show_builder(campaign), campaign, steps_behind(session, campaign))


@blueprint.post("/campaigns/<campaign_id>/message")
@signed_in(*SALES)
def save_message(campaign_id: str) -> ResponseReturnValue:
    at = utc_now()
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            change_campaign(campaign, read_builder(request.form, campaign), at)
            record(session, campaign, "campaign.changed")
            has_people = steps_behind(session, campaign) > 0
            if has_people:
                request_plan(session, campaign, at)
    except InvalidInput as error:
        with reading() as session:
            campaign = own_campaign(session, campaign_id)
            behind = steps_behind(session, campaign)
        return show_form(dict(request.form), campaign, behind, error), error.status
    return to_step(campaign_id, "plan" if has_people else "people")


def show_form(
    fields: dict[str, str], campaign: Campaign | None = None, behind: int = 0, error: InvalidInput | None = None
) -> str:
    return render_template(
        "console/builder.html",
        fields=fields,
        campaign=campaign,
        behind=behind,
        error=error,
        wrong=field_of(error.param) if error else None,
        languages=LANGUAGES,
        currencies=CURRENCIES,
        merge_fields=FIELD_WORDS,
        purposes=PURPOSES,
    )
