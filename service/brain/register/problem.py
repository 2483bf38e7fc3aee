"""What a campaign is to change: stated before it launches, in one sentence with one measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.brain.register.models import CampaignProblem
from service.campaigns.models import Campaign
from service.dietary.detect import detect
from service.errors import Conflict, InvalidInput
from service.gifting.models import RecipientGift
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import one_line, written

LONGEST = 300


def state_problem(session: Session, actor: Actor, campaign: Campaign, form: Mapping[str, str], at: datetime) -> None:
    """From a form: problem, measured_by, good_enough and stop_below in percent. Raises InvalidInput with the field, Conflict once
    a wave was launched: a goal that is set afterwards measures nothing."""
    session.scalars(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update(key_share=True)).one()
    launched = exists().where(RecipientGift.campaign_id == campaign.id, RecipientGift.launched_at.is_not(None))
    if session.scalar(select(launched)):
        raise Conflict("The first wave has left, so what this campaign is to change can’t be stated any more.")
    row = session.get(CampaignProblem, campaign.id)
    if row is None:
        row = CampaignProblem(campaign_id=campaign.id, workspace_id=campaign.workspace_id)
        session.add(row)
    row.problem = _words(form, "problem", "Say in one sentence what is wrong today.")
    row.measured_by = _words(form, "measured_by", "Name the one figure by which you will tell.")
    row.good_enough = _percent(form, "good_enough", 1)
    row.stop_below = _percent(form, "stop_below", 0)
    row.stated_by, row.stated_at = actor.user_id, at
    session.flush()
    record_act(session, actor, "campaign.problem_stated", at, subject_id=campaign.id)


def _words(form: Mapping[str, str], field: str, needed: str) -> str:
    words = one_line(written(form.get(field, "")) or "")
    if not words:
        raise InvalidInput(needed, param=field)
    if len(words) > LONGEST:
        raise InvalidInput(f"Use at most {LONGEST} characters.", param=field)
    if detect(words) is not None:
        raise InvalidInput("This says what people eat or avoid. Leave it out.", param=field)
    return words


def _percent(form: Mapping[str, str], field: str, least: int) -> int:
    text = form.get(field, "").strip().removesuffix("%").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and least <= int(text) <= 100):
        raise InvalidInput(f"Write a whole number from {least} to 100.", param=field)
    return int(text)
