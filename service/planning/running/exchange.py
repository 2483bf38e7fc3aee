"""One gift is stopped and another one chosen in its place, for somebody who has not answered: "cancel it and choose another".

Nothing that one of the sender's does to a gift that has set out makes the campaign dearer than it was approved
(`planning/approval/ask.room_minor`): another gift is looked for within what is left of that, and a cancellation that would bring
back more than is left stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import require_act
from service.catalog.models import Product
from service.errors import InvalidInput
from service.gifting.cancel import WHYS, bring_back
from service.gifting.find import campaign_of
from service.gifting.lock import lock_gift
from service.gifting.lock_in import require_unlocked
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.planning.approval.ask import require_room
from service.planning.plan.redecide import find_another, give_another
from service.planning.running.figures import most_for, require_seen
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def exchange_gift(session: Session, gift: RecipientGift, why: str, seen: str, actor: Actor, at: datetime) -> None:
    """Exchanges the gift for the one that the page named (`seen`, as `figures.stamp_of` has it), under the same guards as any other
    choice. Raises InvalidInput, FiguresChanged where another one would come now, Conflict where it would cost more than was
    approved, and as `give_another` does."""
    if why not in WHYS:
        raise InvalidInput("Say why, for the audit log. The person doesn’t see it.", param="why")
    lock_gift(session, gift)
    campaign = campaign_of(session, gift)
    at_most = most_for(session, campaign, gift)
    another = find_another(session, gift, at, at_most=at_most)
    require_seen(session, gift, seen, None if another is None else session.get_one(Product, another))
    require_unlocked(gift)
    before, released = gift.product_id, gift.cost_minor
    give_another(session, gift, at, at_most=at_most)
    body = {"why": why, "instead_of": before, "product_id": gift.product_id, "released_minor": released,
            "reserved_minor": gift.cost_minor}  # fmt: skip
    record_act(session, actor, "gift.exchanged", at, subject_id=gift.id, body=body)
    _require_room(session, require_act(session, campaign, "cancel_gift"), gift.cost_minor > released)


def undo_cancel(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Takes a cancellation back. Raises as `cancel.bring_back` does, and Conflict where what it would set aside again was approved
    for something else meanwhile."""
    bring_back(session, gift, actor, at)
    # What is only planned is measured when it sets out.
    _require_room(session, campaign_of(session, gift), gift.status not in PLANNED)


def _require_room(session: Session, campaign: Campaign, is_dearer: bool) -> None:
    """With the campaign's row locked: of two presses at once the later one sees what the first has set aside."""
    if is_dearer:
        require_room(session, campaign)
