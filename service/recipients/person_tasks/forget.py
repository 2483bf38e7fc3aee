"""What somebody has settled about a person goes half a year later: by then the next lists have shown whether it was right. What
nobody has settled stays until somebody does."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from service.jobs.delete_old import delete_old
from service.recipients.person_tasks.models import PersonTask

KEPT: Final = timedelta(days=180)


forget_tasks: Final = delete_old(
    "settled questions about people deleted",
    PersonTask.gift_id,
    PersonTask.done_at,
    lambda at: PersonTask.done_at <= at - KEPT,
)
"""Deletes them; answers how many."""
