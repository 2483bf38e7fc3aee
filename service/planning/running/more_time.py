"""One person gets longer to answer than their campaign has. What is set aside for them stays so until then; nobody is mailed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows, require_act
from service.errors import Conflict, InvalidInput
from service.gifting.find import campaign_of, open_until
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from service.gifting.transitions import ANSWERABLE
from service.planning.message.form.read_form import CLOSES_AT
from service.planning.running.extend import LONGEST
from service.planning.running.figures import require_seen
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def give_time(session: Session, gift: RecipientGift, until: date, seen: str, actor: Actor, at: datetime) -> None:
    """Keeps this gift open through the day. Their page, film and statement say so within minutes; a second reminder never comes.

    Raises FiguresChanged where the gift is not as it was looked at (`seen`), InvalidInput for a day that is not later, or too far,
    Conflict where it waits for no answer any more, or the campaign's state does not let it happen.
    """
    require_seen(session, gift, seen)
    campaign = campaign_of(session, gift)
    session.refresh(campaign)
    if gift.status not in ANSWERABLE:
        raise Conflict("There’s no gift here that waits for an answer, so there’s nothing to keep open.")
    before = open_until(campaign, gift)
    if at >= before:
        raise Conflict("Their time is over: what was set aside comes back. Take them into a new campaign instead.")
    wanted = datetime.combine(until, CLOSES_AT)
    if wanted <= before:
        raise InvalidInput("Choose a day after the one until which they can answer now.", param="until")
    if wanted > at + LONGEST:
        raise InvalidInput(f"Choose a day within the next {LONGEST.days} days.", param="until")
    gift.open_until = wanted
    session.flush()
    if gift.product_id is not None:
        redraw(session, gift)
    body = {"from": before.date().isoformat(), "to": until.isoformat()}
    record_act(session, actor, "gift.extended", at, subject_id=gift.id, body=body)
    require_act(session, campaign, "extend")


def may_get_time(campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Whether the page offers it. For pages; the act asks again with the rows locked."""
    return gift.status in ANSWERABLE and allows(campaign.status, "extend") and at < open_until(campaign, gift)
