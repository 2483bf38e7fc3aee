"""Foreign log lines become ours on the way to the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from service.app.logs.log_pipe import json_line, pipe_into
from service.app.processes.supervise import Line, Supervisor

AT = datetime(2031, 3, 17, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "event", "level"),
    [
        ("11186:M 28 Nov 2026 21:54:13.209 # Valkey is now ready to exit", "Valkey is now ready to exit", "warning"),
        ("11186:C 28 Nov 2026 21:54:13.209 * oO0Oo", "oO0Oo", "info"),
        ("7:signal-handler (1795902853) Received SIGTERM", "Received SIGTERM", "info"),
        ("*** FATAL CONFIG FILE ERROR ***", "*** FATAL CONFIG FILE ERROR ***", "info"),
        ('["no object"]', '["no object"]', "info"),
    ],
)
def test_a_line_in_another_form_is_one_json_object(raw: str, event: str, level: str) -> None:
    assert json.loads(json_line(raw, AT)) == {"event": event, "level": level, "timestamp": "2031-03-17T09:00:00Z"}


def test_a_line_that_is_json_stays_as_it_is() -> None:
    assert json_line('{"event": "job"}', AT) == '{"event": "job"}'


def test_lines_arrive_whole_and_nobody_waits_for_a_reader_that_stands_still() -> None:
    kept: list[str] = []
    end = pipe_into(kept.append)
    os.write(end, b"half ")
    os.write(end, "a line\nJ\xf3n\n".encode("latin-1"))
    os.close(end)
    deadline = monotonic() + 5
    while len(kept) < 2:
        assert monotonic() < deadline
        sleep(0.01)
    assert [json.loads(line)["event"] for line in kept] == ["half a line", "J\\xf3n"]

    stuck = pipe_into(lambda _line: sleep(60))
    with pytest.raises(BlockingIOError):
        for _ in range(10_000):
            os.write(stuck, b"x" * 4095 + b"\n")
    os.close(stuck)


def test_a_foreign_line_s_log_is_json(tmp_path: Path) -> None:
    script = "print('1:M 28 Nov 2026 21:54:13.209 # Memory overcommit', flush=True); import time; time.sleep(60)"
    line = Line("broker", [sys.executable, "-c", script], is_foreign=True)
    supervisor = Supervisor(
        [line], mark=str(tmp_path), cwd=tmp_path, logs=tmp_path, environment=os.environ, notice=lambda *_: None
    )
    try:
        supervisor.start()
        assert _eventually(lambda: (tmp_path / "broker.log").read_text() != "")
    finally:
        supervisor.stop(grace_seconds=0)
    assert supervisor.lines[0].process is None
    (told,) = (json.loads(one) for one in (tmp_path / "broker.log").read_text().splitlines())
    assert (told["event"], told["level"]) == ("Memory overcommit", "warning")


def _eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            return False
        sleep(0.02)
    return True


def test_what_python_itself_would_print_is_a_line_of_the_log_without_its_message() -> None:
    script = (
        "from service.app.logs.log import keep_all_in_log\nkeep_all_in_log()\nimport threading, warnings\n"
        "warnings.warn('careful')\n"
        "thread = threading.Thread(target=lambda: int('Jana Nov')); thread.start(); thread.join()\n"
        "int('Jana Nov')"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=os.environ)
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert ran.stdout == ""
    assert [(line["event"][:13], line.get("error")) for line in lines] == [
        ("<string>:4: U", None),
        ("process_ended", "ValueError"),
        ("process_ended", "ValueError"),
    ]
    assert "Jana" not in ran.stderr.replace("int('Jana Nov')", "")
