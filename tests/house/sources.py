"""Sources of the product, parsed. A rule about names reads the files alone in which one stands: parsing all takes a second."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
SERVICE = HOUSE / "service"


def of_service(is_meant: Callable[[str], bool], *holding: str) -> Iterator[tuple[str, ast.Module]]:
    """(name below service/, tree) of the files that are meant; `holding`: of those with one of these identifiers, where any is
    named. A text inside quotes may be put together of pieces, so none is looked for so."""
    for path in sorted(SERVICE.rglob("*.py")):
        name = path.relative_to(SERVICE).as_posix()
        if is_meant(name):
            text = path.read_text("utf-8")
            if not holding or any(one in text for one in holding):
                yield name, ast.parse(text)
