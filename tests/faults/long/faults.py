"""The table of what goes wrong, each once a round in an order that chance makes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from service.jobs.doorbell import broker_answers
from tests.faults.long.place import BACK_WITHIN_SECONDS, Place

LEASE_SECONDS = 3
SHORT_SECONDS = 1.5
LONG_SECONDS = 3.0
SLOW_MILLISECONDS = 250
"""So long takes what a disk does in one when it is well."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`strike` breaks something and, where it does not come back by itself, mends it again. `is_of_servers`: only a database that
    is a server knows it."""

    name: str
    strike: Callable[[Place], None]
    is_of_servers: bool = False


def killed(line: str) -> Fault:
    def strike(place: Place) -> None:
        place.await_up(line)
        place.kill(line)

    return Fault(f"kill -9 of {CALLED[line]}", strike)


def child_killed(line: str) -> Fault:
    def strike(place: Place) -> None:
        place.await_up(line)
        place.kill_child(line)

    return Fault(f"kill -9 of a process of {CALLED[line]}", strike)


CALLED = {
    "one": "a worker",
    "two": "the other worker",
    "render": "the worker that draws",
    "mail": "the worker that mails",
    "sweeper": "the sweeper",
    "broker": "the broker",
    "web": "the web",
}


def freeze_a_child(place: Place) -> None:
    """Past its lease: another takes the job over, and the thawed one must be fenced."""
    place.await_up("one")
    with place.frozen_child("one"):
        place.pass_time(LEASE_SECONDS + SHORT_SECONDS)


def freeze_the_worker_that_mails(place: Place) -> None:
    place.await_up("mail")
    with place.frozen("mail"):
        place.pass_time(LEASE_SECONDS + SHORT_SECONDS)


def empty_the_broker(place: Place) -> None:
    assert place.wait(broker_answers, BACK_WITHIN_SECONDS)
    place.empty_broker()


def freeze_the_broker(place: Place) -> None:
    place.await_up("broker")
    with place.frozen_broker():
        place.pass_time(SHORT_SECONDS)


def let_the_broker_refuse(place: Place) -> None:
    """It answers, and takes nothing, as with a full disk."""
    place.await_up("broker")
    assert place.wait(broker_answers, BACK_WITHIN_SECONDS)
    with place.refusing_broker():
        place.pass_time(LONG_SECONDS)


def fill_the_disk(place: Place) -> None:
    with place.full_disks():
        place.pass_time(LONG_SECONDS)


def slow_the_disk(place: Place) -> None:
    with place.around.slow.slow(SLOW_MILLISECONDS):
        place.pass_time(LONG_SECONDS)


def cut_the_storage_off(place: Place) -> None:
    place.around.storage.cut()
    try:
        place.pass_time(LONG_SECONDS)
    finally:
        place.around.storage.mend()


def stall_mail(place: Place) -> None:
    """The server takes each mail, and says so when its sender has waited long."""
    with set_on(place, "reads", LONG_SECONDS):
        place.pass_time(LONG_SECONDS)


def refuse_mail(place: Place) -> None:
    with set_on(place, "answers", {"MAIL": "421 4.3.2 not now"}):
        place.pass_time(LONG_SECONDS)


def half_accept_mail(place: Place) -> None:
    """The server takes each mail and hangs up before it says so."""
    with set_on(place, "breaks", True):
        place.pass_time(LONG_SECONDS)


@contextmanager
def set_on(place: Place, name: str, value: object) -> Iterator[None]:
    """The mail server does otherwise during the block."""
    before = getattr(place.around.box, name)
    setattr(place.around.box, name, value)
    try:
        yield
    finally:
        setattr(place.around.box, name, before)


FAULTS: tuple[Fault, ...] = (
    *(child_killed(line) for line in ("one", "render", "mail", "web")),
    *(killed(line) for line in ("one", "two", "render", "mail", "sweeper", "broker", "web")),
    Fault("a worker’s process frozen past its lease", freeze_a_child),
    Fault("the worker that mails frozen past its lease", freeze_the_worker_that_mails),
    Fault("the broker frozen", freeze_the_broker),
    Fault("the broker emptied", empty_the_broker),
    Fault("the broker refuses writes", let_the_broker_refuse),
    Fault("the database restarted at once", partial(Place.restart_database, away_seconds=SHORT_SECONDS), True),
    Fault("the disk full", fill_the_disk),
    Fault("the disk slow", slow_the_disk),
    Fault("the storage cut off", cut_the_storage_off),
    Fault("the mail server stalls", stall_mail),
    Fault("the mail server refuses", refuse_mail),
    Fault("the mail server accepts half", half_accept_mail),
    Fault("the clock set an hour ahead", lambda place: place.around.step_clock(1)),
    Fault("the clock set back an hour", lambda place: place.around.step_clock(-1)),
)


def faults_by_chance(seed: int, rounds: int, *, has_server: bool) -> list[Fault]:
    """Every fault that this database knows, once a round; the order is the seed's."""
    chance = random.Random(seed)
    known = [fault for fault in FAULTS if has_server or not fault.is_of_servers]
    return [fault for _ in range(rounds) for fault in chance.sample(known, len(known))]
