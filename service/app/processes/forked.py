"""Lines forked from a process that has loaded what they need (`nursery`): how that is asked for, and how such a line fares."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO, Final

READY_SECONDS: Final = 60.0
"""So long the first lines wait until all is loaded; after that they start by themselves."""
ANSWER_SECONDS: Final = 5.0
IS_POSSIBLE: Final = sys.platform == "linux"
"""Elsewhere a process that was forked and goes on is not safe (macOS), or the socket that keeps messages apart is not there."""
UNSEEN: Final = 256
"""No process has this code."""
_LONGEST_MESSAGE: Final = 65_536


class Forked:
    """A line that is the nursery's child: what a supervisor asks of a `Popen`. Its code is UNSEEN where the nursery had gone by
    then and nobody saw how it ended."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        """Raises ProcessLookupError where it has ended and is gone already."""
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery
        self._file: int | None = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Its code, negative for a signal; None while it is there."""
        if self._file is not None and select.select([self._file], [], [], 0)[0]:
            os.close(self._file)
            self._file = None
            code = self._nursery.code_of(self.pid)
            self.returncode = UNSEEN if code is None else code
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its code. Raises TimeoutExpired while it is there after `timeout` seconds."""
        if self._file is not None and not select.select([self._file], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        code = self.poll()
        return UNSEEN if code is None else code

    def send_signal(self, number: int) -> None:
        """To the line alone. Raises ProcessLookupError where it has ended."""
        if self._file is not None:
            signal.pidfd_send_signal(self._file, number)


class Nursery:
    """The supervisor's end. Not thread-safe, like the supervisor. Where it fails, lines start by their commands, as elsewhere."""

    def __init__(self, *, environment: Mapping[str, str], cwd: Path, loads: str) -> None:
        """`loads`: what it calls to load what its lines share, "module:function"."""
        self._loads = loads
        self._environment = environment
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None
        self._is_ready = False
        self._codes: dict[int, int] = {}

    @property
    def pid(self) -> int | None:
        """Of the process, where one was started and not ended."""
        return self._process.pid if self._process else None

    def start(self, log: BinaryIO) -> None:
        """Begins to load, and does not wait for it."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.app.processes.nursery", self._loads],
                cwd=self._cwd,
                env=self._environment,
                stdin=its.fileno(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._door, self._is_ready = ours, False

    def is_there(self) -> bool:
        """Whether it lives. One that has ended is put away."""
        if self._process is not None and self._process.poll() is not None:
            self.end()
        return self._process is not None

    def fork(self, name: str, main: str, argv: Sequence[str], log: BinaryIO, patience: float = 0.0) -> Forked | None:
        """A line of that name that runs `main` as the program of `argv`; None where that is not to be had within `patience` seconds
        of loading, and a moment for the fork itself."""
        if not self.is_there() or self._door is None:
            return None
        if not self._is_ready and self._hear("ready", patience) is None:
            return None
        self._is_ready = True
        order = json.dumps({"name": name, "main": main, "argv": list(argv)}).encode()
        with suppress(OSError):
            socket.send_fds(self._door, [order], [log.fileno()])
            pid = self._hear("born", ANSWER_SECONDS)
            if pid is not None:
                return Forked(self, pid)
        self.end()  # whatever it is at, it is no help; what it forked after all is found by its mark
        return None

    def code_of(self, pid: int) -> int | None:
        """How a line of ours ended; None where nobody tells any more."""
        if pid not in self._codes and self.is_there():
            self._hear("ended", ANSWER_SECONDS, of=pid)
        return self._codes.pop(pid, None)

    def end(self) -> None:
        """Ends the process and forgets it. Its lines stay."""
        if self._door is not None:
            self._door.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._door = self._process = None

    def _hear(self, what: str, seconds: float, of: int | None = None) -> int | None:
        """The process id that the next message of this kind names, within so many seconds; ends of lines are noted meanwhile."""
        deadline = monotonic() + seconds
        while self._door is not None and select.select([self._door], [], [], max(0.0, deadline - monotonic()))[0]:
            with suppress(OSError):
                if said := self._door.recv(_LONGEST_MESSAGE):
                    message: dict[str, Any] = json.loads(said)
                    if "ended" in message:
                        self._codes[message["ended"]] = message["code"]
                    if what in message and (of is None or message[what] == of):
                        return int(message[what])
                    if "failed" not in message:
                        continue
            return None
        return None
