"""More time for somebody who looks at other gifts: what is set aside for them stays so for as long again.

WCAG 2.2, 2.2.1 asks that a time limit can be extended ten times before it ends. After that the pieces are everybody's once more;
whoever still chooses has them set aside anew like anybody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift, SoftHold
from service.gifting.show_others import begin_showing
from service.gifting.soft_holds import HELD_FOR

MOST_TIMES: Final = 10
DOUBLED: Final = timedelta(minutes=1)
"""A press so soon after the time began is the same press twice: it counts for nothing."""
Became = Literal["longer", "ended", "enough"]
"""What came of a press: they are held for as long again; nothing was held any more; it was asked for often enough."""


def hold_longer(session: Session, gift: RecipientGift, at: datetime) -> Became:
    """Holds all that is set aside for the gift's person for as long again, counted from `at`. What has ended stays ended, since it
    may be somebody else's by now. Raises LinkClosed, or Conflict where the gift is no longer open."""
    begin_showing(session, gift, at)
    running = session.scalars(
        select(SoftHold)
        .where(SoftHold.gift_id == gift.id, SoftHold.until > at)
        .order_by(SoftHold.product_id)
        .execution_options(populate_existing=True)
    ).all()
    if not running:
        return "ended"
    times = max(row.extended for row in running)
    until = at + HELD_FOR
    if all(row.until > until - DOUBLED for row in running):
        return "longer"
    if times >= MOST_TIMES:
        return "enough"
    for row in running:
        row.until, row.extended = until, times + 1
    session.flush()
    return "longer"
