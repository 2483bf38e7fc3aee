"""How large a room and a file may be, and what they may be called."""

from __future__ import annotations

import ast
import re
from collections import Counter

from tests.house.sources import HOUSE, nodes_of, text_of, tree_of

ROOMS = ("service", "renderers", "workshop")
SOURCES = sorted(path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))
MOST_FILES = 10
MOST_LINES = 400
WIDER = {
    HOUSE / "renderers/video/scenes": 12,  # a file a scene, with their table and their stage
    HOUSE / "service/decisions/matching": 12,
    HOUSE / "service/jobs": 99,  # a file an act
    HOUSE / "service/gifting": 99,  # a file an act
    HOUSE / "service/migrations/versions": 199,  # a file a step of the schema
}
FIRST_SCHEMA = HOUSE / "service/migrations/versions/0001_first_tables.py"
PRIVATE_WORDS = {
    "words", "board", "house", "market", "walk", "say", "auction_house", "path_house", "crowd", "standing",
}  # fmt: skip
PRIVATE_WORDS_OF_CHOOSING = {
    "board": "auction state", "churn": "stability", "crowd": "ties", "crowded": "ties", "favored": "bonus pairs", "house": "oracle",
    "judge": "assess", "market": "assignment instance", "opening": "plan remedy", "openings": "plan remedies",
    "polish": "local search", "regret": "reduced cost", "regrets": "reduced costs", "say": "describe", "shelves": "swap instance",
    "shop": "assortment", "spelled": "dense pairs", "struck": "masked pairs", "tell": "describe", "told": "described",
    "trim": "repair budgets", "verdict": "why not", "voice": "phrasing", "walk": "shortest paths",
}  # fmt: skip
"""In names inside `decisions`, and the field's word that stands for each."""


def test_no_room_is_crowded() -> None:
    files = Counter(path.parent for path in SOURCES if path.name != "__init__.py")
    assert {room: count for room, count in files.items() if count > WIDER.get(room, MOST_FILES)} == {}


def test_no_file_holds_a_whole_room() -> None:
    files = [*SOURCES, *(HOUSE / "tests").rglob("*.py"), *(HOUSE / "benchmarks").rglob("*.py")]
    long = [path for path in files if len(path.read_text("utf-8").splitlines()) > MOST_LINES]
    assert [path for path in long if path != FIRST_SCHEMA] == []


def test_no_name_is_a_word_only_we_understand() -> None:
    assert [path for path in SOURCES if PRIVATE_WORDS & {path.stem, *path.relative_to(HOUSE).parts}] == []


def test_choosing_is_written_in_the_words_of_its_field() -> None:
    found = {
        (path.relative_to(HOUSE).as_posix(), name)
        for path in (HOUSE / "service/decisions").rglob("*.py")
        for name in _names(tree_of(path))
        if PRIVATE_WORDS_OF_CHOOSING.keys() & {word.lower() for word in re.findall("[A-Z]?[a-z]+|[A-Z]+", name)}
    }
    assert found == set()


def _names(tree: ast.Module) -> set[str]:
    """Of everything that is defined or assigned."""
    nodes = nodes_of(tree)
    defined = {node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return defined | assigned | {node.arg for node in nodes if isinstance(node, ast.arg)}


COMPOSES = HOUSE / "renderers/video/material/compose.py"
"""The one module of the product that loads MoviePy: in a child of the worker that films, never where a person's film is made."""


def test_moviepy_is_composed_with_in_one_module_only() -> None:
    product = [*(HOUSE / "renderers").rglob("*.py"), *(HOUSE / "service").rglob("*.py")]
    loads = [
        path
        for path in product
        if "moviepy" in text_of(path)
        for node in nodes_of(tree_of(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.split(".")[0] == "moviepy"
    ]
    assert set(loads) == {COMPOSES}
    imports = "from renderers.video.material.compose import"
    assert [path for path in product if imports in path.read_text("utf-8")] == []
