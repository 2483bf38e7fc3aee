"""What was out of order and is again in order, in words."""

from __future__ import annotations

from typing import Final

from service.jobs.models import Hitch
from service.jobs.queues import QUEUES

_WORDS: Final = {
    "queue_late": "{subject}: more than a minute late",
    "worker_lost": "{subject} was not heard from",
    "mail_failing": "Emails didn’t go out",
    "texts_failing": "Text messages didn’t go out",
    "jobs_tried_again": "Jobs failed and were retried",
    "people_waiting": "Messages waited more than a working day for an answer",
    "disk_full": "The disk was full",
    "disk_read_only": "The data folder was read-only",
    "broker_away": "The broker was down",
    "unwatched": "The database was down, or nothing was running",
}


def said_of(hitch: Hitch) -> str:
    """What was the matter; a kind that a newer version wrote down is named by its code."""
    return _WORDS.get(hitch.kind, hitch.kind).format(subject=QUEUES.get(hitch.subject, hitch.subject))
