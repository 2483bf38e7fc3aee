"""Metrics on a port of their own: nothing else is served there, and by the people's port nobody reads them."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import ValidationError

from service.app.web import create_app
from service.config import Settings
from service.ops.metrics.own_port import CAME_BY
from tests.conftest import forget_settings
from tests.ports import free_port
from tests.web import web_running

pytestmark = pytest.mark.usefixtures("database")
TOKEN = "a token of sixteen and more"
PEOPLES, OWN = 8080, 9464
STRANGER = {"X-Forwarded-For": "203.0.113.9"}
"""To the door of this machine alone."""


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("HANDPICKED_METRICS_PORT", str(OWN))
    forget_settings()
    return create_app().test_client()


def status(client: FlaskClient, path: str, by: int | None, **headers: str) -> int:
    environ = {} if by is None else {CAME_BY: by}
    return client.get(path, environ_overrides=environ, headers={**STRANGER, **headers}).status_code


def test_each_port_serves_its_own_and_no_header_changes_that(client: FlaskClient) -> None:
    by_own = [status(client, path, OWN) for path in ("/metrics", "/healthz", "/", "/v1/campaigns", "/metrics/")]
    by_peoples = [status(client, path, PEOPLES, Host=f"127.0.0.1:{OWN}") for path in ("/metrics", "/healthz")]

    assert (by_own, by_peoples) == ([200, 404, 404, 404, 404], [404, 200])
    assert [status(client, path, None) for path in ("/metrics", "/healthz")] == [404, 200]


def test_where_a_token_is_set_it_is_asked_for_there_as_well(
    monkeypatch: pytest.MonkeyPatch, client: FlaskClient
) -> None:
    monkeypatch.setenv("HANDPICKED_METRICS_TOKEN", TOKEN)
    forget_settings()

    assert [status(client, "/metrics", OWN), status(client, "/metrics", OWN, Authorization=f"Bearer {TOKEN}")] == [
        401,
        200,
    ]


def test_the_server_itself_says_by_which_port_a_request_came(tmp_path: Path) -> None:
    own = free_port()
    app = "tests.service.ops.metrics.port_told:told"
    with web_running(tmp_path, app, HANDPICKED_METRICS_PORT=str(own)) as (port, _log):
        assert [told_by(port, own), told_by(own, port)] == [str(port), str(own)]


def told_by(port: int, other: int) -> str:
    """What comes by `port` is told of, while a header claims the other."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/", headers={"Host": f"127.0.0.1:{other}", "handpicked.port": str(other)})
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def test_it_has_to_be_another_port() -> None:
    with pytest.raises(ValidationError, match="must be another port than HANDPICKED_PORT"):
        Settings(port=8080, metrics_port=8080)
