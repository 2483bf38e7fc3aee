"""What the tests of the console's steps begin with."""

from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.workspaces.models import User
from tests.console import sales_person


@pytest.fixture
def sales(database: str) -> User:
    """A sales person of an empty workspace."""
    with transaction() as session:
        return sales_person(session)
