"""A new link to a gift's page: the one before stops working at once, and all that carries it is drawn again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.transitions import require_act
from service.db.base import utc_now
from service.errors import Conflict
from service.gifting.find import campaign_of, may_answer
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.redraw import draw_first, kinds_of
from service.gifting.transitions import ANSWERABLE
from service.jobs.cancel import cancel_older
from service.jobs.enqueue import enqueue
from service.security.links import link_token, token_hash
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SEND: Final = "outreach.resend"
"""The mail with the new link; the link's version tells one from another."""


def renew_link(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Money and stock stay as they are. Raises Conflict where there is nothing to answer any more, or the campaign's state does not
    let it happen."""
    lock_gift(session, gift)
    campaign = campaign_of(session, gift)
    if gift.status not in ANSWERABLE or gift.product_id is None or not may_answer(campaign, gift, at):
        raise Conflict("There’s no gift here that waits for an answer, so a new link would lead nowhere.")
    forget_link(gift)
    gift.content_version += 1
    session.flush()
    # The mail too, though one has gone out: it holds the old link.
    draw_first(session, campaign, [gift])
    names = [f"content.{kind}" for kind in kinds_of(campaign)]
    cancel_older(session, names, [gift.id], gift.content_version, utc_now())
    enqueue(
        session, SEND, gift.id, version=gift.link_version, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id
    )
    body = {"link_version": gift.link_version}
    record_act(session, actor, "gift.link_renewed", at, subject_id=gift.id, body=body)
    require_act(session, campaign, "send_link")


def forget_link(gift: RecipientGift) -> None:
    """The link before opens nothing any more. Alone for what is drawn only as it is read; the gift is locked by the caller."""
    gift.link_version += 1
    gift.distrusted_at = None
    gift.link_hash = token_hash(link_token("gift", gift.id, gift.link_version))
