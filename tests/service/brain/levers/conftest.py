from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.workspaces.models import User
from tests.factories import make_user
from tests.service.brain.people import AT, DAY, Two, mailed, make_two


@pytest.fixture
def two(database: str) -> Two:
    with transaction() as session:
        two = make_two(session, first={"status": "notified"}, second={"status": "expired"})
        mailed(session, two.first, "invitation", AT - 8 * DAY)
        return two


@pytest.fixture
def owner(two: Two) -> User:
    with transaction() as session:
        return make_user(session, two.workspace_id)
