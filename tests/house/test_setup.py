"""`setup.sh` with tools that only write down what they are asked to do; nothing is fetched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PYTHON = """#!/bin/sh
case "$1 $2" in
"-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "{tools}/handpicked" "$3/bin/handpicked" ;;
"-m pip") echo "$*" >>"{asked}"; echo "Collecting one"; sleep {pip_seconds}; exit {pip_code} ;;
*) exec "{real}" "$@" ;;
esac
"""
UV = """#!/bin/sh
echo "uv $*" >>"{asked}"
echo "error: invalid peer certificate: UnknownIssuer" >&2
exit {code}
"""


class Clone:
    """A folder with what set-up reads, and a Python and a uv that are not real."""

    def __init__(self, folder: Path, *, uv_code: int, pip_code: int = 0, pip_seconds: float = 0) -> None:
        self.folder, self.asked, tools = folder / "clone", folder / "asked", folder / "tools"
        self.folder.mkdir()
        tools.mkdir()
        for name in ("setup.sh", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(HOUSE / name, self.folder)
        facts = {
            "tools": tools,
            "asked": self.asked,
            "real": sys.executable,
            "pip_seconds": pip_seconds,
            "pip_code": pip_code,
        }
        for name, text in {
            "python": PYTHON.format(**facts),
            "uv": UV.format(asked=self.asked, code=uv_code),
            "handpicked": "#!/bin/sh\n",
        }.items():
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        self.environment = {"PATH": f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin", "PYTHON": str(tools / "python")}

    def set_up(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["./setup.sh", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def lists(self, tool: str) -> list[str]:
        """The lists that this tool was given, in their order."""
        asked = [line for line in self.asked.read_text().splitlines() if line.startswith(tool)]
        return [name for line in asked for name in re.findall(r" -r (\S+)", line)]


def test_the_product_alone_is_installed_by_uv(tmp_path: Path) -> None:
    clone = Clone(tmp_path, uv_code=0)
    done = clone.set_up()

    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "Ready.")
    assert clone.lists("uv") == ["requirements.lock"]
    assert clone.lists("-m pip") == []
    assert sorted(path.name for path in (clone.folder / ".venv").glob("ready*")) == ["ready"]


def test_pip_takes_over_where_uv_refuses_a_companys_certificate(tmp_path: Path) -> None:
    clone = Clone(tmp_path, uv_code=2)
    done = clone.set_up("dev")

    assert done.returncode == 0
    assert "uv could not install (error: invalid peer certificate: UnknownIssuer); using pip instead." in done.stderr
    assert clone.lists("-m pip") == ["requirements.lock", "requirements-dev.lock"]
    assert sorted(path.name for path in (clone.folder / ".venv").glob("ready*")) == ["ready", "ready-dev"]


def test_where_neither_installs_it_fails_with_what_was_said_and_is_not_ready(tmp_path: Path) -> None:
    clone = Clone(tmp_path, uv_code=2, pip_code=1)
    done = clone.set_up()

    assert done.returncode == 1
    assert "Collecting one" in done.stderr
    assert "setup: the packages could not be installed; see the lines above." in done.stderr
    assert not (clone.folder / ".venv" / "ready").exists()


def test_nobody_waits_longer_than_five_seconds_for_a_word(tmp_path: Path) -> None:
    lines = (HOUSE / "requirements.lock").read_text("utf-8").splitlines()
    elsewhere = ("sys_platform == 'win32'", "!= 'CPython'")
    packages = len(
        {line.split("==")[0] for line in lines if "==" in line and not any(one in line for one in elsewhere)}
    )
    done = Clone(tmp_path, uv_code=2, pip_seconds=4).set_up()

    said = re.findall(r"packages: (\d+) s, (\d+) of (\d+) packages fetched, (\d+) left", done.stderr)
    assert len(said) >= 2, done.stderr  # both for the packages and for the checkout itself
    assert all(int(first) <= 4 for first, *_ in said[:1])
    assert {(int(of), int(met) + int(left)) for _, met, of, left in said} == {(packages, packages)}


@pytest.mark.parametrize("word", ["prod", "-h"])
def test_a_word_it_does_not_know_is_refused(tmp_path: Path, word: str) -> None:
    done = Clone(tmp_path, uv_code=0).set_up(word)

    assert done.returncode == 1
    assert done.stderr.startswith("setup: pass nothing for the product alone, or `dev`")


def test_a_python_that_is_too_old_or_too_new_is_not_taken(tmp_path: Path) -> None:
    clone = Clone(tmp_path, uv_code=0)
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
        tool = tmp_path / "tools" / name
        tool.write_text("#!/bin/sh\nexit 1\n")
        tool.chmod(0o755)
    done = clone.set_up()

    assert done.returncode == 1
    assert "Handpicked needs Python 3.11, 3.12 or 3.13." in done.stderr
