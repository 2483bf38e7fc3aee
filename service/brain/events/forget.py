"""What people did is deleted a little over a year later: by then it says nothing about what to do next, nor what a
company is worth."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from service.brain.events.models import PersonEvent
from service.jobs.delete_old import delete_old

KEPT: Final = timedelta(days=400)


forget_old_events: Final = delete_old(
    "old events of people deleted", PersonEvent.id, PersonEvent.at, lambda at: PersonEvent.at <= at - KEPT
)
"""Deletes them; answers how many."""
