"""For how long nobody wants to be told of something: a snooze, or maintenance that was planned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class AlertQuiet(Base):
    """`kind` empty: everything but what concerns somebody's safety. It always ends, and says who wanted it and why."""

    __tablename__ = "alert_quiet"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    reason: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    by: Mapped[str]
