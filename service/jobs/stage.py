"""How far a long piece of work is, for whoever waits for it: a small file in the data folder, told and read without a transaction.

It says nothing that anybody relies on. Lost, late or without room on the disk, only a sentence is missing.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.config import settings

AGAIN_SECONDS: Final = 2.0
_SAFE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


@dataclass(frozen=True, slots=True)
class Stage:
    """`done` of `of` steps are done, `what` is at work; `detail` says how far that step is, or nothing."""

    what: str
    done: int
    of: int
    detail: str = ""

    @property
    def sentence(self) -> str:
        """How far it is, for a page."""
        left = self.of - self.done
        return f"{self.done} of {self.of} steps done, {left} left: {self.what}" + (
            f" ({self.detail})" if self.detail else ""
        )


@contextmanager
def telling(subject_id: str, steps: int, detail: Callable[[], str] = lambda: "") -> Iterator[Callable[[str], None]]:
    """Yields what a step's begin is told with. Until the block ends, the step is written down again and again with what `detail`
    answers then; afterwards nothing is left of it."""
    file, ended, begun = _file(subject_id), threading.Event(), list[str]()

    def write() -> None:
        if begun:
            _write(file, Stage(begun[-1], len(begun) - 1, steps, detail()))

    def keep_writing() -> None:
        while not ended.wait(AGAIN_SECONDS):
            write()

    def begin(what: str) -> None:
        begun.append(what)
        write()

    writer = threading.Thread(target=keep_writing, daemon=True)
    writer.start()
    try:
        yield begin
    finally:
        ended.set()
        writer.join()
        with suppress(OSError):
            file.unlink(missing_ok=True)


def stage_of(subject_id: str) -> Stage | None:
    """What was told last of this subject's work; None where nothing is told."""
    try:
        return Stage(**json.loads(_file(subject_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, stage: Stage) -> None:
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = file.with_suffix(".new")
        new.write_text(
            json.dumps({"what": stage.what, "done": stage.done, "of": stage.of, "detail": stage.detail}),
            encoding="utf-8",
        )
        new.replace(file)


def _file(subject_id: str) -> Path:
    if not subject_id or not _SAFE.issuperset(subject_id):
        raise ValueError("A subject's id holds letters, digits, _ and - only.")
    return settings().data_dir / "stages" / f"{subject_id}.json"
