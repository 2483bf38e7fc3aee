"""How somebody stands with the sender: it chooses the film's scenes and is never shown.

The list's own word counts first, then whom the campaign is for, then what we saw ourselves: who has kept a gift of this sender is
no stranger to them any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.purpose import PURPOSES
from service.db.writing.by_key import ByKey
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.acquaintance import Lifecycle, Relationship
from service.recipients.models import Account


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """None where nobody has said it. The names are those of the story's fields."""

    relationship: Relationship | None
    lifecycle: Lifecycle | None


def acquaintance(session: Session, campaign: Campaign, account: Account, gift: RecipientGift) -> Acquaintance:
    """How the gift's person stands with the campaign's sender at present."""
    return weighed(campaign, account, has_kept_before=_has_kept_before(session, gift))


def weighed(campaign: Campaign, account: Account, *, has_kept_before: bool) -> Acquaintance:
    """The same from what is known already. A prospect who has kept a gift is no first contact; what they are now, nobody said."""
    purpose = PURPOSES[campaign.purpose]
    # The columns hold these words and no others; a CHECK sees to it.
    relationship = cast(Relationship | None, account.relationship) or purpose.relationship
    lifecycle = cast(Lifecycle | None, account.lifecycle) or purpose.lifecycle
    if has_kept_before:
        return Acquaintance(None if relationship == "prospect" else relationship, lifecycle or "active")
    return Acquaintance(relationship, lifecycle)


def _has_kept_before(session: Session, gift: RecipientGift) -> bool:
    before = gift.launched_at or gift.created_at
    return any(_KEPT_BEFORE.rows(session, [gift.recipient_id], gift=gift.id, before=before))


_KEPT_BEFORE: Final = ByKey(
    RecipientGift.recipient_id,
    lambda theirs: (
        select(RecipientGift.id)
        .where(
            theirs,
            RecipientGift.id != bindparam("gift", type_=String()),
            RecipientGift.status.in_(KEPT),
            RecipientGift.decided_at < bindparam("before", type_=RecipientGift.decided_at.type),
        )
        .limit(1)
    ),
)
"""Asked whenever somebody may be called by name."""
