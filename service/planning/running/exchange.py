"""One gift is stopped and another one chosen in its place, for somebody who has not answered: "cancel it and choose another"."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.campaigns.transitions import require_act
from service.catalog.models import Product
from service.errors import InvalidInput
from service.gifting.cancel import WHYS
from service.gifting.find import campaign_of
from service.gifting.lock import lock_gift
from service.gifting.lock_in import require_unlocked
from service.gifting.models import RecipientGift
from service.planning.plan.redecide import find_another, give_another
from service.planning.running.figures import require_seen
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def exchange_gift(session: Session, gift: RecipientGift, why: str, seen: str, actor: Actor, at: datetime) -> None:
    """Exchanges the gift for the one that the page named (`seen`, as `figures.stamp_of` has it), under the same guards as any other
    choice. Raises InvalidInput, FiguresChanged where another one would come now, and as `give_another` does."""
    if why not in WHYS:
        raise InvalidInput("Say why, for the audit log. The person doesn’t see it.", param="why")
    lock_gift(session, gift)
    another = find_another(session, gift, at)
    require_seen(session, gift, seen, None if another is None else session.get_one(Product, another))
    require_unlocked(gift)
    before, released = gift.product_id, gift.price_minor
    give_another(session, gift, at)
    body = {"why": why, "instead_of": before, "product_id": gift.product_id, "released_minor": released,
            "reserved_minor": gift.price_minor}  # fmt: skip
    record_act(session, actor, "gift.exchanged", at, subject_id=gift.id, body=body)
    require_act(session, campaign_of(session, gift), "cancel_gift")
