"""Reports of what somebody didn't trust go after a while: by then someone has looked, or nobody needs to any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, or_

from service.db.connect import transaction
from service.outreach.models import Distrust

KEPT: Final = timedelta(days=180)


def forget_distrust(at: datetime) -> int:
    """Sweep: deletes what was settled that long ago, and what is not ours and came that long ago, looked at or not. Answers how
    many. A gift whose report nobody has settled stays in sight."""
    over = or_(Distrust.settled_at <= at - KEPT, and_(Distrust.gift_id.is_(None), Distrust.at <= at - KEPT))
    with transaction() as session:
        return len(session.scalars(delete(Distrust).where(over).returning(Distrust.id)).all())
