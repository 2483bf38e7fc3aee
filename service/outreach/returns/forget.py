"""What came back of a mail is forgotten after a while: by then its gift and its address say what follows from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from service.jobs.delete_old import delete_old
from service.outreach.models import MailReturn

KEPT: Final = timedelta(days=180)


forget_returns: Final = delete_old(
    "returns of mail forgotten", MailReturn.id, MailReturn.at, lambda at: MailReturn.at <= at - KEPT
)
"""Deletes them; answers how many."""
