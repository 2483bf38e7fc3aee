"""Asks for a gift's page, statement, film and mail to be drawn. The rooms above do it; here it is only put into the ledger."""

from __future__ import annotations

from typing import Final

from sqlalchemy import update
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


def redraw(session: Session, gift: RecipientGift) -> None:
    """Something that the content shows has changed: a new version of all of it."""
    session.execute(
        update(RecipientGift)
        .where(RecipientGift.id == gift.id)
        .values(content_version=RecipientGift.content_version + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(gift)
    draw(session, gift)
