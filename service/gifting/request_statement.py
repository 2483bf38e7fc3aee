"""Asks for gifts' statements to be drawn again, alone, when what they say of the gift's state has become untrue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.jobs.cancel import cancel_older
from service.jobs.enqueue import enqueue, enqueue_each, next_version, next_version_of_all

KIND: Final = "content.restate"


def restate(session: Session, gift: RecipientGift, at: datetime) -> None:
    """A job of its own for every change of state; what an earlier one has not begun to draw, nobody needs any more.

    The caller has locked the gift, so that no two take the same number.
    """
    version = next_version(session, KIND, gift.id)
    if version > 1:
        cancel_older(session, (KIND,), [gift.id], version, at)
    enqueue(session, KIND, gift.id, version=version, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)


def restate_each(session: Session, gifts: Sequence[RecipientGift], at: datetime) -> None:
    """The same for many gifts, all of them locked: in a few statements for those of one campaign. All get the same number, which
    comes after each one's last."""
    by_campaign: dict[str, list[RecipientGift]] = defaultdict(list)
    for gift in gifts:
        by_campaign[gift.campaign_id].append(gift)
    for campaign_id, of_one in sorted(by_campaign.items()):
        ids = sorted(gift.id for gift in of_one)
        version = next_version_of_all(session, KIND, ids)
        if version > 1:
            cancel_older(session, (KIND,), ids, version, at)
        workspace_id = of_one[0].workspace_id
        enqueue_each(session, KIND, ids, version=version, workspace_id=workspace_id, campaign_id=campaign_id)
