"""What a message may be: one job's id, and nothing else that anybody acts upon.

Whoever reaches the broker can put anything into a queue. What is not a ring of ours is dropped; a ring is written anew from its
job's id and its time limits, so that none of its headers is heard: when to run, when to expire, whom to answer, what to load.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import uuid
from typing import Any, Final

from service.jobs.broker import TASK_NAME

LARGEST_BYTES: Final = 16_384
LONGEST_SECONDS: Final = 3_600
USUAL_LIMITS: Final = (90, 60)
"""Hard and soft limit, in seconds, of a ring that names none that can be."""
_JOB_ID: Final = re.compile(r"job_[A-Za-z0-9]{1,40}", re.ASCII)


def cleaned(raw: bytes, queue: str) -> dict[str, Any] | None:
    """The message as a worker may read it that has it from `queue`; None for what is no ring of ours. Raises nothing, whatever the
    bytes are."""
    if len(raw) > LARGEST_BYTES:
        return None
    try:
        said = json.loads(raw)
        job_id = _job_id(said)
        limits = _limits(said["headers"].get("timelimit"))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return None if job_id is None else ring_message(job_id, limits, queue)


def _job_id(said: Any) -> str | None:
    if said["headers"]["task"] != TASK_NAME:
        return None
    body = json.loads(_body(said))
    args = body[0]
    if not isinstance(args, list) or len(args) != 1 or not isinstance(args[0], str):
        return None
    return args[0] if _JOB_ID.fullmatch(args[0]) else None


def _body(said: Any) -> str:
    body = said["body"]
    if not isinstance(body, str):
        raise TypeError("A body is text.")
    if said["properties"].get("body_encoding") != "base64":
        return body
    try:
        return base64.b64decode(body, validate=True).decode()
    except binascii.Error as error:
        raise ValueError("A body is base64.") from error


def _limits(said: Any) -> tuple[int, int]:
    if not isinstance(said, list) or len(said) != 2 or any(type(one) is not int for one in said):
        return USUAL_LIMITS
    hard, soft = said
    return (hard, soft) if 1 <= soft <= hard <= LONGEST_SECONDS else USUAL_LIMITS


def ring_message(job_id: str, limits: tuple[int, int], queue: str) -> dict[str, Any]:
    """A ring for this job as Celery and its transport write one. `limits`: hard and soft, in seconds. `queue`: where a worker that
    ends puts it back which had fetched and not begun it."""
    body = json.dumps([[job_id], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
    return {
        "body": base64.b64encode(body.encode()).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {
            "lang": "py", "task": TASK_NAME, "id": job_id, "root_id": job_id, "parent_id": None, "group": None,
            "timelimit": list(limits), "retries": 0, "eta": None, "expires": None, "ignore_result": True,
            "argsrepr": "", "kwargsrepr": "{}", "origin": "",
        },
        "properties": {
            "correlation_id": job_id, "reply_to": "", "delivery_mode": 2, "priority": 0, "body_encoding": "base64",
            "delivery_info": {"exchange": "", "routing_key": queue}, "delivery_tag": str(uuid.uuid4()),
        },
    }  # fmt: skip
