"""How far a long piece of work is, for whoever waits for it, on whichever host: a word at the broker, told and read without a
transaction.

It says nothing that anybody relies on. Lost, late or without a broker, only a sentence is missing.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from service.errors import BrokerAway
from service.jobs.doorbell import quick_client

AGAIN_SECONDS: Final = 2.0
FORGOTTEN_SECONDS: Final = 15
"""A word that is not said again for so long is of somebody who was killed; longer than the broker may be silent for a moment."""
_SAFE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


@dataclass(frozen=True, slots=True)
class Stage:
    """`done` of `of` steps are done, `what` is at work; `detail` says how far that step is, or nothing."""

    what: str
    done: int
    of: int
    detail: str = ""

    @property
    def sentence(self) -> str:
        """How far it is, for a page."""
        left = self.of - self.done
        return f"{self.done} of {self.of} steps done, {left} left: {self.what}" + (
            f" ({self.detail})" if self.detail else ""
        )


@contextmanager
def telling(subject_id: str, steps: int, detail: Callable[[], str] = lambda: "") -> Iterator[Callable[[str], None]]:
    """Yields what a step's begin is told with. Until the block ends, the step is written down again and again with what `detail`
    answers then; afterwards nothing is left of it."""
    key, ended, begun = _key(subject_id), threading.Event(), list[str]()

    def write() -> None:
        if begun:
            _write(key, Stage(begun[-1], len(begun) - 1, steps, detail()))

    def keep_writing() -> None:
        while not ended.wait(AGAIN_SECONDS):
            write()

    def begin(what: str) -> None:
        begun.append(what)
        write()

    writer = threading.Thread(target=keep_writing, daemon=True)
    writer.start()
    try:
        yield begin
    finally:
        ended.set()
        writer.join()
        with suppress(BrokerAway), quick_client() as client:
            client.delete(key)


def stage_of(subject_id: str) -> Stage | None:
    """What was told last of this subject's work; None where nothing is told."""
    key = _key(subject_id)
    try:
        with quick_client() as client:
            told = client.get(key)
        return None if told is None else Stage(**json.loads(told))
    except (BrokerAway, ValueError, TypeError):
        return None


def _write(key: str, stage: Stage) -> None:
    with suppress(BrokerAway), quick_client() as client:
        client.set(
            key,
            json.dumps({"what": stage.what, "done": stage.done, "of": stage.of, "detail": stage.detail}),
            ex=FORGOTTEN_SECONDS,
        )


def _key(subject_id: str) -> str:
    if not subject_id or not _SAFE.issuperset(subject_id):
        raise ValueError("A subject's id holds letters, digits, _ and - only.")
    return f"handpicked:stage:{subject_id}"
