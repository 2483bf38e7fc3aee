"""The process from which `handpicked run` has its lines forked, so that they share in memory what each of them would load.

It loads once, leaves nothing open, and has one thread. `forked` starts it with a socket as its standard input, on which each
message is one JSON object: an order names a line, its command and the function behind that command, with the file of its log; the
line answers with its own process id once it is a session of its own, and the nursery tells later how it ended. A line that was
started so does what its command does. At the socket's end the nursery goes; its lines stay, as they would without it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog

from service.app.act_at import At
from service.app.logs.log import keep_all_in_log
from service.app.processes.private import keep_private

LONGEST_MESSAGE: Final = 65_536


@dataclass(frozen=True, slots=True)
class Born:
    """What this process is from now on: `main`, as "module:function", is called as the program of `argv`."""

    argv: Sequence[str]
    main: str

    def live(self) -> object:
        """Does the line's work. Raises SystemExit, as a program does."""
        sys.argv[:] = self.argv
        return At(self.main).found()()


def serve(door: socket.socket) -> Born | None:
    """Forks a line for each order. Answers in each of them, with what it is to be; None here, when nobody is at the door."""
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    before = signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    _say(door, {"ready": os.getpid()})
    while True:
        ready, _, _ = select.select([door.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, LONGEST_MESSAGE)
            for pid, code in _ended():
                _say(door, {"ended": pid, "code": code})
        if door.fileno() not in ready:
            continue
        order, files, _, _ = socket.recv_fds(door, LONGEST_MESSAGE, 1)
        if not order:
            return None
        try:
            pid = os.fork()
        except OSError as error:  # no memory or no process left: the supervisor finds another way, or tries again
            _say(door, {"failed": error.strerror})
            pid = -1
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, before)
            os.close(woken)
            os.close(wakes)
            return _begin(door, json.loads(order), files)
        for file in files:
            os.close(file)


def _begin(door: socket.socket, order: dict[str, Any], files: Sequence[int]) -> Born:
    """This process is a line now: a session of its own, its name where `ps` and `top` look, its log behind both outputs."""
    os.setsid()
    for file in files:
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.close(file)
    with suppress(OSError):
        Path("/proc/self/comm").write_text(f"hp {order['name']}", encoding="ascii")
    door.send(json.dumps({"born": os.getpid()}).encode())  # who is not heard of must not live
    door.close()
    return Born(order["argv"], order["main"])


def _ended() -> Iterator[tuple[int, int]]:
    """Children that have ended: process id and code, negative for a signal."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        yield pid, os.waitstatus_to_exitcode(status)


def _say(door: socket.socket, message: dict[str, object]) -> None:
    with suppress(OSError):  # who has gone needs no answer; the next look at the door tells
        door.send(json.dumps(message).encode())


def main(loads: str) -> None:
    """Until nobody is at the door. In each line: its whole life. `loads`: what loads the rest, "module:function"."""
    keep_private()
    keep_all_in_log()
    door = socket.socket(fileno=os.dup(0))
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    try:
        At(loads)()
    except Exception as error:  # whatever it was, lines start without it, and say what they lack
        structlog.get_logger().warning("not_all_loaded", error=type(error).__name__)
    gc.collect()
    gc.freeze()  # nobody's collector goes through what is shared, and copies it by that
    born = serve(door)
    if born is not None:
        sys.exit(born.live())  # type: ignore[arg-type]  # whatever the program's own script would exit with


if __name__ == "__main__":
    main(*sys.argv[1:])
