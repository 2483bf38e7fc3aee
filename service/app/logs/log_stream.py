"""Where log lines go: a line that cannot be written is lost and counted, and never changes what the work came to."""

from __future__ import annotations

import json
import os
import threading
from typing import Final, TextIO

_lost = 0
_LOCK: Final = threading.Lock()


def lost_lines() -> int:
    """How many lines this process could not write: a full disk, a closed terminal, a reader that went away."""
    return _lost


def count_lost() -> None:
    """One line is lost."""
    global _lost  # noqa: PLW0603 - one count a process
    with _LOCK:
        _lost += 1


class LogStream:
    """Takes whole lines. Each is one write, so that lines of several processes do not mix, and begins a line of its own even
    where the disk was full in the middle of the one before."""

    def __init__(self, to: TextIO) -> None:
        self._to = to
        self._is_broken_off = False
        self._lost = 0

    def write(self, text: str) -> int:
        """Never raises."""
        line = text.rstrip("\n")
        if line:
            self._write_line(line)
        return len(text)

    def flush(self) -> None:
        """Every line is flushed when it is written."""

    def _write_line(self, line: str) -> None:
        try:
            whole = ("\n" if self._is_broken_off else "") + self._about_lost() + line + "\n"
            descriptor = self._descriptor()
            if descriptor is None:
                self._to.write(whole)
                self._to.flush()
            else:
                _write_all(descriptor, whole.encode("utf-8", "backslashreplace"))
            self._is_broken_off, self._lost = False, 0
        except (OSError, ValueError) as error:
            self._lost += 1
            self._is_broken_off = self._is_broken_off or getattr(error, "is_half", False)
            count_lost()

    def _about_lost(self) -> str:
        """The first line that can be written again is preceded by how many could not."""
        return (
            json.dumps({"event": "log_lines_lost", "level": "warning", "lines": self._lost}) + "\n"
            if self._lost
            else ""
        )

    def _descriptor(self) -> int | None:
        """The file behind it; None where it is kept in memory (tests)."""
        try:
            return self._to.fileno()
        except (OSError, ValueError, AttributeError):
            return None


class _Half(OSError):
    is_half = True


def _write_all(descriptor: int, body: bytes) -> None:
    written = 0
    while written < len(body):
        try:
            written += os.write(descriptor, body[written:])
        except OSError as error:
            if written:
                raise _Half(error.errno, error.strerror) from None
            raise
