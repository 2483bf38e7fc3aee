from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.console import console_app
from tests.service.outreach.texting.text_gateway import gateway  # noqa: F401 (a fixture)


@pytest.fixture
def client(database: str) -> FlaskClient:
    return console_app().test_client()
