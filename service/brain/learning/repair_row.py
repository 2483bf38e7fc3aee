"""The table of proposed repairs, apart from what works them out: whoever only needs the tables loads no arrays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class PlanRepair(Base):
    """The repair of one campaign's plan that was asked for last. It holds counts of groups, and nobody by id."""

    __tablename__ = "plan_repair"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    match_run_id: Mapped[str] = mapped_column(ForeignKey("match_run.id"))
    kind: Mapped[str]
    """By what people are grouped, as `fair.WATCHED` names it."""
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    found: Mapped[dict[str, Any]]
    """{} until it is simulated, or where nothing has to be repaired; else what `as_found` writes."""
