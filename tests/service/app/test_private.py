"""Every door writes for its own user alone, also into a folder that was open before and under a lax umask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.config import CHECKOUT

SHOW = "import os; old = os.umask(0); print(oct(old))"
DOORS = {
    "command line": "import sys; sys.argv = ['handpicked', 'migrate']\nfrom service.app.command_line import main\n"
    "try:\n    main()\nexcept SystemExit:\n    pass\n",
    "workers": "import worker\n",
    "web": "import gunicorn.app.wsgiapp\nimport service.app.web_server as found\nassert found.umask == 0o077\n",
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_whoever_starts_there_makes_private_files(door: str, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    ran = subprocess.run(
        [sys.executable, "-c", door + SHOW], cwd=CHECKOUT, env=os.environ, umask=0o000,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1] == "0o77", ran.stderr
    made = {path.name: oct(path.stat().st_mode & 0o777) for path in data_dir.rglob("*")}
    assert {name: mode for name, mode in made.items() if mode not in {"0o600", "0o700"}} == {}
    if "migrate" in door:
        assert made["handpicked.sqlite3"] == "0o600"


def test_the_sweeper_and_the_run_come_in_by_the_command_line() -> None:
    """Whatever the Procfile starts is one of the doors above."""
    lines = (CHECKOUT / "Procfile").read_text("utf-8").splitlines()
    assert {line.split()[1] for line in lines} == {"handpicked", "gunicorn", "celery"}
