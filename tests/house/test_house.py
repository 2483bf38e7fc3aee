"""Rules about the whole tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for room in ("service", "renderers", "workshop") for path in (HOUSE / room).rglob("*.py"))


def test_rooms_import_only_what_lies_below_them() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils.py", "util.py", "helpers.py", "helper.py", "service.py", "common.py", "misc.py"}
    assert [path for path in SOURCES if path.name in drawers] == []


def test_assets_hold_no_python() -> None:
    assert sorted((HOUSE / "assets").rglob("*.py")) == []


def test_every_room_begins_empty() -> None:
    full = [path for path in SOURCES if path.name == "__init__.py" and path.parent.parent in {HOUSE / "service"}]
    assert [path for path in full if path.read_text("utf-8").strip()] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path in SOURCES
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize(
    "word", [r"pypi\.org", r"registry\.npmjs", r"files\.pythonhosted", r"deb\.debian\.org", r"TODO", r"FIXME"]
)
def test_no_file_names_a_package_registry_or_leaves_work_for_later(word: str) -> None:
    listed = (
        subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=True)
        .stdout.decode()
        .split("\0")
    )
    kept = [
        HOUSE / name
        for name in listed
        if name and (HOUSE / name).suffix not in {".webp", ".png", ".jpg", ".mp4", ".m4a", ".wav"}
    ]
    texts = {
        path: path.read_text("utf-8", errors="ignore") for path in kept if path.is_file() and path != Path(__file__)
    }
    assert [path for path, text in texts.items() if re.search(word, text)] == []
