"""How often one person may press in a minute. Nobody who reads their page comes near it; a machine that does not stop is sent away.

Counted in each process, so that a press too many costs nobody a write. What somebody says about what they must not be given, and
that they want no more or to be forgotten, has a limit of its own that only a machine reaches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import Final

from cachetools import LRUCache
from sqlalchemy import Connection, bindparam, select

from service.errors import TooMany
from service.recipients.facts.fact import DIETARY
from service.recipients.models import ProfileFact
from service.recipients.questions import QUESTIONS, find_kind

WITHIN_SECONDS: Final = 60.0
MOST: Final = 20
MOST_THAT_MATTER: Final = 120
_PEOPLE_MOST: Final = 10_000
_MATTERS: Final = frozenset({"unsubscribe", "erase_me"})
_RULES: Final = frozenset({"diet", "allergen", "never", "words", "meant"})
"""Groups of "Tell us something" about what must not come to a person."""
_WISH: Final = "kind"
"""What somebody would rather have, in their own words: these may say what they must not be given."""


_KIND: Final = select(ProfileFact.kind).where(
    ProfileFact.id == bindparam("fact"), ProfileFact.recipient_id == bindparam("person")
)


class Presses:
    """Moments of the last minute by key; of too many people the one who has been quiet longest is forgotten."""

    def __init__(self, people_most: int = _PEOPLE_MOST) -> None:
        self._lock = Lock()
        self._moments: LRUCache[str, deque[float]] = LRUCache(people_most)

    def count(self, key: str, most: int, now: float) -> None:
        """Takes note of one press at `now`, monotonic seconds. Raises TooMany, and then counts nothing."""
        with self._lock:
            moments = self._moments.setdefault(key, deque())
            while moments and now - moments[0] >= WITHIN_SECONDS:
                moments.popleft()
            if len(moments) >= most:
                raise TooMany(
                    "Too many presses within a minute.", wait_seconds=int(WITHIN_SECONDS - (now - moments[0])) + 1
                )
            moments.append(now)


_presses: Final = Presses()


def count_press(recipient_id: str, *, matters: bool = False) -> None:
    """One press of this person. `matters`: it says what they must not be given, or ends something. Raises TooMany."""
    key, most = (f"{recipient_id}!", MOST_THAT_MATTER) if matters else (recipient_id, MOST)
    _presses.count(key, most, monotonic())


def matters(connection: Connection, recipient_id: str, form: Mapping[str, str]) -> bool:
    """Whether a press on the privacy page, or an answer, is one of those."""
    act = form.get("act", "")
    if act == "correct":
        kind = connection.execute(_KIND, {"fact": form.get("fact", ""), "person": recipient_id}).scalar()
        return kind in DIETARY
    asked = find_kind(form.get("question", ""))
    return (
        act in _MATTERS
        or form.get("group") in _RULES
        or form.get("way") == _WISH
        or (asked is not None and bool(QUESTIONS[asked].changes & DIETARY))
    )
