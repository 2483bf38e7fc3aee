"""Links between documents of the repository lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    targets = [target for target in _LINK.findall(document.read_text("utf-8")) if not re.match(r"[a-z]+:", target)]
    assert [target for target in targets if not (document.parent / target).exists()] == []
