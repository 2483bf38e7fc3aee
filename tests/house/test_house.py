"""Rules about the whole tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service.jobs.queues import QUEUES
from tests.house.sources import HOUSE, nodes_of, text_of, tree_of

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
    silent = [path for path in SOURCES if path.name != "__init__.py" and not ast.get_docstring(tree_of(path))]
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


def test_queues_are_named_in_one_file() -> None:
    """`service/jobs/queues` gives each its name; nobody spells one where a queue is meant, and no reader of that file at all."""
    texts = {path: text_of(path) for path in SOURCES}
    spelled = re.compile(r"""queue\w*["']?\)?\s*(?:[!=]?=|:)\s*["'][a-z]""")
    assert [path.name for path, text in texts.items() if spelled.search(text)] == []
    readers = {path: tree_of(path) for path, text in texts.items() if "from service.jobs.queues import" in text}
    assert {"wiring.py", "worker_life.py", "verdict.py", "figures.py"} <= {path.name for path in readers}
    again = [
        (path.name, node.value)
        for path, tree in readers.items()
        for node in nodes_of(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in QUEUES
    ]
    assert again == []


def test_only_the_storage_knows_where_drawn_files_lie() -> None:
    """Everybody else has a key and a name, so that the files may lie anywhere."""
    knows = {str(path.relative_to(HOUSE)) for path in SOURCES if "renditions_dir" in path.read_text(encoding="utf-8")}
    assert knows == {"service/config.py", "service/storage/in_force.py"}
    assert "Path" not in (HOUSE / "service/storage/interface.py").read_text(encoding="utf-8")
    inside = re.compile(r"storage\.local_folder|LocalFolder")
    assert [
        path.name
        for path in SOURCES
        if path.parent != HOUSE / "service/storage" and inside.search(path.read_text(encoding="utf-8"))
    ] == []


NORMALIZES = {
    "service/folding.py": "compares",
    "service/written.py": "keeps what is typed",
    "service/recipients/postal/addresses.py": "keeps figures and postcodes that were typed wide",
    "service/dietary/prose.py": "asks whether a word was spelled with its accents",
}
"""Files that may change the form of letters, and what for: every comparison that leaves a difference out stands in `folding`."""


def _normalizing(source: str, tree: ast.Module) -> bool:
    return "unicodedata" in source and any(
        isinstance(node, ast.Attribute)
        and node.attr in {"normalize", "combining"}
        and ast.unparse(node.value) == "unicodedata"
        for node in nodes_of(tree)
    )


def test_text_is_folded_in_one_file() -> None:
    service = [path for path in SOURCES if path.is_relative_to(HOUSE / "service")]
    found = {path.relative_to(HOUSE).as_posix() for path in service if _normalizing(text_of(path), tree_of(path))}
    assert found == set(NORMALIZES)
    planted = 'def bare(text):\n    return unicodedata.normalize("NFKD", text).casefold()'
    assert _normalizing(planted, ast.parse(planted))
