"""An answer while it leaves: written at once into this, as into a socket, and sent as fast as its reader takes it.

The thread that made it goes on to the next; pages wait in memory, films in their own file.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections import deque
from contextlib import suppress
from typing import IO, Final

IN_MEMORY: Final = 512 * 1024
"""Bytes of one answer that wait in memory; what is longer, and no file of its own, lies in a file until it is sent."""
SEND_SECONDS: Final = 60.0
"""How long a reader may take nothing, and, beside the rate, for the whole."""
SEND_RATE: Final = 4 * 1024
"""Bytes a second that a reader has to take."""
_AT_A_TIME: Final = 256 * 1024


class Outbox:
    """What a socket is to the server's own response: `send`, `sendall`, `sendfile`. Then `push` sends what is there."""

    def __init__(self) -> None:
        self._parts: deque[bytearray | _Part] = deque()
        self._in_memory = 0
        self.left = 0
        """Bytes that have not been sent."""

    def sendall(self, data: bytes) -> None:
        """Takes bytes to send: in memory up to IN_MEMORY, then on the disk."""
        self.left += len(data)
        if self._in_memory + len(data) > IN_MEMORY and (spill := self._spill()) is not None:
            with suppress(OSError):  # a full disk: what does not go there stays in memory
                spill.append(data)
                return
        if not self._parts or not isinstance(self._parts[-1], bytearray):
            self._parts.append(bytearray())
        last = self._parts[-1]
        if isinstance(last, bytearray):
            last += data
        self._in_memory += len(data)

    def send(self, data: bytes) -> int:
        """As `sendall`; returns how many bytes were taken, which is all of them."""
        self.sendall(data)
        return len(data)

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:
        """Takes `count` bytes of the file from `offset`, None: to its end; returns how many."""
        size = os.fstat(file.fileno()).st_size - offset
        count = size if count is None else min(count, size)
        # A descriptor of its own: the server closes the file as soon as it is handed over.
        self._parts.append(_Part(os.dup(file.fileno()), offset, count))
        self.left += count
        return count

    def push(self, line: socket.socket) -> int:
        """Sends what a non-blocking socket takes now; answers how many bytes. Raises OSError where the reader is gone."""
        sent = 0
        try:
            while self._parts:
                part = self._parts[0]
                taken = line.send(memoryview(part)[:_AT_A_TIME]) if isinstance(part, bytearray) else part.send(line)
                sent += taken
                self._took(part, taken)
        except (BlockingIOError, InterruptedError):
            pass
        self.left -= sent
        return sent

    def drop(self) -> None:
        """Gives back files; nothing more is sent."""
        for part in self._parts:
            if isinstance(part, _Part):
                part.close()
        self._parts.clear()
        self.left = self._in_memory = 0

    def _took(self, part: bytearray | _Part, taken: int) -> None:
        if isinstance(part, bytearray):
            del part[:taken]
            self._in_memory -= taken
            if not part:
                self._parts.popleft()
        elif part.is_done or taken == 0:  # a file that became shorter: the reader sees that it is cut
            part.close()
            self._parts.popleft()

    def _spill(self) -> _Part | None:
        last = self._parts[-1] if self._parts else None
        if isinstance(last, _Part) and last.is_ours:
            return last
        try:
            with tempfile.TemporaryFile(prefix="handpicked-") as file:
                made = _Part(os.dup(file.fileno()), 0, 0, is_ours=True)
        except OSError:
            return None
        self._parts.append(made)
        return made


class _Part:
    """A piece of a file: its descriptor, where it begins and how much is left. `is_ours`: made here, so that it may grow."""

    def __init__(self, descriptor: int, offset: int, count: int, *, is_ours: bool = False) -> None:
        self._descriptor = descriptor
        self._offset = offset
        self._count = count
        self.is_ours = is_ours

    @property
    def is_done(self) -> bool:
        return self._count == 0

    def append(self, data: bytes) -> None:
        written = 0
        while written < len(data):
            written += os.pwrite(self._descriptor, data[written:], self._offset + self._count + written)
        self._count += len(data)

    def send(self, line: socket.socket) -> int:
        if self._count == 0:
            return 0
        taken = os.sendfile(line.fileno(), self._descriptor, self._offset, min(self._count, _AT_A_TIME))
        self._offset += taken
        self._count -= taken
        return taken

    def close(self) -> None:
        os.close(self._descriptor)
