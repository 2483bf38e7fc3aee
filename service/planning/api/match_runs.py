"""Plans: asked for by a campaign, read with their proof."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import CampaignId, MatchRunId
from service.api.paging import part_of
from service.api.problem import ApiRefusal
from service.api.values import Given, Listed, ListQuery, MoneyShown, Shown
from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import in_sight
from service.campaigns.transitions import lock_campaign
from service.errors import NotFound
from service.gifting.models import MatchRun
from service.planning.plan.choose import PLAN, plan_again, works_on


class MatchRunShown(Shown):
    """One joint choice. `gap`: at most this share could a better plan be worth more. Each person is one of `planned`, `held` (they
    wait for something, such as an answer) and `unmatched`."""

    id: MatchRunId
    campaign: CampaignId
    status: Literal["done"]
    planned: int
    held: int
    unmatched: int
    of: int
    spend: MoneyShown
    gap: float
    products_considered: int
    seconds: float
    is_current: bool
    is_approved: bool
    created_at: datetime


class MatchRuns(Listed[MatchRunShown]):
    """Plans, the first made first."""


class MatchRunQuery(ListQuery):
    """Narrows a list of plans."""

    campaign: CampaignId | None = None


class NewMatchRun(Given):
    """The campaign to plan."""

    campaign: CampaignId


class Asked(Shown):
    """A plan is being made. Read the campaign: when `match_run` changes and `planning` is no longer its status, it stands."""

    campaign: CampaignId
    status: Literal["running"]


def list_match_runs(call: Call[MatchRunQuery, None]) -> MatchRuns:
    """The plans of the workspace, or of one campaign."""
    query = (
        select(MatchRun)
        .where(MatchRun.workspace_id == call.actor.workspace_id, in_sight(MatchRun.campaign_id, call.actor))
    )  # fmt: skip
    if call.query.campaign is not None:
        query = query.where(MatchRun.campaign_id == call.query.campaign)
    part = part_of(call, query, MatchRun.created_at, MatchRun.id)
    return MatchRuns(
        data=part.each(lambda run: _shown(run, call.session.get_one(Campaign, run.campaign_id))),
        next=part.next,
        next_cursor=part.next_cursor,
    )


def read_match_run(call: Call[None, None]) -> MatchRunShown:
    """One plan. Raises NotFound."""
    run = call.session.scalar(
        select(MatchRun).where(
            MatchRun.id == call.ids["match_run_id"], MatchRun.workspace_id == call.actor.workspace_id
        )
    )
    if run is None:
        raise NotFound("There’s no such plan.")
    return _shown(run, call.session.get_one(Campaign, run.campaign_id))


def plan_campaign(call: Call[None, NewMatchRun]) -> Asked:
    """Has gifts chosen. Raises ApiRefusal for a campaign there is not, Conflict as the page does."""
    try:
        campaign = find_campaign(call.session, call.actor, call.body.campaign)
    except NotFound as error:
        raise ApiRefusal("invalid_input", error.sentence, param="campaign") from None
    campaign = lock_campaign(call.session, campaign)
    if not works_on(call.session, campaign, PLAN):
        plan_again(call.session, campaign, call.actor, call.at)
    return Asked(campaign=campaign.id, status="running")


def _shown(run: Any, campaign: Campaign) -> MatchRunShown:
    return MatchRunShown(
        id=run.id,
        campaign=run.campaign_id,
        status="done",
        planned=run.chosen,
        held=run.held,
        unmatched=run.unmatched,
        of=run.chosen + run.held + run.unmatched,
        spend=MoneyShown(amount=run.spend_minor, currency=campaign.currency),
        gap=run.gap,
        products_considered=run.products_considered,
        seconds=run.seconds,
        is_current=campaign.current_match_run_id == run.id,
        is_approved=campaign.approved_match_run_id == run.id,
        created_at=run.created_at,
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/match_runs", list_match_runs, "campaigns:read", "match_runs", "List plans", MatchRuns,
        query=MatchRunQuery,
    ),
    Endpoint(
        "POST", "/match_runs", plan_campaign, "campaigns:write", "match_runs", "Plan", Asked, body=NewMatchRun, status=202,
        about="Chooses one gift for everybody at once. Asked twice while one is being made, the first counts.",
    ),
    Endpoint(
        "GET", "/match_runs/{match_run_id}", read_match_run, "campaigns:read", "match_runs", "Read a plan", MatchRunShown
    ),
)  # fmt: skip
