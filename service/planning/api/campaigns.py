"""What scripts may do with campaigns: begin, change, delete, approve a plan, launch, pause, go on, close."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, cast

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.external import external_ids_of, find_by_external_id, keep_external_id
from service.api.ids import CampaignId, MatchRunId
from service.api.paging import part_of
from service.api.problem import ApiRefusal, Fault
from service.api.values import Given, Listed, ListQuery, MoneyShown, Shown
from service.campaigns.approvals import open_request
from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.campaigns.transitions import allows
from service.decisions.values import SwapLimit
from service.errors import InvalidInput
from service.planning.api.campaign_form import ALWAYS, CampaignChange, NewCampaign, changed_form_of, changes_in, form_of
from service.planning.drafts.delete import delete_draft, restore_draft
from service.planning.drafts.rename import rename_campaign
from service.planning.form_faults import FormFaults
from service.planning.launch.pause_and_close import move_campaign
from service.planning.launch.waves import request_launch
from service.planning.message.create import CampaignForm, change_campaign, create_campaign, read_campaign_form
from service.planning.message.form.read_form import CLOSES_AT
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.planning.running.extend import extend
from service.planning.steps import steps_behind


class Band(Shown):
    """From and to, for one gift, in minor units of the budget's currency."""

    lowest: int
    highest: int


class CampaignShown(Shown):
    """A campaign. `match_run`: the plan that stands; `approved_match_run`: the one that somebody agreed to."""

    id: CampaignId
    name: str
    status: str
    budget: MoneyShown
    reserved: MoneyShown
    captured: MoneyShown
    value_band: Band
    uniqueness: str
    swap_limit: SwapLimit
    undo_hours: int
    deliver_on: date
    expires_at: datetime
    match_run: MatchRunId | None
    approved_match_run: MatchRunId | None
    external_id: str | None
    created_at: datetime


class Campaigns(Listed[CampaignShown]):
    """Campaigns, the first made first."""


class CampaignQuery(ListQuery):
    """Narrows a list of campaigns."""

    external_id: Annotated[str | None, Field(min_length=1, max_length=120)] = None


class Approval(Given):
    """Which plan is agreed to: the one that was looked at."""

    match_run: MatchRunId


class Approved(Shown):
    """`approved`; or `asked`, where the workspace wants a second person and they have been asked."""

    campaign: CampaignShown
    result: str


class DeletedCampaign(Shown):
    """It is out of sight, and gone for good a day later."""

    id: CampaignId
    is_deleted: bool


class Launch(Given):
    """A wave: the next `size` people in the order of the list, or everybody who is ready."""

    size: Annotated[int | None, Field(ge=1, le=100_000)] = None


class Launched(Shown):
    """The wave’s number. Its gifts set out from now on; read them to see how far they are."""

    campaign: CampaignId
    wave: int


def list_campaigns(call: Call[CampaignQuery, None]) -> Campaigns:
    """The campaigns of the workspace."""
    query = select(Campaign).where(campaigns_of(call.actor))
    if (named := call.query.external_id) is not None:
        known = find_by_external_id(call.session, call.actor.workspace_id, "campaign", named)
        query = query.where(Campaign.id == (known or ""))
    part = part_of(call, query, Campaign.created_at, Campaign.id)
    names = external_ids_of(call.session, part.each(lambda campaign: campaign.id))
    shown = part.each(lambda campaign: campaign_shown(campaign, names.get(campaign.id)))
    return Campaigns(data=shown, next=part.next, next_cursor=part.next_cursor)


def read_campaign(call: Call[None, None]) -> CampaignShown:
    """One campaign."""
    return _shown(call, its_campaign(call))


def create_draft(call: Call[None, NewCampaign]) -> CampaignShown:
    """Makes a draft. Raises ApiRefusal with every fault of the whole."""
    values = form_of(call.session, call.body, call.actor, call.at)
    campaign = create_campaign(call.session, _checked(values), call.actor, call.at)
    return campaign_shown(campaign, call.body.external_id)


