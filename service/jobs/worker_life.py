"""What surrounds a Celery worker: its size, its children's limits, its heartbeat and its watchdog."""

from __future__ import annotations

import gc
import os
import resource
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from queue import SimpleQueue
from time import monotonic
from typing import Any, Final

import celery.apps.worker
import psutil
import structlog
from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from celery import signals
from celery.worker import state
from sqlalchemy.exc import SQLAlchemyError

from service.clock import machine_now
from service.config import settings
from service.db.connect import dispose_engines, transaction
from service.db.disk import disk_want
from service.db.writing.patience import begin_patience
from service.jobs.crash import note_crash
from service.jobs.doorbell import broker_answers, forget_connection
from service.jobs.give_back import give_back
from service.jobs.guarded_broker import Dropped
from service.jobs.heartbeat import beat, begin_heartbeat, end_heartbeats
from service.jobs.heartbeat_files import end_signs, give_sign
from service.jobs.queues import DRAWING, FILMING, RENDER
from service.jobs.release import expire_leases
from service.jobs.watchdog import Watchdog
from service.tracing.spans import flush

DEAF_EXIT_CODE: Final = 70
TASKS_PER_CHILD: Final = 500
FILMS_PER_CHILD: Final = 100
WARM_WITHIN_SECONDS: Final = 120.0
LONGEST_BEAT_SECONDS: Final = 5.0
WEIGHED_EVERY_SECONDS: Final = 60.0
"""To ask the system how much memory is shared costs milliseconds."""
WRITER_SECONDS: Final = 1.0
"""So long a beat waits for whoever writes: meanwhile this worker can make no new child."""
GOODBYE_SECONDS: Final = 3.0
"""So long a goodbye waits for whoever writes; with a beat before it, this is less than `_end` waits for both."""

_log = structlog.get_logger()


class WorkerLife:
    """Attached to Celery's signals in the worker's main process; its children inherit what it learned."""

    def __init__(self, warm: Mapping[str, Callable[[], object]] | None = None) -> None:
        """`warm` is called by each child of the workers of these queues before it takes its first job."""
        self._warm = warm or {}
        self._name = ""
        self._queues: tuple[str, ...] = ()
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._deaths: SimpleQueue[str] = SimpleQueue()
        self._controller: Any = None  # Celery's; it has no types
        self._listens = True
        self._weighed: tuple[float, int | None] = (-WEIGHED_EVERY_SECONDS, None)
        self._began_at: datetime | None = None
        self._thread = threading.Thread(target=self._live, name="worker life", daemon=True)
        # SQLite keeps its file locks in process memory, which a fork copies but does not earn. So no child may be forked while the
        # main process has a connection open: the thread below holds this lock for as long as it has one.
        self._unforkable = threading.RLock()

    def attach(self) -> None:
        """Listens to Celery's signals from now on."""
        os.register_at_fork(
            before=self._unforkable.acquire,
            after_in_parent=self._unforkable.release,
            after_in_child=self._unforkable.release,
        )
        signals.setup_logging.connect(_keep_our_logging, weak=False)
        signals.celeryd_init.connect(_size_worker, weak=False)
        signals.celeryd_after_setup.connect(self._learn, weak=False)
        signals.worker_process_init.connect(self._begin_child, weak=False)
        signals.worker_process_shutdown.connect(_end_child, weak=False)
        signals.worker_ready.connect(self._begin, weak=False)
        signals.task_failure.connect(self._note_death, weak=False)
        signals.worker_shutdown.connect(self._end, weak=False)

    def _learn(self, sender: str, instance: Any, **_: object) -> None:
        self._name = sender
        self._queues = tuple(instance.app.amqp.queues.consume_from)
        self._controller = instance
        share_what_is_loaded()

    def _begin_child(self, **_: object) -> None:
        dispose_engines()
        forget_connection()
        if DRAWING.intersection(self._queues):
            limit_memory(settings().child_memory_mb)
        for queue in self._queues:
            if queue in self._warm:
                self._warm[queue]()
                give_back()

    def _begin(self, **_: object) -> None:
        self._began_at = machine_now()
        self._thread.start()

    def _note_death(self, task_id: str | None = None, exception: BaseException | None = None, **_: object) -> None:
        """Heard in the main process: a child of it died with this job in hand. Told to the ledger by the thread below."""
        is_ending = state.should_stop is not None or state.should_terminate is not None
        if task_id is None or is_ending or self._began_at is None:
            return  # at its own end the worker kills its children itself
        if isinstance(exception, WorkerLostError | TimeLimitExceeded):
            self._deaths.put(task_id)
            self._woken.set()

    def _end(self, **_: object) -> None:
        self._stop.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout=LONGEST_BEAT_SECONDS)

    def _live(self) -> None:
        deaf_after = timedelta(seconds=settings().deaf_after_seconds)
        watchdog = Watchdog(self._name, self._queues, deaf_after, machine_now())
        every = min(LONGEST_BEAT_SECONDS, deaf_after.total_seconds() / 6)
        began = False
        while True:
            with suppress(OSError):  # a folder that takes nothing: nobody is judged by their silence then
                give_sign(self._name, os.getpid())
            begin_patience(WRITER_SECONDS)
            try:
                began = self._beat(watchdog, began=began)
            except (
                Exception
            ) as error:  # a watchdog that dies of a full disk watches nothing; the next round tries again
                # Whoever cannot write cannot claim either: that is no deafness.
                watchdog.excuse(machine_now())
                _log.warning("pulse_missed", worker=self._name, error=type(error).__name__)
            self._woken.wait(every)
            self._woken.clear()
            if self._stop.is_set():
                break
        self._say_goodbye()

    def _beat(self, watchdog: Watchdog, *, began: bool) -> bool:
        """One sign of life, or the end of a deaf worker. True once the worker's row is there."""
        answers, drained = broker_answers(), False
        at = machine_now()
        with self._unforkable:
            try:
                with transaction() as session:
                    if not began:
                        begin_heartbeat(session, self._name, self._queues, os.getpid(), at)
                        # Whoever had this name before is gone, with what it had in hand.
                        expire_leases(session, [self._name], at, begun_before=self._began_at or at)
                    else:
                        drained = beat(session, self._name, at, Dropped.number, self._weight(monotonic()))
                    deaf = watchdog.is_deaf(session, at, broker_answers=answers, now=monotonic())
                self._tell_deaths(at)
            finally:
                dispose_engines()
        if drained or not self._listens:
            # Who was told to hear nothing is not deaf, nor at once when it is told to listen again.
            watchdog.excuse(at)
            deaf = False
        self._listen(wanted=not drained)
        if deaf:
            _log.error("worker_deaf", worker=self._name, queues=self._queues)
            end_at_once()
        return True

    def _weight(self, now: float) -> int | None:
        if now - self._weighed[0] >= WEIGHED_EVERY_SECONDS:
            self._weighed = now, memory_in_use()
        return self._weighed[1]

    def _listen(self, *, wanted: bool) -> None:
        """Drained, it leaves its messages to other workers; the ledger refuses it those it had fetched already."""
        consumer = getattr(self._controller, "consumer", None)
        if wanted == self._listens or consumer is None:
            return
        for queue in self._queues:
            consumer.call_soon(consumer.add_task_queue if wanted else consumer.cancel_task_queue, queue)
        self._listens = wanted
        _log.warning("worker_listens" if wanted else "worker_drained", worker=self._name, queues=self._queues)

    def _tell_deaths(self, at: datetime) -> None:
        """Each by itself: one that cannot be told holds up no other, and its job is given back when its lease runs out."""
        while not self._deaths.empty():
            job_id = self._deaths.get()
            try:
                with transaction() as session:
                    note_crash(session, job_id, self._name, at, blame=0 if disk_want() == "full" else 1)
            except SQLAlchemyError:
                self._deaths.put(job_id)  # the database is busy or away: the next round tries again
                raise
            except Exception as error:
                _log.error("death_not_told", job=job_id, error=type(error).__name__)

    def _say_goodbye(self) -> None:
        end_signs(self._name)
        begin_patience(GOODBYE_SECONDS)  # what the last beat was given is used up by now
        with self._unforkable:
            try:
                with transaction() as session:
                    end_heartbeats(session, [self._name])
            except SQLAlchemyError as error:
                _log.warning("pulse_not_ended", worker=self._name, error=type(error).__name__)
            finally:
                dispose_engines()


