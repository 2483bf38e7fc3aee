"""The console as tests open it: one app, and a browser that is signed in and sends its forms with the nonce."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from service.app.web import create_app
from service.workspaces.models import User
from tests.factories import make_user, make_workspace

NONCE = "nonce of a test"


@cache
def console_app() -> Flask:
    """The real app, made once: every test has the same secret, and all else is read from the settings at each request."""
    return create_app()


def sales_person(session: Session) -> User:
    """Somebody who plans and launches, in a workspace of their own."""
    return make_user(session, make_workspace(session).id, "manager")


class Console:
    """A browser. `user` None is a stranger, who has a session with a form nonce all the same."""

    def __init__(self, user: User | None = None) -> None:
        self.client: FlaskClient = console_app().test_client()
        with self.client.session_transaction() as kept:
            kept["csrf"] = NONCE
            if user is not None:
                kept.update(user=user.id, version=user.session_version)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, buffered=True)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Sends a form as our pages do, with the session's nonce."""
        return self.client.post(path, data={"csrf": NONCE, **fields})

    def post_unsigned(self, path: str, **fields: Any) -> TestResponse:
        """Sends a form as another site would: with the cookie, without the nonce."""
        return self.client.post(path, data=fields)
