"""Every code that a person reads has words, in one table: none is printed with its underscores taken out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from renderers.inscription.merged import INSCRIPTION_FIELDS
from renderers.merge import MERGE_FIELDS
from service import said
from service.app.wiring import KINDS
from service.decisions.values import WAITING
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.gifting.transitions import TRANSITIONS
from service.outreach.models import MailKind
from service.planning.labels import HOLDS, STATES
from tests.house.sources import nodes_of, text_of, tree_of

ROOT: Final = Path(__file__).parents[2]
READS: Final = frozenset(
    {
        "renderers/microsite/own/privacy.py",  # what a list wrote, told to whom it is about
        "service/catalog/sheets/marks/cells.py",
        "service/catalog/sheets/marks/headings.py",
        "service/catalog/sheets/vocabulary.py",
        "service/catalog/own/sorts.py",
        "service/gifting/kinds.py",
        "service/planning/people/lists/headings.py",
        "service/recipients/facts/interests.py",
        "service/safety/gift_page/drawn_image.py",
    }
)
"""Modules that take underscores out of what somebody else wrote, nearly all to compare it with words."""


def sources(folder: str, pattern: str) -> Iterator[Path]:
    return (ROOT / folder).rglob(pattern)


def without_underscores(tree: ast.Module) -> Iterator[int]:
    """Lines where an underscore is replaced by a space."""
    for node in nodes_of(tree):
        is_replace = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "replace"
        if is_replace and [getattr(one, "value", None) for one in node.args] == ["_", " "]:  # type: ignore[attr-defined]
            yield node.lineno  # type: ignore[attr-defined]


def test_no_code_is_printed_with_its_underscores_taken_out() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("service", "renderers")
        for path in sources(folder, "*.py")
        for line in without_underscores(tree_of(path))
        if str(path.relative_to(ROOT)) not in READS
    }
    found |= {
        str(path.relative_to(ROOT))
        for path in sources("assets/templates", "*")
        if path.is_file() and re.search(r"""replace\(\s*["']_["']""", path.read_text("utf-8"))
    }
    assert found == set()


def test_the_check_sees_one() -> None:
    assert list(without_underscores(ast.parse("print(code.replace('_', ' '))"))) == [1]
    assert list(without_underscores(ast.parse("print(code.replace('_', '-'))"))) == []


def test_every_code_has_its_words() -> None:
    assert set(said.STATES) == set(STATES)
    assert set(said.ACTS) == set(TRANSITIONS)
    assert set(said.MAILS) == set(get_args(MailKind))
    assert set(said.FIELDS) == {*MERGE_FIELDS, *INSCRIPTION_FIELDS}
    assert set(said.WORK) <= {kind.name for kind in KINDS}
    assert {str(reason) for reason in WAITING} <= set(HOLDS)
    marks = {**ALLERGENS, **DIETS, **MATERIALS}
    assert [key for key in marks if "_" in said.mark(key)] == []


def test_the_audit_log_calls_nothing_by_a_code() -> None:
    kept = {
        key.value
        for path in sources("service", "*.py")
        if "record_act(" in text_of(path)
        for node in nodes_of(tree_of(path))
        if (value := _body_in(node)) is not None
        for one in ast.walk(value)
        if isinstance(one, ast.Dict)
        for key in one.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    assert {"match_run_id", "released_minor"} < kept
    assert {key for key in kept if "_" in said.noted(key)} == set()


def _body_in(node: ast.AST) -> ast.AST | None:
    """What is given as a line's `body`, or put into a name that ends so."""
    if isinstance(node, ast.keyword) and node.arg == "body":
        return node.value
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    is_body = any(isinstance(target, ast.Name) and target.id.endswith("body") for target in targets)
    return node.value if is_body else None  # type: ignore[attr-defined]
