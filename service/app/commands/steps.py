"""Says on a terminal what is being done, what is done of it and what is left: at once, and every few seconds while it lasts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from rich.console import Console

TOLD_EVERY_SECONDS: Final = 4.0

Told = Callable[[str], None]
"""Told what is done and what is left, in a few words, whenever that changes."""


@contextmanager
def waiting(screen: Console, what: str) -> Iterator[Told]:
    """Says `what`, then every few seconds how long it has lasted and what it was told last. A pipe reads the same lines."""
    began, ended = monotonic(), threading.Event()
    state = {"told": ""}
    screen.print(f"{what} ...", soft_wrap=True)

    def say() -> None:
        told = f", {state['told']}" if state["told"] else ""
        screen.print(f"  {monotonic() - began:.0f} s{told}", soft_wrap=True)

    def keep_saying() -> None:
        while not ended.wait(TOLD_EVERY_SECONDS):
            say()

    teller = threading.Thread(target=keep_saying, daemon=True)
    teller.start()
    try:
        yield lambda words: state.update(told=words)
    finally:
        ended.set()
        teller.join()
