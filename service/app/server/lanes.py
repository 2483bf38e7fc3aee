"""Threads by what is asked of them, so that nobody waits behind those who take longer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal

from service.app.pages.open_forms import is_door, is_open
from service.app.server.request_in import Incoming, Refused

Lane = Literal["page", "press", "door"]
PRESS_THREADS: Final = 3
"""Presses of recipients that a process takes in at once. All of them write, and who writes waits for who writes: more of them would
only wait inside the database, out of order and each against a limit, and slow down whoever has the lock by wanting the same
interpreter. The others wait here in the order in which they came, hold no thread, and no limit of theirs runs yet."""
DOOR_THREADS: Final = 2
DOOR_QUEUE: Final = 16
"""Of those who sign in, so many wait for a thread; the others are told to come again. Gift pages wait for none of them."""
_LOOKS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Lanes:
    """The threads of a process that serves pages. Not thread-safe: one loop hands over and takes back."""

    def __init__(self, page_threads: int) -> None:
        self._threads: dict[Lane, ThreadPoolExecutor] = {
            "page": ThreadPoolExecutor(page_threads, thread_name_prefix="page"),
            "press": ThreadPoolExecutor(PRESS_THREADS, thread_name_prefix="press"),
            "door": ThreadPoolExecutor(DOOR_THREADS, thread_name_prefix="door"),
        }
        self._at_door = 0

    def hand_over(self, incoming: Incoming, serve: Callable[[], None]) -> Lane:
        """Has `serve` called in a thread: who signs in and who presses by those of their lane, everybody else by those for pages.
        Raises Refused for whom there is no room to wait at the door."""
        lane = lane_of(incoming)
        if lane == "door":
            if self._at_door >= DOOR_THREADS + DOOR_QUEUE:
                raise Refused(429)
            self._at_door += 1
        self._threads[lane].submit(serve)
        return lane

    def take_back(self, lane: Lane) -> None:
        """What was handed over is served."""
        self._at_door -= lane == "door"

    def end(self, *, drop_waiting: bool = False) -> None:
        """No more is taken in; what is under way goes on. `drop_waiting`: what no thread has begun is not begun."""
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=drop_waiting)


def lane_of(incoming: Incoming) -> Lane:
    """By whom a whole request is served."""
    if is_door(incoming.path):
        return "door"
    return "press" if incoming.method not in _LOOKS and is_open(incoming.path) else "page"
