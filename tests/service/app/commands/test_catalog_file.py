"""Whatever a catalog file is made of, it is refused with its sentence and nothing is saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.app.commands.catalog_file import import_catalog
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from tests.factories import make_workspace


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"\x00" * 1000,
        lambda: b"[" * 500_000,
        lambda: b'{"products": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        lambda: b'{"products": [{"sku": "\\ud800"}]}',
        lambda: b'{"products": [1, null, "x"]}',
    ],
)
def test_a_hostile_catalog_is_refused(make: Callable[[], bytes], database: str, tmp_path: Path) -> None:
    with transaction() as session:
        name = make_workspace(session).name
    path = tmp_path / "catalog.json"
    path.write_bytes(make())
    with pytest.raises(InvalidInput) as refused:
        import_catalog(name, path)
    assert refused.value.param == "file"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 0


def test_a_catalog_that_is_not_there_is_named(database: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read: No such file"):
        import_catalog("Nobody", tmp_path / "catalog.json")
