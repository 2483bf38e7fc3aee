"""The one sentence ops wants first: is anything late, is anything lost, may I go back to sleep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.db.disk import Want
from service.gifting.incidents import OpenCounts
from service.jobs.queue_report import QueueReport, WorkerReport
from service.jobs.queues import QUEUES

LATE_AFTER: Final = timedelta(minutes=1)
PAGED_AFTER: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` is a state of the kit: ok, need or stop."""

    kind: str
    sentence: str
    further: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a workspace is not in order though nothing is late: failures of mail, and open jobs that failed before."""

    mail_failures: int = 0
    tried_again: int = 0
    people_waiting: int = 0
    """Letters that have waited for the giver's answer for more than a working day."""
    text_failures: int = 0
    distrusted: int = 0
    """Gifts that their readers did not trust, and reports of what is not ours, that nobody has looked at."""


MAIL_FAILS_FROM: Final = 2
"""One failure may be one address or one bad second; the second says that mail does not go out."""
_ABOUT_MAIL: Final = "Nothing is lost. We keep trying; the outbox shows what the mail server answered."
_ABOUT_TEXTS: Final = (
    "Nothing is lost. We keep trying, and warnings go by email; the outbox shows what the text gateway answered."
)
_ABOUT_DISK: Final[dict[Want, Verdict]] = {
    "full": Verdict(
        "stop",
        "The disk is full. Nothing that was saved is lost.",
        "Free some space, and everything continues automatically. Until then, nothing new is saved.",
    ),
    "read_only": Verdict(
        "stop",
        "The data folder is read-only. Nothing is lost.",
        "Make it writable again, and everything continues automatically. Until then, nothing new is saved.",
    ),
}


def is_late(queue: QueueReport) -> bool:
    """Whether the queue's oldest due job has waited for too long."""
    return queue.oldest_due is not None and queue.oldest_due >= LATE_AFTER


def reach_verdict(
    queues: Sequence[QueueReport],
    workers: Sequence[WorkerReport],
    broker_up: bool,
    dead: int,
    waiting: OpenCounts = OpenCounts(),  # noqa: B008 (it cannot change)
    disk: Want | None = None,
    standing: Standing = Standing(),
) -> Verdict:
    """The worst thing that is true now, in words. `dead` are the jobs of this workspace that nobody tries again, `waiting` its
    incidents, `disk` what the disk lacks, `standing` what else of it is not in order.

    What is not safe comes before everything. Then the disk: while nothing can be written, nothing else can be fixed.
    """
    lost = [worker for worker in workers if worker.state == "lost"]
    urgent = _about_what_left(waiting) or (_ABOUT_DISK[disk] if disk else None) or _about_queues(queues, workers, lost)
    if urgent is not None:
        return urgent
    if standing.mail_failures >= MAIL_FAILS_FROM:
        return Verdict("need", f"Emails aren’t going out: sending failed {standing.mail_failures} times.", _ABOUT_MAIL)
    if standing.text_failures >= MAIL_FAILS_FROM:
        return Verdict(
            "need", f"Text messages aren’t going out: sending failed {standing.text_failures} times.", _ABOUT_TEXTS
        )
    if not broker_up:
        return Verdict(
            "need",
            "The broker is down or takes no messages. Nothing is lost.",
            "Work continues more slowly until it does. If it runs, look whether its disk is full.",
        )
    return _about_standing(dead, waiting, lost, standing) or Verdict(
        "ok", "Everything is on time.", "You can go back to sleep."
    )


def about_pause(queues: Sequence[QueueReport], paused: Collection[str]) -> Verdict | None:
    """What somebody paused and waits; None where nothing does."""
    held = [queue for queue in queues if queue.queue in paused and queue.due]
    if not held:
        return None
    names = " and ".join(QUEUES.get(queue.queue, queue.queue) for queue in held)
    number = sum(queue.due for queue in held)
    waits = "1 job waits" if number == 1 else f"{number:,} jobs wait"
    return Verdict("need", f"Paused: {names}. {waits}.", "Nothing is lost. Resume the queue to go on.")


