"""Which people were erased, and when, beside the database: ids and times only, one line each, on the host where it happened.

A backup that is restored knows those people again. Whoever restores it erases them once more from these lines before anything runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from service.clock import machine_now
from service.config import settings
from service.db.writing.after_commit import at_every_commit
from service.errors import InvalidInput

FILE: Final = "erasures.jsonl"
_NOTED: Final = "erasures"


def log_file() -> Path:
    """Where this host writes them down."""
    return settings().data_dir / FILE


def note_erasure(session: Session, recipient_id: str) -> None:
    """Written down once, and only if, the session's transaction is committed."""
    session.info.setdefault(_NOTED, []).append(recipient_id)


@at_every_commit
def _write(session: Session) -> None:
    if noted := session.info.pop(_NOTED, None):
        add_lines(log_file(), noted, machine_now())


def add_lines(path: Path, recipient_ids: Iterable[str], at: datetime) -> None:
    """Appends them. Raises OSError."""
    text = "".join(json.dumps({"recipient_id": one, "at": at.isoformat()}) + "\n" for one in recipient_ids)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(line, text.encode())
        os.fsync(line)
    finally:
        os.close(line)


def erased_since(path: Path, since: datetime) -> set[str]:
    """Ids of those who were erased at that moment or later. A last line that was cut off by a crash counts for nothing: the
    database that wrote it has it too. Raises InvalidInput for a file of something else."""
    found, lines = set(), path.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            if datetime.fromisoformat(entry["at"]) >= since:
                found.add(str(entry["recipient_id"]))
        except (ValueError, KeyError, TypeError):
            if number < len(lines):
                raise InvalidInput(f"{path}, line {number}: this isn’t a list of erasures.") from None
    return found
