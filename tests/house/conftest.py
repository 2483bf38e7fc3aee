"""What the rules share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.house.sources import forget_sources


@pytest.fixture(scope="package", autouse=True)
def _sources() -> Iterator[None]:
    """Parsed sources are kept from rule to rule, and gone when the rules are through."""
    yield
    forget_sources()