def _about_standing(dead: int, waiting: OpenCounts, lost: Sequence[WorkerReport], standing: Standing) -> Verdict | None:
    """What is not late and yet not in order. The worst first; "everything else is on time" is said only where it is."""
    is_else_well = not (lost or standing.tried_again)
    if dead:
        rest = " Everything else is on time." if is_else_well else _also(lost, standing)
        return Verdict(
            "need",
            f"{dead} {'job needs' if dead == 1 else 'jobs need'} you.{rest}",
            "It’s safe to run them again: nothing happens twice.",
        )
    if standing.distrusted or waiting.pieces or waiting.lost or waiting.reported:
        return (
            _about_distrust(standing.distrusted)
            or _about_pieces(waiting.pieces, waiting.lost)
            or _about_reported(waiting.reported)
        )
    if lost:
        sentence = f"{len(lost)} {'worker does' if len(lost) == 1 else 'workers do'} not answer. Nothing is late yet."
        return Verdict("need", sentence, _about_lost(lost))
    if standing.tried_again:
        number = standing.tried_again
        sentence = f"{number} {'job that failed is' if number == 1 else 'jobs that failed are'} being tried again. Nothing is late."
        return Verdict(
            "need", sentence, "You don’t need to do anything. Below you can see when each one is tried next."
        )
    if standing.people_waiting:
        number = standing.people_waiting
        sentence = f"{number} {'message has' if number == 1 else 'messages have'} waited more than a working day for an answer."
        return Verdict("need", sentence, "Nothing is late. The sender was emailed; remind them to look at their inbox.")
    return None


def _also(lost: Sequence[WorkerReport], standing: Standing) -> str:
    if standing.tried_again:
        return f" {standing.tried_again} more {'is' if standing.tried_again == 1 else 'are'} being tried again."
    return f" {len(lost)} {'worker does' if len(lost) == 1 else 'workers do'} not answer."


def _about_what_left(waiting: OpenCounts) -> Verdict | None:
    if waiting.ill:
        return _about_ill()
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
            "stop",
            f"{names}: jobs are waiting and no worker is taking them.",
            "Nothing is lost. Start a worker for this queue.",
        )
    if late is not None:
        name, minutes = QUEUES.get(late.queue, late.queue), int(_age(late).total_seconds() // 60)
        further = _about_lost(lost) or "Workers will catch up on their own; more workers will do it sooner."
        sentence = f"{name}: {minutes} {'minute' if minutes == 1 else 'minutes'} late. Nothing is lost."
        return Verdict("stop" if _age(late) >= PAGED_AFTER else "need", sentence, further)
    return None


def _about_parcels(number: int) -> Verdict:
    if number == 1:
        sentence, further = (
            "1 parcel that isn’t safe was sent: tell the recipient.",
            "They are being told by email.",
        )
    else:
        sentence = f"{number} parcels that aren’t safe were sent: tell the recipients."
        further = "Each of them is being told by email."
    return Verdict("stop", sentence, further)


def _about_ill() -> Verdict:
    # No number and no reason: of so few people, whoever reads this could find out who was ill.
    sentence = "A gift is stopped for everyone until someone in Ops has looked into it."
    return Verdict("stop", sentence, "Ops look under Incidents, then let it go on or recall it.")


def _about_reported(number: int) -> Verdict:
    one, more = "1 gift arrived broken or wrong.", f"{number} gifts arrived broken or wrong."
    return Verdict("need", one if number == 1 else more, "Nothing is late. Under Incidents you see what was done.")


def _about_distrust(number: int) -> Verdict | None:
    if not number:
        return None
    sentence = f"{number} {'reader doesn’t' if number == 1 else 'readers don’t'} trust what came in your name."
    return Verdict("need", sentence, "Their links are closed. Look at which gifts they are, and talk to the givers.")


def _about_recalled(number: int) -> Verdict:
    one = "1 person has a recalled gift and hasn’t confirmed the notice."
    more = f"{number} people have a recalled gift and haven’t confirmed the notice."
    return Verdict("stop", one if number == 1 else more, "Send the notices, then contact those who don’t answer.")


def _about_pieces(number: int, lost: int) -> Verdict | None:
    if not (number or lost):
        return None
    one = "1 parcel was stopped before it was sent: say where the item is."
    more = f"{number} parcels were stopped before they were sent: say where the items are."
    further = "Back in stock, with the supplier, or written off; the money follows."
    if lost:
        number += lost
        one = "1 order failed or was returned: say where the item is."
        more = f"{number} items were stopped, failed or returned: say where they are."
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
    return f"Not heard from for a while: {names}. Other workers take over when the lease ends."
