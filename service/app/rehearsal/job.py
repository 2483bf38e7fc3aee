"""A rehearsal as a job: a little at a time, so that it stands in nobody's way and goes on where it broke off."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Final

from service.app.rehearsal.play import fail, turn
from service.db.base import utc_now
from service.errors import HandpickedError, TemporaryError
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off

AT_ONCE_SECONDS: Final = 8.0
"""So long one worker goes on before others have their turn."""
LOOK_AGAIN: Final = timedelta(milliseconds=400)


def rehearse_job(lease: Lease) -> Effect | None:
    """The act of `planning.rehearse`: subject is the rehearsal. What its sandbox has to do meanwhile is any worker's."""
    until = monotonic() + AT_ONCE_SECONDS
    try:
        while True:
            came = turn(lease.subject_id)
            if came == "over":
                return None
            if came == "wait" or monotonic() > until:
                return partial(put_off, lease=lease, until=utc_now() + LOOK_AGAIN)
    except TemporaryError:
        raise
    except HandpickedError as error:
        fail(lease.subject_id, error)
        return None
