"""Every test of passkeys has an installation at a host by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import forget_settings
from tests.service.workspaces.factors.passkeys.authenticator import ORIGIN


@pytest.fixture(autouse=True)
def at_our_host(monkeypatch: pytest.MonkeyPatch, database: str) -> Iterator[None]:
    monkeypatch.setenv("HANDPICKED_BASE_URL", ORIGIN)
    forget_settings()
    yield
