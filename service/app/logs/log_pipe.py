"""Log lines of a program that has a form of its own, made into ours on their way to the file."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from fcntl import fcntl
from typing import Final

_VALKEY: Final = re.compile(r"\d+:[\w-]+ (?:\(\d+\) )?(?:\d\d \w{3} \d{4} [\d:.]+ )?(?P<level>[.\-*#] )?(?P<said>.*)")
"""<pid>:<role> <day and time> <level> <words>; what a signal's handler says lacks the middle."""
_LEVELS: Final = {".": "debug", "-": "info", "*": "info", "#": "warning"}
_SET_PIPE_SIZE: Final = 1031
"""F_SETPIPE_SZ of Linux."""
_PIPE_BYTES: Final = 1024 * 1024


def json_line(raw: str, at: datetime) -> str:
    """One JSON object of a line as a program wrote it; a line that is one already stays as it is."""
    with suppress(ValueError):
        if isinstance(json.loads(raw), dict):
            return raw
    found = _VALKEY.fullmatch(raw)
    level = _LEVELS[(found.group("level") or "*").strip()] if found else "info"
    said = found.group("said") if found else raw
    moment = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"event": said, "level": level, "timestamp": moment})


def pipe_into(write: Callable[[str], object], at_end: Callable[[], object] = int) -> int:
    """The end to give to a process as its output: every line of it comes to `write` as JSON, until all who have it are gone;
    then `at_end` is called.

    A process never waits for it: what does not fit is lost, as is everything once nobody reads.
    """
    read, end = os.pipe()
    with suppress(OSError):
        fcntl(end, _SET_PIPE_SIZE, _PIPE_BYTES)
    os.set_blocking(end, False)
    threading.Thread(target=_read_lines, args=(read, write, at_end), name="log lines", daemon=True).start()
    return end


def _read_lines(read: int, write: Callable[[str], object], at_end: Callable[[], object]) -> None:
    with os.fdopen(read, encoding="utf-8", errors="backslashreplace") as lines:
        for line in lines:
            if said := line.strip():
                with suppress(OSError):
                    write(json_line(said, datetime.now(UTC)) + "\n")
    at_end()
