"""What the audit says of data of an earlier version, once the sweeper has been there."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import utc_now
from service.ops.audit.database import audit_database
from service.ops.audit.defect import Defect
from service.recipients.special.conditions import ask_for_conditions


def defects() -> Sequence[Defect]:
    """Whoever came with facts about food and no stated condition has been asked by now."""
    ask_for_conditions(utc_now())
    return audit_database()
