"""What forked lines are in tests, and what is loaded for them. Imported by the nursery, by name."""

from __future__ import annotations

import os
import signal
import sys
import time

LOADED: list[bytes] = []
LOADED_MB = 48


def load() -> None:
    """Something large, so that it shows whether it is shared."""
    LOADED.append(b"x" * (LOADED_MB * 1024 * 1024))


def load_badly() -> None:
    raise ValueError("nothing comes of it")


def nap() -> None:
    time.sleep(60)


def fail() -> None:
    sys.exit(3)


def tell() -> None:
    """Prints what a line sees of itself: the large thing, its words, whether it leads a session, its standard input, its umask."""
    was = os.umask(0o077)
    leads, typed = os.getsid(0) == os.getpid(), sys.stdin.buffer.read()
    sys.stdout.write(f"{len(LOADED)} {sys.argv} {leads} {typed!r} {was:#o}\n")
    sys.stdout.flush()
    sys.stderr.write(f"{signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL} {signal.set_wakeup_fd(-1)}\n")
