from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from service.app.web import create_app


@pytest.fixture
def client(database: str) -> FlaskClient:
    """A browser that keeps cookies and follows nothing by itself."""
    return create_app().test_client()
