"""Welcomes somebody who said yes to a gift and told what they would enjoy: at most three messages a week apart, until they answer.

They are proposed here and chosen, like every other message, by the one decision over all campaigns; whether and when one leaves is
for `contact` to say.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from renderers.mail.after_yes.welcome import NUMBERS
from service.contact.gift_state import ended
from service.db.connect import transaction
from service.decisions.next_action.layers import BETWEEN_WELCOMES
from service.decisions.next_action.person import WELCOMED
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.best_now import is_best_now
from service.outreach.models import MailMessage
from service.outreach.occasions.write_down import write_down
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact
from service.recipients.visibility import is_nameable

AFTER: Final = timedelta(days=1)
"""How long what somebody told is left alone before the first message."""
NO_LATER: Final = timedelta(days=60)
"""After so long nobody is welcomed any more for what they told."""
_TOLD: Final[ColumnElement[bool]] = literal_column("profile_fact.kind = 'motive' AND profile_fact.source = 'asked'")
"""As the index of told motives has it, not parameters."""


def _due(at: datetime) -> Due:
    later, mail = aliased(RecipientGift), aliased(MailMessage)
    newer = exists().where(
        later.recipient_id == RecipientGift.recipient_id,
        later.status.in_(sorted(WELCOMED)),
        or_(
            later.decided_at > RecipientGift.decided_at,
            and_(later.decided_at == RecipientGift.decided_at, later.id > RecipientGift.id),
        ),
    )
    welcomes = (mail.recipient_id == RecipientGift.recipient_id, mail.kind == "welcome")
    number = select(func.count(mail.id)).where(*welcomes).scalar_subquery()
    return (
        select(RecipientGift.id, RecipientGift.workspace_id, ProfileFact.created_at)
        .join(ProfileFact, ProfileFact.recipient_id == RecipientGift.recipient_id)
        .where(
            _TOLD,
            ProfileFact.withdrawn_at.is_(None),
            is_nameable(),
            ProfileFact.created_at <= at - AFTER,
            ProfileFact.created_at > at - NO_LATER,
            RecipientGift.status.in_(sorted(WELCOMED)),
            RecipientGift.decided_at.is_not(None),
            ~newer,
            ~exists().where(*welcomes, mail.created_at > at - BETWEEN_WELCOMES),
            number < len(NUMBERS),
        )
    )


def _welcome(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        lock_person(session, gift.recipient_id)
        lock_gift(session, gift)
        number = _written(session, gift.recipient_id)
        if number >= len(NUMBERS) or ended(session, gift, "welcome", at):
            return 0
        if not is_best_now(session, gift, "welcome", at).is_best:
            return 0
        name = NUMBERS[number]
        write_down(session, gift, "welcome", at, once_for=f"{gift.recipient_id}:{name}", about_id=name)
    return 1


def _written(session: Session, person_id: str) -> int:
    """How many of them were written, whatever became of them."""
    mails = select(func.count(MailMessage.id)).where(
        MailMessage.recipient_id == person_id, MailMessage.kind == "welcome"
    )
    return session.scalar(mails) or 0


welcome_people: Final = RowSweep("people welcomed", _due, _welcome)
"""Writes the messages down that are due and asks for them to be sent; answers how many."""
