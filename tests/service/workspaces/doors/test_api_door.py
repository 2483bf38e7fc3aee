"""What scripts ask for answers in JSON whoever asks, and takes no change without the session's nonce in a header."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import NotFound
from service.workspaces.doors.api_door import NONCE_HEADER, signed_in_api
from service.workspaces.doors.console_session import current, keep_sessions
from service.workspaces.models import AuditEntry, User
from tests.console import NONCE
from tests.factories import make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ops() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, "ops")


def ask(user: User | None, method: str, path: str, **headers: str) -> tuple[int, object]:
    """Status and JSON of an app whose routes are behind this door alone."""
    app = Flask(__name__)
    keep_sessions(app)

    @app.post("/mine")
    @signed_in_api()
    def mine() -> ResponseReturnValue:
        return {"user": current().user_id}

    @app.get("/campaigns")
    @signed_in_api("change_campaigns")
    def campaigns() -> ResponseReturnValue:
        return {}

    @app.get("/nothing")
    @signed_in_api()
    def nothing() -> ResponseReturnValue:
        raise NotFound("There is no such thing.")

    client = app.test_client()
    with client.session_transaction() as kept:
        kept["csrf"] = NONCE
        if user is not None:
            kept.update(user=user.id, version=user.session_version)
    answer = client.open(path, method=method, headers=headers, data={"csrf": NONCE})
    return answer.status_code, answer.get_json()


def test_a_stranger_is_told_so_and_led_nowhere() -> None:
    assert ask(None, "GET", "/campaigns") == (401, {"code": "not_signed_in", "sentence": "Sign in first."})


def test_another_role_is_refused_and_that_is_written_down(ops: User) -> None:
    status, told = ask(ops, "GET", "/campaigns")
    assert (status, told) == (
        403,
        {"code": "forbidden", "sentence": "This page is for Owner, Manager and Seller; you are signed in as Ops."},
    )
    with reading() as session:
        line = session.scalars(select(AuditEntry)).one()
    assert (line.act, line.user_id, line.body) == ("page.refused", ops.id, {"page": "campaigns", "role": "ops"})


def test_a_change_needs_the_nonce_in_its_header_and_a_form_field_is_none(ops: User) -> None:
    assert ask(ops, "POST", "/mine")[0] == 403
    assert ask(ops, "POST", "/mine", **{NONCE_HEADER: "another"})[0] == 403
    assert ask(ops, "POST", "/mine", **{NONCE_HEADER: NONCE}) == (200, {"user": ops.id})


def test_what_the_view_refuses_is_told_in_json_as_well(ops: User) -> None:
    assert ask(ops, "GET", "/nothing") == (404, {"code": "not_found", "sentence": "There is no such thing."})