def change_campaign_by_key(call: Call[None, CampaignChange]) -> CampaignShown:
    """Changes it, by the acts of the pages. Raises ApiRefusal with every fault of the whole."""
    campaign, given = its_campaign(call), call.body
    wanted = changes_in(given)
    if wanted <= ALWAYS and not allows(campaign.status, "change"):
        _change_running(call, campaign)
    elif wanted - {"external_id"}:
        _change_whole(call, campaign)
    if given.external_id is not None:
        keep_external_id(call.session, call.actor.workspace_id, "campaign", given.external_id, campaign.id, call.at)
    call.session.flush()
    call.session.refresh(campaign)
    return _shown(call, campaign)


def _change_whole(call: Call[None, CampaignChange], campaign: Campaign) -> None:
    form = _checked(changed_form_of(campaign, call.body))
    try:
        change_campaign(call.session, campaign, form, call.actor, call.at)
    except InvalidInput as wrong:
        raise ApiRefusal("invalid_input", wrong.sentence, param=_NAMES.get(wrong.param or "", wrong.param)) from None
    if steps_behind(call.session, campaign) > 0:
        request_plan(call.session, campaign, call.at)


def _change_running(call: Call[None, CampaignChange], campaign: Campaign) -> None:
    """Its name, and a later day. Raises ApiRefusal for a moment at which no campaign closes."""
    name, until = call.body.name, call.body.expires_at
    if name is not None:
        rename_campaign(call.session, campaign, name, call.actor, call.at)
    if until is None:
        return
    if until.tzinfo is None or until.astimezone(UTC).timetz() != CLOSES_AT:
        raise ApiRefusal(
            "invalid_input", "Once its plan is approved, a campaign closes at 22:00 UTC, as 2027-04-20T22:00:00Z.",
            param="expires_at",
        )  # fmt: skip
    try:
        extend(call.session, campaign, until.astimezone(UTC).date(), call.actor, call.at)
    except InvalidInput as wrong:
        raise ApiRefusal("invalid_input", wrong.sentence, param="expires_at") from None


def delete_campaign(call: Call[None, None]) -> DeletedCampaign:
    """Takes a draft out of sight."""
    campaign = its_campaign(call)
    delete_draft(call.session, campaign, call.actor, call.at)
    return DeletedCampaign(id=campaign.id, is_deleted=True)


def restore_campaign(call: Call[None, None]) -> CampaignShown:
    """Brings a deleted draft back."""
    return _shown(call, restore_draft(call.session, call.ids["campaign_id"], call.actor, call.at))


def approve_campaign(call: Call[None, Approval]) -> Approved:
    """Agrees to the plan, or asks a second person."""
    campaign = its_campaign(call)
    approve_plan(call.session, campaign, call.body.match_run, call.actor, call.at)
    is_asked = open_request(call.session, campaign) is not None
    call.session.refresh(campaign)
    return Approved(campaign=_shown(call, campaign), result="asked" if is_asked else "approved")


def launch_campaign(call: Call[None, Launch]) -> Launched:
    """Asks for one wave."""
    campaign = its_campaign(call)
    wave = request_launch(call.session, campaign, call.body.size, call.actor, call.at)
    return Launched(campaign=campaign.id, wave=wave)


def pause_campaign(call: Call[None, None]) -> CampaignShown:
    """No further wave."""
    return _moved(call, "pause")


def resume_campaign(call: Call[None, None]) -> CampaignShown:
    """Goes on."""
    return _moved(call, "resume")


def close_campaign(call: Call[None, None]) -> CampaignShown:
    """Ends it; open gifts can still be answered."""
    return _moved(call, "close")


def its_campaign(call: Call[Any, Any]) -> Campaign:
    """The campaign that the path names. Raises NotFound for another workspace's too."""
    return find_campaign(call.session, call.actor, call.ids["campaign_id"])


def campaign_shown(campaign: Campaign, external_id: str | None) -> CampaignShown:
    """A campaign as scripts see it."""
    currency = campaign.currency
    return CampaignShown(
        id=campaign.id,
        name=campaign.name,
        status=campaign.status,
        budget=MoneyShown(amount=campaign.budget_minor, currency=currency),
        reserved=MoneyShown(amount=campaign.reserved_minor, currency=currency),
        captured=MoneyShown(amount=campaign.captured_minor, currency=currency),
        value_band=Band(lowest=campaign.band_min_minor, highest=campaign.band_max_minor),
        uniqueness=campaign.uniqueness,
        swap_limit=cast("SwapLimit", campaign.swap_limit),
        undo_hours=campaign.undo_hours,
        deliver_on=campaign.deliver_on,
        expires_at=campaign.expires_at,
        match_run=campaign.current_match_run_id,
        approved_match_run=campaign.approved_match_run_id,
        external_id=external_id,
        created_at=campaign.created_at,
    )