def _end_child(**_: object) -> None:
    flush()


def _keep_our_logging(**_: object) -> None:
    """Its presence keeps Celery from configuring logging its own way; what it would print besides becomes a line of ours."""
    celery.apps.worker.safe_say = _say


def _say(said: str, _to: object = None) -> None:
    _log.info("worker_says", said=said.strip())


def _size_worker(conf: Any, options: dict[str, Any], **_: object) -> None:
    """How many children, and when each is replaced, by the dearest of the worker's queues."""
    given = options.get("queues") or ()
    queues = set(given.split(",") if isinstance(given, str) else given)
    if FILMING & queues:
        conf.worker_concurrency = settings().video_workers
        conf.worker_max_tasks_per_child = FILMS_PER_CHILD
    elif RENDER in queues:
        conf.worker_concurrency = settings().render_workers
        conf.worker_max_tasks_per_child = TASKS_PER_CHILD
    else:
        # One for what takes long (a plan), one for what must not wait for it (mail, a recipient's answer).
        conf.worker_concurrency = 2
        conf.worker_max_tasks_per_child = TASKS_PER_CHILD
    # Who warms up before the first job says so late.
    conf.worker_proc_alive_timeout = WARM_WITHIN_SECONDS
    # In kilobytes of resident memory: a child that grew is replaced between two jobs, well before its hard limit. Whoever made a
    # plan has loaded the solver's compiler, and would keep it for as long as nobody plans again.
    share = 2 if DRAWING & queues else 4
    conf.worker_max_memory_per_child = settings().child_memory_mb * 1024 // share + _inherited()


def _inherited() -> int:
    """Kilobytes that this process shares with the one it was forked from, if it was: resident in each child, and held once."""
    try:
        memory = psutil.Process().memory_full_info()
        return int(memory.rss - memory.uss) // 1024
    except (psutil.Error, AttributeError):
        return 0


def share_what_is_loaded() -> None:
    """Before children are forked: what is loaded by now is looked through for garbage no more, neither here nor in them, so that
    they go on sharing its pages instead of copying each that the collector touches."""
    gc.collect()
    gc.freeze()


def memory_in_use() -> int | None:
    """Megabytes that this process and its children hold, what they share counted once; None where the system does not tell."""
    total = 0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except (psutil.Error, AttributeError):  # one that has just ended, or a system without proportional figures
            continue
    return total // 2**20 or None


def limit_memory(megabytes: int) -> None:
    """An address-space limit for this process: a drawing that runs away gets MemoryError, and the machine lives on."""
    if sys.platform == "darwin":
        return  # macOS refuses the limit; resident memory is still watched between jobs
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def end_at_once() -> None:
    """Ends this process and its children without farewell; nothing of theirs is under a live lease."""
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(DEAF_EXIT_CODE)
