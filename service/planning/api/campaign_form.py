"""A campaign as a script sends it, and as the page's form has it: what is left out begins as it does on the page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.api.problem import ApiRefusal
from service.api.values import ExternalId, Given, Minor, Money
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.config import settings
from service.decisions.values import SwapLimit
from service.planning.message.create import CampaignForm
from service.planning.message.form.defaults import ANSWER_IN, ARRIVE_IN
from service.workspaces.actor import Actor
from service.workspaces.models import Workspace

_Line = Annotated[str, Field(min_length=1, max_length=160)]
_Texts = Annotated[dict[str, Annotated[str, Field(max_length=2_000)]], Field(max_length=20)]


class Sender(Given):
    """Who gives, as letters and papers name them."""

    name: _Line
    title: _Line
    company: _Line
    street: _Line
    city: _Line
    registration: Annotated[str, Field(min_length=1, max_length=80)]


class BrandGiven(Given):
    """The name on everything, and its accent, as #0f5c4a."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    site: Annotated[str, Field(max_length=200)] = ""
    ember: Annotated[str | None, Field(pattern="^#[0-9a-f]{6}$")] = None


class ValueBand(Given):
    """From and to, for one gift, in minor units of the budget's currency."""

    lowest: Minor
    highest: Minor


class NewCampaign(Given):
    """A campaign to begin. What you leave out is as on the page: the sender and the words of your last campaign, dates in three and
    four weeks."""

    name: Annotated[str, Field(min_length=1, max_length=120, description="Shown in the console, never to people.")]
    budget: Money
    value_band: Annotated[ValueBand | None, Field(description="Left out: anything up to the budget.")] = None
    sender: Sender | None = None
    brand: BrandGiven | None = None
    occasion: Annotated[_Texts | None, Field(description='Language to words, as {"en": "a spring thank-you"}.')] = None
    message: Annotated[_Texts | None, Field(description="Language to your note, at most two sentences.")] = None
    purpose: Annotated[str | None, Field(max_length=20)] = None
    films: Literal["ahead", "opened"] = "ahead"
    uniqueness: Annotated[Literal["account", "campaign"], Field(description="Among whom nobody gets the same.")] = (
        "campaign"
    )
    swap_limit: SwapLimit = "within_20"
    swap_floor: Minor | None = None
    swaps_once: bool = False
    price_shown: bool = True
    account_budget: Annotated[Minor | None, Field(description="The most one account’s gifts may cost together.")] = None
    yearly_cap: Annotated[Minor | None, Field(description="The most one person may get in a calendar year.")] = None
    public_cap: Annotated[
        Minor | None, Field(description="The most a person in the public sector may get. Left out: nothing.")
    ] = None
    undo_hours: Annotated[int | None, Field(ge=0, le=720)] = None
    deliver_on: date | None = None
    expires_at: datetime | None = None
    external_id: ExternalId | None = None


class CampaignChange(Given):
    """What is to be different; what is left out stays, and so does what is null, but for limits: null lifts one.

    Until a plan is approved everything can change, and the gifts of its people are chosen anew. Afterwards its name
    can, and `expires_at` to a later day.
    """

    name: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    budget: Money | None = None
    value_band: ValueBand | None = None
    sender: Sender | None = None
    brand: BrandGiven | None = None
    occasion: Annotated[_Texts | None, Field(description="All languages: one that is left out is gone.")] = None
    message: Annotated[_Texts | None, Field(description="All languages: one that is left out is gone.")] = None
    purpose: Annotated[str | None, Field(max_length=20)] = None
    films: Literal["ahead", "opened"] | None = None
    uniqueness: Literal["account", "campaign"] | None = None
    swap_limit: SwapLimit | None = None
    swap_floor: Minor | None = None
    swaps_once: bool | None = None
    price_shown: bool | None = None
    account_budget: Minor | None = None
    yearly_cap: Minor | None = None
    public_cap: Minor | None = None
    undo_hours: Annotated[int | None, Field(ge=0, le=720)] = None
    deliver_on: date | None = None
    expires_at: datetime | None = None
    external_id: ExternalId | None = None


ALWAYS: Final = frozenset({"name", "expires_at", "external_id"})
"""What can change once a plan is approved too."""
_LIMITS: Final = ("swap_floor", "account_budget", "yearly_cap", "public_cap")
_AS_THEY_ARE: Final = (
    "name", "purpose", "films", "uniqueness", "swap_limit", "swaps_once", "price_shown", "undo_hours", "deliver_on",
)  # fmt: skip


