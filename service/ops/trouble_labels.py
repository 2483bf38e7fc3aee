"""What was out of order and is again in order, in words."""

from __future__ import annotations

from typing import Final

from service.jobs.models import Hitch
from service.jobs.queues import QUEUES

LABELS: Final = {
    "queue_late": "{subject}: more than a minute late",
    "worker_lost": "{subject} was not heard from",
    "mail_failing": "Emails didn’t go out",
    "texts_failing": "Text messages didn’t go out",
    "jobs_tried_again": "Jobs failed and were retried",
    "people_waiting": "Messages waited more than a working day for an answer",
    "disk_full": "The disk was full",
    "disk_read_only": "The data folder was read-only",
    "unsafe_parcel": "A parcel that isn’t safe for its recipient was sent, or a recall isn’t confirmed",
    "gift_stopped": "A gift was stopped for everyone, and nobody had looked into it",
    "distrusted": "Readers didn’t trust a gift, or reported one that isn’t ours",
    "audit_finding": "The books don’t add up",
    "broker_away": "The broker was down",
    "unwatched": "The database was down, or nothing was running",
}

QUIET_FOR: Final = {"maintenance": "Planned maintenance", "known": "It’s known, and being worked on"}
"""Why alerts are kept back, by the code."""
PAUSED_FOR: Final = {
    "maintenance": "Planned maintenance",
    "fault": "Something it needs is broken",
    "load": "Too much load",
    "wrong_content": "What it makes is wrong",
}
"""Why a queue is paused, by its code."""


def said_of(hitch: Hitch) -> str:
    """What was the matter; a kind that a newer version wrote down is named by its code."""
    return LABELS.get(hitch.kind, hitch.kind).format(subject=QUEUES.get(hitch.subject, hitch.subject))
