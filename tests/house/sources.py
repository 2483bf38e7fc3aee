"""Sources of the product, each parsed once for all rules about them. A rule about names reads only the files that hold one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
SERVICE = HOUSE / "service"


@cache
def text_of(path: Path) -> str:
    """What stands in a file."""
    return path.read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's tree. Whoever changed it would change it for every other rule."""
    return ast.parse(text_of(path))


@cache
def nodes_of(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of a tree, as `ast.walk` finds them."""
    return tuple(ast.walk(tree))


def forget_sources() -> None:
    """Gives back the memory that all of it takes."""
    for kept in (text_of, tree_of, nodes_of):
        kept.cache_clear()


def of_service(is_meant: Callable[[str], bool], *holding: str) -> Iterator[tuple[str, ast.Module]]:
    """(name below service/, tree) of the files that are meant; `holding`: of those with one of these identifiers, where any is
    named. A text inside quotes may be put together of pieces, so none is looked for so."""
    for path in sorted(SERVICE.rglob("*.py")):
        name = path.relative_to(SERVICE).as_posix()
        if is_meant(name) and (not holding or any(one in text_of(path) for one in holding)):
            yield name, tree_of(path)
