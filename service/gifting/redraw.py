"""Asks for a gift's page, statement, film and mail to be drawn. The rooms above do it; here it is only put into the ledger."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue

KINDS: Final = ("microsite", "statement", "video", "mail")
_NOT_INVITED: Final = frozenset({"created"})


def draw(session: Session, gift: RecipientGift) -> None:
    """One job for each kind of content at the gift's present version. A mail that has gone out is not drawn again."""
    for kind in KINDS:
        if kind != "mail" or gift.status in _NOT_INVITED:
            enqueue(
                session,
                f"content.{kind}",
                gift.id,
                version=gift.content_version,
                workspace_id=gift.workspace_id,
                campaign_id=gift.campaign_id,
            )
