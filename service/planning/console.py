"""What the pages of every step share: who may change, whose campaign it is, where to go on."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.find import find_campaign, find_given_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import given_by
from service.errors import NotFound
from service.gifting.find import find_gift_in
from service.gifting.models import RecipientGift
from service.planning.steps import steps_of
from service.workspaces.doors.console_session import current
from service.workspaces.models import User

blueprint = Blueprint("planning", __name__)
LONGEST_SEARCH: Final = 120
WITH_STILLS: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""That of every page, but that the film's stills come inside the answer: no address of them is left for anybody to ask for."""


def own_campaign(session: Session, campaign_id: str) -> Campaign:
    """A campaign that whoever is signed in may see. Raises NotFound for any other."""
    return find_campaign(session, current(), campaign_id)


def given_gift(session: Session, campaign_id: str, gift_id: str) -> tuple[Campaign, RecipientGift]:
    """A campaign and a gift in it to whose person whoever is signed in gives. Raises NotFound for any other, also for who sends the
    campaign: once a colleague gives to somebody who has set out, that gift is theirs."""
    actor = current()
    campaign = find_given_campaign(session, actor, campaign_id)
    gift = find_gift_in(session, campaign, gift_id)
    seen = given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor)
    if session.scalar(select(RecipientGift.id).where(RecipientGift.id == gift.id, seen)) is None:
        raise NotFound("A colleague gives to this person. Ask them for the hand-over to see their page.")
    return campaign, gift


def step_page(session: Session, campaign: Campaign, template: str, **shown: object) -> str:
    """A page of the campaign, with how far it has come along its steps."""
    return render_template(template, campaign=campaign, behind=steps_of(session, campaign), **shown)


def to_step(campaign_id: str, step: str, **query: Any) -> ResponseReturnValue:
    """On to `people`, `message`, `plan` or `launch` of a campaign, by GET."""
    return redirect(url_for(f"planning.show_{step}", campaign_id=campaign_id, **query), 303)


def wanted(name: str) -> str:
    """The words of a search in the address, cut where no name goes on; only for what is nobody's name."""
    return request.args.get(name, "").strip()[:LONGEST_SEARCH]


def name_of(session: Session, user_id: str | None) -> str | None:
    """Who that user is, for a page that says who approved."""
    user = session.get(User, user_id) if user_id else None
    return user.name if user else None
