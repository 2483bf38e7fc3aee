"""Somebody of the sender's has a person asked what they eat before their gift goes on. What they answer is theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.transitions import require_act
from service.errors import Conflict
from service.gifting.find import campaign_of
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.recipients.answers import is_open
from service.recipients.facts.heard import hear_doubt
from service.recipients.models import Recipient
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

ASKABLE: Final = ANSWERABLE | {"accepted"}


def ask_first(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """The page asks before anything else, and an order waits for the answer; what is set aside stays so. Nobody is mailed.

    Raises Conflict where they have answered or skipped the question before: it is never put twice because we would like to know.
    """
    lock_gift(session, gift)
    if gift.status not in ASKABLE:
        raise Conflict("This gift has gone too far to ask first.")
    if not is_open(session, gift.recipient_id, "diet"):
        raise Conflict("They’ve answered or skipped this question before. We don’t ask it again.")
    hear_doubt(session, session.get_one(Recipient, gift.recipient_id), "imported", at)
    record_act(session, actor, "gift.asked_first", at, subject_id=gift.id)
    require_act(session, campaign_of(session, gift), "ask_first")
    look_at_person(session, gift.recipient_id, at)
