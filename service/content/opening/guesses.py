"""How many links that open nothing one network may try in a minute. A link that opens its gift is never counted or kept waiting.

A link cannot be guessed in any case: the limit spares our work and tells a machine to stop. Counted in each process.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

from flask import request

from service.config import settings
from service.content.pages.presses import Presses
from service.errors import TooMany
from service.networks import place_of, sender_behind

MOST: Final = 60
_guesses: Final = Presses()
_NOBODY: Final = "unknown"


def wait_after_guess() -> int | None:
    """Takes note of one from whoever sends this request: the seconds to wait where there were too many, else None."""
    forwarded = [part for line in request.headers.getlist("X-Forwarded-For") for part in line.split(",")]
    place = place_of(sender_behind(request.remote_addr, forwarded, settings().proxies))
    try:
        _guesses.count(place.near or _NOBODY, MOST, monotonic())
    except TooMany as error:
        return error.wait_seconds
    return None
