"""A script as tests run one: a key of a workspace, and the app as it answers to that key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from service.db.base import utc_now
from service.workspaces.actor import Actor, actor_of
from service.workspaces.keys.keep import make_key
from service.workspaces.keys.scopes import SCOPES
from service.workspaces.models import Workspace
from tests.console import console_app
from tests.factories import make_user, make_workspace


class Script:
    """Calls `/v1` with a key; None sends no key at all."""

    def __init__(self, key: str | None) -> None:
        self.client: FlaskClient = console_app().test_client()
        self.headers = {} if key is None else {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/v1{path}", query_string=query, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.call("POST", path, body, **headers)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """`headers`: such as `Idempotency_Key="one"`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"json": body}
        return self.client.open(f"/v1{path}", method=method, headers={**self.headers, **named}, **sent)


def make_secret(session: Session, workspace: Workspace, scopes: Iterable[str] = SCOPES, kind: str = "test") -> str:
    """A key of the workspace, held by an owner of its own."""
    return make_key(session, "Tests", kind, scopes, owner_of(session, workspace), utc_now()).secret


def owner_of(session: Session, workspace: Workspace) -> Actor:
    """Somebody who may make keys."""
    return actor_of(make_user(session, workspace.id, "owner"))


def sandbox_script(session: Session, *scopes: str) -> tuple[Workspace, Script]:
    """A sandbox, and a script with a test key of it; without `scopes` with all of them."""
    workspace = make_workspace(session, is_sandbox=True)
    return workspace, Script(make_secret(session, workspace, scopes or SCOPES))
