"""One small provider for the tests of a file, named in the settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.workspaces.openid import provider
from tests.conftest import forget_settings
from tests.service.workspaces.openid.small_provider import CLIENT, SECRET, Provider, running


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.fixture(autouse=True)
def small(one_provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """As it is at first, and named in the settings."""
    fresh = Provider(issuer=one_provider.issuer)
    vars(one_provider).update(vars(fresh))
    for name, value in (
        ("ISSUER", fresh.issuer),
        ("CLIENT_ID", CLIENT),
        ("CLIENT_SECRET", SECRET),
        ("NAME", "Fjord & Loom"),
    ):
        monkeypatch.setenv(f"HANDPICKED_OIDC_{name}", value)
    forget_settings()
    provider._known.clear()
    provider._faults.clear()
    return one_provider
