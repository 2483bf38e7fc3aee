"""The one sentence ops wants first: is anything late, is anything lost, may I go back to sleep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.db.disk import Want
from service.gifting.incidents import OpenCounts
from service.jobs.queue_report import QueueReport, WorkerReport

LATE_AFTER: Final = timedelta(minutes=1)
PAGED_AFTER: Final = timedelta(minutes=15)
QUEUES: Final = {
    "default": "Small work",
    "decide": "Choosing gifts",
    "render": "Pages and statements",
    "video": "Films",
    "film": "Films somebody waits for",
    "mail": "Mail",
}
"""Queue -> what people call it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` is a state of the kit: ok, need or stop."""

    kind: str
    sentence: str
    further: str


_ABOUT_DISK: Final[dict[Want, Verdict]] = {
    "full": Verdict(
        "stop",
        "The disk is full. Nothing that was saved is lost.",
        "Free some space: everything goes on by itself. Until then nothing new is saved.",
    ),
    "read_only": Verdict(
        "stop",
        "The data folder can only be read. Nothing is lost.",
        "Give back the right to write: everything goes on by itself. Until then nothing new is saved.",
    ),
}


def is_late(queue: QueueReport) -> bool:
    return queue.oldest_due is not None and queue.oldest_due >= LATE_AFTER


def judge(
    queues: Sequence[QueueReport],
    workers: Sequence[WorkerReport],
    broker_up: bool,
    dead: int,
    waiting: OpenCounts = OpenCounts(),  # noqa: B008 (it cannot change)
    disk: Want | None = None,
) -> Verdict:
    """The worst thing that is true now, in words. `dead` are the jobs of this workspace that nobody tries again, `waiting` its
    incidents, `disk` what the disk lacks.

    What is not safe comes before everything. Then the disk: while nothing can be written, nothing else can be mended.
    """
    lost = [worker for worker in workers if worker.state == "lost"]
    urgent = _about_what_left(waiting) or (_ABOUT_DISK[disk] if disk else None) or _about_queues(queues, workers, lost)
    if urgent is not None:
        return urgent
    if not broker_up:
        return Verdict(
            "need",
            "The broker is away. Nothing is lost.",
            "Work goes on more slowly: workers are rung when it is back.",
        )
    if dead:
        sentence = f"{dead} {'job needs' if dead == 1 else 'jobs need'} you. Everything else is on time."
        return Verdict("need", sentence, "Running again is safe: no effect happens twice.")
    if waiting.pieces or waiting.lost:
        return _about_pieces(waiting.pieces, waiting.lost)
    return Verdict("ok", "Everything is on time.", _about_lost(lost) or "You can go back to sleep.")


def _about_what_left(waiting: OpenCounts) -> Verdict | None:
    if waiting.parcels:
        return _about_parcels(waiting.parcels)
    return _about_recalled(waiting.recalled) if waiting.recalled else None


def _about_queues(
    queues: Sequence[QueueReport], workers: Sequence[WorkerReport], lost: Sequence[WorkerReport]
) -> Verdict | None:
    late = max((queue for queue in queues if is_late(queue)), key=_age, default=None)
    unserved = _unserved(queues, workers)
    if unserved:
        names = " and ".join(QUEUES.get(name, name) for name in unserved)
        return Verdict(
            "stop", f"{names}: work waits and no worker takes it.", "Nothing is lost. Start a worker for it."
        )
    if late is not None:
        name, minutes = QUEUES.get(late.queue, late.queue), int(_age(late).total_seconds() // 60)
        further = _about_lost(lost) or "The workers catch up by themselves; more workers do it sooner."
        sentence = f"{name}: {minutes} {'minute' if minutes == 1 else 'minutes'} late. Nothing is lost."
        return Verdict("stop" if _age(late) >= PAGED_AFTER else "need", sentence, further)
    return None


def _about_parcels(number: int) -> Verdict:
    if number == 1:
        sentence, further = (
            "1 parcel left that is not safe: tell its person.",
            "A notice is on its way to them by mail.",
        )
    else:
        sentence = f"{number} parcels left that are not safe: tell their people."
        further = "A notice is on its way to each of them by mail."
    return Verdict("stop", sentence, further)


def _about_recalled(number: int) -> Verdict:
    one = "1 person has a recalled gift and has not confirmed that they know."
    more = f"{number} people have a recalled gift and have not confirmed that they know."
    return Verdict("stop", one if number == 1 else more, "Send the notices, then reach those who do not answer.")


def _about_pieces(number: int, lost: int) -> Verdict:
    one = "1 parcel was stopped before it left: say where the piece is."
    more = f"{number} parcels were stopped before they left: say where the pieces are."
    further = "On the shelf again, with the supplier, or written off; the money follows."
    if lost:
        number += lost
        one = "1 order failed or came back: say where the piece is."
        more = f"{number} pieces were stopped, failed or came back: say where they are."
    return Verdict("need", one if number == 1 else more, further)


def _age(queue: QueueReport) -> timedelta:
    return queue.oldest_due or timedelta(0)


def _unserved(queues: Sequence[QueueReport], workers: Sequence[WorkerReport]) -> list[str]:
    """Queues with due work that no living worker listens to."""
    heard = {name for worker in workers if worker.state != "lost" for name in worker.queues}
    return [queue.queue for queue in queues if is_late(queue) and queue.queue not in heard]


def _about_lost(lost: Sequence[WorkerReport]) -> str:
    if not lost:
        return ""
    names = ", ".join(worker.name for worker in lost)
    return f"Not heard of for a while: {names}. Its work is given to others when its lease ends."
