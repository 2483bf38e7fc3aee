"""How large a room and a file may be, where that has been put in order."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for room in ("renderers", "workshop") for path in (HOUSE / room).rglob("*.py"))
MOST_FILES = 10
MOST_LINES = 400
WIDER = {HOUSE / "renderers/video/scenes": 12}
"""A file a scene, with their table and their stage."""
PRIVATE_WORDS = {"words", "board", "house", "market", "walk", "say", "crowd", "standing"}


def test_no_room_is_crowded() -> None:
    files = Counter(path.parent for path in SOURCES if path.name != "__init__.py")
    assert {room: count for room, count in files.items() if count > WIDER.get(room, MOST_FILES)} == {}


def test_no_file_holds_a_whole_room() -> None:
    assert [path for path in SOURCES if len(path.read_text("utf-8").splitlines()) > MOST_LINES] == []


def test_no_name_is_a_word_only_we_understand() -> None:
    assert [path for path in SOURCES if PRIVATE_WORDS & {path.stem, *path.relative_to(HOUSE).parts}] == []


def test_moviepy_is_composed_with_in_the_workshop_only() -> None:
    product = [*(HOUSE / "renderers").rglob("*.py"), *(HOUSE / "service").rglob("*.py")]
    loads = [
        path
        for path in product
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.split(".")[0] == "moviepy"
    ]
    assert loads == []
