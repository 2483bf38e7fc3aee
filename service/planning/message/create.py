"""A campaign begins: name, sender, message, money and rules, all checked at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.purpose import MIXED
from service.campaigns.transitions import DRAFT, allows, lock_campaign
from service.content.material.compose import compose_anew
from service.decisions.values import SwapLimit
from service.errors import Conflict, InvalidInput
from service.gifting.models import RecipientGift
from service.planning.form_faults import FaultList
from service.planning.message.check_copy import require_copy_whole, require_inscription_whole
from service.planning.message.diet_in_copy import require_no_diet
from service.planning.message.form.sentences import describe_fault, require_together
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import written_in

FIXED_BY_GIFTS: Final = {
    "currency": "Gifts have been chosen in this currency, so you can’t change it. For another currency, start a new campaign.",
    "uniqueness": "Gifts have been chosen under this rule, so you can’t change it. For the other rule, start a new campaign.",
}
"""What cannot change once gifts have been chosen, with why: every gift was made with it, and its money and history speak of it."""
BUDGET_MAX = 10_000_000_00


class SenderForm(BaseModel):
    """Who gives, as the papers and letters name them."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    title: str = Field(min_length=1, max_length=120)
    company: str = Field(min_length=1, max_length=120)
    street: str = Field(min_length=1, max_length=160)
    city: str = Field(min_length=1, max_length=120)
    registration: str = Field(min_length=1, max_length=80)
    titles: dict[str, Annotated[str, Field(min_length=1, max_length=120)]] = {}
    """Locale -> the job title in another language than English."""


class CampaignForm(BaseModel):
    """What a campaign is made of. Money in minor units; locale -> text in `occasion` and `message`, English always there."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    sender: SenderForm
    brand: dict[str, Any]
    occasion: dict[str, str]
    message: dict[str, str]
    old_words: dict[str, dict[str, str]] = {}
    purpose: str = MIXED
    films: Literal["ahead", "opened"] = "ahead"
    inscription: dict[str, str] | None = None
    charities: list[dict[str, Any]] = []
    budget_minor: int = Field(ge=0, le=BUDGET_MAX)
    currency: str = Field(pattern="^[A-Z]{3}$")
    band_min_minor: int = Field(ge=0)
    band_max_minor: int = Field(ge=0)
    account_budget_minor: int | None = Field(default=None, ge=0, le=BUDGET_MAX)
    yearly_cap_minor: int | None = Field(default=None, ge=0, le=BUDGET_MAX)
    public_cap_minor: int | None = Field(default=None, ge=0, le=BUDGET_MAX)
    swap_limit: SwapLimit = "within_20"
    swap_floor_minor: int | None = Field(default=None, ge=0, le=BUDGET_MAX)
    swaps_once: bool = False
    price_shown: bool = True
    uniqueness: str = Field(pattern="^(account|campaign)$")
    undo_hours: int = Field(ge=0, le=720)
    deliver_on: date
    expires_at: datetime


def read_campaign_form(values: dict[str, Any]) -> CampaignForm:
    """The form, checked as a whole. Raises FormFaults with everything that is wrong, each `param` as in `sender.name`."""
    faults, form = FaultList(), None
    written = written_in(values)
    try:
        form = CampaignForm.model_validate(written)
    except ValidationError as error:
        for one in error.errors():
            param = ".".join(str(part) for part in one["loc"])
            faults.add(param, describe_fault(param, one["type"], one.get("ctx", {}), written))
    require_together(faults, written)
    _require_copy(faults, written)
    faults.require_none()
    if form is None:
        raise AssertionError("a form without a fault is whole")
    return form


def _require_copy(faults: FaultList, values: dict[str, Any]) -> None:
    """Every text of the sender, in use or waiting: its fields, its length, its words about food."""
    old = values.get("old_words") or {}
    texts = {name: {**old.get(name, {}), **(values.get(name) or {})} for name in ("message", "occasion")}
    for name, by_locale in texts.items():
        for locale, words in by_locale.items():
            one = {locale: words}
            with faults.noting():
                require_copy_whole(*((one, {}) if name == "message" else ({}, one)))
            with faults.noting():
                require_no_diet({name: one})
    if values.get("inscription"):
        with faults.noting():
            require_inscription_whole(values["inscription"])


def create_campaign(session: Session, form: CampaignForm, actor: Actor, at: datetime) -> Campaign:
    """A draft in the actor's workspace, sent by them. Raises InvalidInput where it would be over before it begins."""
    _in_time(form, at)
    campaign = Campaign(
        id=new_id("cmp"),
        workspace_id=actor.workspace_id,
        status=DRAFT,
        seller_id=actor.user_id,
        created_at=at,
        **form.model_dump(),
    )
    session.add(campaign)
    session.flush()
    record_act(session, actor, "campaign.created", at, subject_id=campaign.id)
    return campaign


def change_campaign(session: Session, campaign: Campaign, form: CampaignForm, actor: Actor, at: datetime) -> None:
    """Changes a campaign that has not been approved. Raises Conflict afterwards: people may already have seen it; InvalidInput for
    what its gifts were made with, and for a budget below what is set aside and spent."""
    campaign = lock_campaign(session, campaign)
    if not allows(campaign.status, "change"):
        raise Conflict("This campaign is already approved. You can no longer change its message and rules.")
    _in_time(form, at)
    if has_gifts(session, campaign):
        for name, sentence in FIXED_BY_GIFTS.items():
            if getattr(form, name) != getattr(campaign, name):
                raise InvalidInput(sentence, param=name)
    bound = campaign.reserved_minor + campaign.captured_minor
    if form.budget_minor < bound:
        raise InvalidInput(
            "The budget is less than the amount already set aside and spent. Raise it.", param="budget_minor"
        )
    has_new_look = form.brand != campaign.brand
    for name, value in form.model_dump().items():
        setattr(campaign, name, value)
    if has_new_look:
        compose_anew(session, campaign)
    record_act(session, actor, "campaign.changed", at, subject_id=campaign.id)


def has_gifts(session: Session, campaign: Campaign) -> bool:
    """Whether gifts have been chosen in the campaign, whatever became of them: each carries its currency and its circle."""
    return session.scalar(select(RecipientGift.id).where(RecipientGift.campaign_id == campaign.id).limit(1)) is not None


def _in_time(form: CampaignForm, at: datetime) -> None:
    if form.expires_at <= at + timedelta(hours=1):
        raise InvalidInput("The campaign would close within the hour. Choose a later date.", param="expires_at")
