"""Whatever the document lets one send, and much of what it doesn't, is answered as it says and never by a failure of ours."""

from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.workspaces.models import User, Workspace
from tests.conftest import forget_settings
from tests.scripts import make_secret
from tests.service.app.api.described import drawn, try_all
from tests.service.app.api.test_tenancy import whole_world


@pytest.fixture
def world(any_database: str, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], str]:
    """A sandbox with one of everything, and a test key that may do everything there."""
    monkeypatch.setenv("HANDPICKED_API_CALLS_PER_MINUTE", "1000000")
    forget_settings()
    ids = whole_world()
    with transaction() as session:
        workspace = session.get_one(Workspace, session.get_one(User, ids["owner"]).workspace_id)
        workspace.is_sandbox = True
        return ids, make_secret(session, workspace)


@pytest.mark.timeout(600)  # drawing the requests takes some CPU seconds, which a busy machine gives slowly
def test_every_address_answers_as_the_document_says(world: tuple[dict[str, str], str]) -> None:
    ids, key = world
    assert try_all(key, ids, drawn(1)) == []


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_every_address_answers_as_the_document_says_a_hundred_times(world: tuple[dict[str, str], str]) -> None:
    ids, key = world
    assert try_all(key, ids, drawn(100)) == []