def _moved(call: Call[None, None], act: str) -> CampaignShown:
    campaign = its_campaign(call)
    move_campaign(call.session, campaign, act, call.actor, call.at)
    call.session.refresh(campaign)
    return _shown(call, campaign)


def _shown(call: Call[Any, Any], campaign: Campaign) -> CampaignShown:
    return campaign_shown(campaign, external_ids_of(call.session, [campaign.id]).get(campaign.id))


_NAMES: Final = {
    "budget_minor": "budget.amount",
    "currency": "budget.currency",
    "band_min_minor": "value_band.lowest",
    "band_max_minor": "value_band.highest",
    "account_budget_minor": "account_budget",
    "yearly_cap_minor": "yearly_cap",
    "public_cap_minor": "public_cap",
    "swap_floor_minor": "swap_floor",
}
"""What the form calls a field -> what a script does."""


def _checked(values: dict[str, Any]) -> CampaignForm:
    """The form of the page, by the page's own rules. Raises ApiRefusal with every fault under the names that scripts use."""
    try:
        return read_campaign_form(values)
    except FormFaults as found:
        faults = [Fault("invalid_input", _NAMES.get(one.param, one.param), one.sentence) for one in found.faults]
        raise ApiRefusal("invalid_input", faults[0].title, param=faults[0].param, faults=faults) from None


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/campaigns", list_campaigns, "campaigns:read", "campaigns", "List campaigns", Campaigns,
        query=CampaignQuery,
    ),
    Endpoint(
        "POST", "/campaigns", create_draft, "campaigns:write", "campaigns", "Create a campaign", CampaignShown,
        body=NewCampaign, status=201, external="campaign",
        about="Makes a draft. Nothing is planned, reserved or sent.",
    ),
    Endpoint(
        "GET", "/campaigns/{campaign_id}", read_campaign, "campaigns:read", "campaigns", "Read a campaign", CampaignShown
    ),
    Endpoint(
        "PATCH", "/campaigns/{campaign_id}", change_campaign_by_key, "campaigns:write", "campaigns", "Change a campaign",
        CampaignShown, body=CampaignChange,
        about="Until a plan is approved; gifts are chosen anew. Afterwards only its name and a later end.",
    ),
    Endpoint(
        "DELETE", "/campaigns/{campaign_id}", delete_campaign, "campaigns:write", "campaigns", "Delete a draft", DeletedCampaign,
        about="Also a plan that nobody has approved. Its people stay people of the workspace.",
    ),
    Endpoint(
        "POST", "/campaigns/{campaign_id}/restore", restore_campaign, "campaigns:write", "campaigns", "Bring a draft back",
        CampaignShown, about="For a day after it was deleted.",
    ),
    Endpoint(
        "POST", "/campaigns/{campaign_id}/approve", approve_campaign, "campaigns:write", "campaigns", "Approve a plan",
        Approved, body=Approval, about="Agrees to the plan that stands, by its id; a newer one has to be looked at first.",
    ),
    Endpoint(
        "POST", "/campaigns/{campaign_id}/launch", launch_campaign, "campaigns:write", "campaigns", "Launch a wave",
        Launched, body=Launch, status=202, about="Sets stock and money aside, draws everything and writes to people.",
    ),
    Endpoint(
        "POST", "/campaigns/{campaign_id}/pause", pause_campaign, "campaigns:write", "campaigns", "Pause a campaign",
        CampaignShown,
    ),
    Endpoint(
        "POST", "/campaigns/{campaign_id}/resume", resume_campaign, "campaigns:write", "campaigns", "Resume a campaign",
        CampaignShown,
    ),
    Endpoint(
        "POST", "/campaigns/{campaign_id}/close", close_campaign, "campaigns:write", "campaigns", "Close a campaign",
        CampaignShown,
    ),
)  # fmt: skip
