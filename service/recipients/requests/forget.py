"""Requests about people’s data go three years after they ended: until then somebody may ask whether they were answered in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from service.jobs.delete_old import delete_old
from service.recipients.requests.models import DataRequest

KEPT: Final = timedelta(days=3 * 365)


forget_requests: Final = delete_old(
    "old data requests deleted", DataRequest.id, DataRequest.done_at, lambda at: DataRequest.done_at <= at - KEPT
)
"""Deletes them; answers how many."""