def changes_in(given: CampaignChange) -> frozenset[str]:
    """The names of what is to be different."""
    return frozenset(name for name in given.model_fields_set if name in _LIMITS or getattr(given, name) is not None)


def changed_form_of(campaign: Campaign, given: CampaignChange) -> dict[str, Any]:
    """The values of the page's form: the campaign's own, with what is given. Raises ApiRefusal where a time has no zone."""
    values = {name: getattr(campaign, name) for name in CampaignForm.model_fields}
    values |= {name: getattr(given, name) for name in _AS_THEY_ARE if getattr(given, name) is not None}
    values |= {f"{name}_minor": getattr(given, name) for name in _LIMITS if name in given.model_fields_set}
    if given.budget is not None:
        values |= {"budget_minor": given.budget.amount, "currency": given.budget.currency}
    if given.value_band is not None:
        values |= {"band_min_minor": given.value_band.lowest, "band_max_minor": given.value_band.highest}
    if given.sender is not None:
        is_titled_so = given.sender.title == campaign.sender.get("title")
        values["sender"] = given.sender.model_dump() | {
            "titles": campaign.sender.get("titles", {}) if is_titled_so else {}
        }
    if given.brand is not None:
        values["brand"] = {**campaign.brand, **given.brand.model_dump(exclude_none=True)}
    for name in ("occasion", "message"):
        if (texts := getattr(given, name)) is not None:
            values[name] = texts
            # What waited for a new translation belongs to words that nobody uses any more.
            values["old_words"] = {kind: words for kind, words in values["old_words"].items() if kind != name}
    if given.expires_at is not None:
        values["expires_at"] = _moment(given.expires_at)
    return values


def form_of(session: Session, given: NewCampaign, actor: Actor, at: datetime) -> dict[str, Any]:
    """The values of the page's form. Raises ApiRefusal where a time has no zone, or there is no campaign to take words from."""
    last = session.scalars(
        select(Campaign).where(campaigns_of(actor)).order_by(Campaign.created_at.desc(), Campaign.id).limit(1)
    ).first()
    sender = given.sender.model_dump() if given.sender else dict(last.sender) if last else _needed("sender")
    return {
        "name": given.name,
        "sender": sender,
        "brand": _brand(session, given, last, actor),
        "occasion": given.occasion or (dict(last.occasion) if last else _needed("occasion")),
        "message": given.message or (dict(last.message) if last else _needed("message")),
        "purpose": given.purpose or (last.purpose if last else "mixed"),
        "films": given.films,
        "charities": list(last.charities) if last else [],
        "budget_minor": given.budget.amount,
        "currency": given.budget.currency,
        "band_min_minor": given.value_band.lowest if given.value_band else 0,
        "band_max_minor": given.value_band.highest if given.value_band else given.budget.amount,
        "account_budget_minor": given.account_budget,
        "yearly_cap_minor": given.yearly_cap,
        "public_cap_minor": given.public_cap,
        "swap_limit": given.swap_limit,
        "swap_floor_minor": given.swap_floor,
        "swaps_once": given.swaps_once,
        "price_shown": given.price_shown,
        "uniqueness": given.uniqueness,
        "undo_hours": settings().undo_hours if given.undo_hours is None else given.undo_hours,
        "deliver_on": given.deliver_on or at.date() + ARRIVE_IN,
        "expires_at": _moment(given.expires_at) or _end_of(at.date() + ANSWER_IN, at),
    }


def _brand(session: Session, given: NewCampaign, last: Campaign | None, actor: Actor) -> dict[str, Any]:
    if given.brand is not None:
        return given.brand.model_dump(exclude_none=True)
    if last is not None:
        return dict(last.brand)
    return {"name": session.get_one(Workspace, actor.workspace_id).name, "site": ""}


def _needed(param: str) -> dict[str, Any]:
    raise ApiRefusal("missing_field", f"{param} is missing, and there’s no campaign yet to take it from.", param=param)


def _moment(given: datetime | None) -> datetime | None:
    if given is not None and given.tzinfo is None:
        raise ApiRefusal(
            "invalid_input", "expires_at needs its time zone, as 2027-04-20T22:00:00Z.", param="expires_at"
        )
    return given


def _end_of(day: date, at: datetime) -> datetime:
    return datetime.combine(day, time(22), tzinfo=at.tzinfo) + timedelta(0)
