"""Every door writes for its own user alone, also into a folder that was open before and under a lax umask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from service.config import CHECKOUT

DOORS = """
import os, sys
def show(door): print(door, oct(os.umask(0)))
import service.app.command_line as line
sys.argv = ["handpicked", "migrate"]
try: line.main()
except SystemExit: pass
show("command line")
import worker
show("workers")
import gunicorn.app.wsgiapp, service.app.web_server as found
assert found.umask == 0o077
show("web")
"""


def test_whoever_comes_in_makes_private_files(data_dir: Path) -> None:
    """One process comes in by each door in turn; between them its mask is as lax as can be."""
    data_dir.mkdir(mode=0o755)
    ran = subprocess.run(
        [sys.executable, "-c", DOORS], cwd=CHECKOUT, env=os.environ, umask=0, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == ["command line 0o77", "workers 0o77", "web 0o77"]
    made = {path.name: oct(path.stat().st_mode & 0o777) for path in data_dir.rglob("*")}
    assert made["handpicked.sqlite3"] == "0o600"
    assert {name: mode for name, mode in made.items() if mode not in {"0o600", "0o700"}} == {}


def test_the_sweeper_and_the_run_come_in_by_the_command_line() -> None:
    """Whatever the Procfile starts is one of the doors above."""
    lines = (CHECKOUT / "Procfile").read_text("utf-8").splitlines()
    assert {line.split()[1] for line in lines} == {"handpicked", "gunicorn", "celery"}
