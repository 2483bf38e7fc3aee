"""The step "Launch": waves set out, and a campaign is paused, resumed or closed."""

from __future__ import annotations

import re

from flask import request
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.close import move_campaign
from service.planning.launch import request_launch
from service.planning.launch_progress import as_figures, launched_people, read_progress
from service.planning.views.console import blueprint, name_of, own_campaign, step_page, to_step
from service.planning.words import say_hold
from service.workspaces.doors import SALES, current, signed_in


@blueprint.get("/campaigns/<campaign_id>/launch")
@signed_in()
def show_launch(campaign_id: str) -> ResponseReturnValue:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/launch.html",
            now_at=read_progress(session, campaign, utc_now()),
            page=launched_people(session, campaign, request.args.get("page")),
            say_hold=say_hold,
            approver=name_of(session, campaign.approved_by),
        )


@blueprint.get("/campaigns/<campaign_id>/launch/progress.json")
@signed_in()
def launch_figures(campaign_id: str) -> ResponseReturnValue:
    with reading() as session:
        return as_figures(read_progress(session, own_campaign(session, campaign_id), utc_now()))


@blueprint.post("/campaigns/<campaign_id>/launch")
@signed_in(*SALES)
def launch(campaign_id: str) -> ResponseReturnValue:
    size = request.form.get("size", "")
    with transaction() as session:
        campaign = own_campaign(session, campaign_id)
        if not re.fullmatch("[0-9]{1,6}", size):
            raise InvalidInput("Write how many people to launch: a whole number from 1.", param="size")
        request_launch(session, campaign, int(size), current().user_id, utc_now())
    return to_step(campaign_id, "launch")


@blueprint.post("/campaigns/<campaign_id>/move")
@signed_in(*SALES)
def move(campaign_id: str) -> ResponseReturnValue:
    act = request.form.get("act", "")
    with transaction() as session:
        campaign = own_campaign(session, campaign_id)
        if act not in {"pause", "resume", "close"}:
            raise InvalidInput("A campaign can be paused, resumed or closed.", param="act")
        move_campaign(session, campaign, act, current().user_id, utc_now())
    return to_step(campaign_id, "launch")
