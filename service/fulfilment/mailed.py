"""A gift that comes by email: its code or link is typed in place of packing, kept encrypted, and mailed to its person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.errors import Conflict
from service.fulfilment.packing import require_may_leave
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.models import RecipientGift
from service.recipients.postal.mailed import keep_code, read_code
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def mail_code(session: Session, gift: RecipientGift, typed: str, actor: Actor, at: datetime) -> None:
    """Writes it down for its person and has it mailed: it has left and arrived in one. All that is asked of a parcel is asked.

    Raises as `require_may_leave` and `read_code`, Conflict for a gift that goes as a parcel.
    """
    require_may_leave(session, gift, at)
    if not session.get_one(Product, gift.product_id).is_mailed:
        raise Conflict("This gift goes as a parcel, so it can’t be mailed.")
    keep_code(
        session, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, gift_id=gift.id, code=read_code(typed),
        user_id=actor.user_id, at=at,
    )  # fmt: skip
    mark_shipped(session, gift, actor, at, as_code=True)
    mark_delivered(session, gift, actor, at)
    record_act(session, actor, "gift.code_mailed", at, subject_id=gift.id)
