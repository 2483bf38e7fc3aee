from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.console import console_app


@pytest.fixture
def client(database: str) -> FlaskClient:
    """A browser that keeps cookies and follows nothing by itself."""
    return console_app().test_client()
