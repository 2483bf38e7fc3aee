"""Whoever listens is told that something could not be drawn for a gift: its kind and the code, never what the letters were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.workspaces.announcements.announce import announce

Died = Callable[[Session, str, str], None]


def tell_undrawn(session: Session, gift: RecipientGift, kind: str, code: str, at: datetime) -> None:
    """`kind`: of the rendition; `code`: the renderer's or the ledger's. There is no rendition, so it has no id."""
    told = {"gift_id": gift.id, "kind": kind, "code": code}
    announce(session, gift.workspace_id, "rendition.render_failed", gift.id, at, **told)


def _died(kind: str) -> Died:
    def tell(session: Session, gift_id: str, code: str) -> None:
        gift = session.get(RecipientGift, gift_id)
        if gift is not None:
            tell_undrawn(session, gift, kind, code, utc_now())

    return tell


microsite_died: Final = _died("microsite")
"""Called when its job is dead: told, in the transaction that declares it dead."""
statement_died: Final = _died("statement")
mail_died: Final = _died("mail")
poster_died: Final = _died("poster")
video_died: Final = _died("video")
video_square_died: Final = _died("video_square")
