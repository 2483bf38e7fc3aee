"""Somebody with a passkey, and a browser under HTTPS."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.workspaces.actor import actor_of
from service.workspaces.factors.passkeys.bring_passkey import ask_for_passkey
from service.workspaces.factors.passkeys.own_passkeys import add_passkey, begin_passkey
from service.workspaces.models import AuditEntry, Passkey, User
from tests.console import Console
from tests.factories import hashed, make_user, make_workspace
from tests.service.workspaces.factors.passkeys.authenticator import Device

MAIL, PASSWORD = "nora@fjordloom.example", "correct horse battery"


class Browser(Console):
    """Under HTTPS, so that its cookies come back."""

    def __init__(self, user: User | None = None) -> None:
        super().__init__(user)
        self.client.environ_base |= {"wsgi.url_scheme": "https"}

    def post(self, path: str, **fields: Any) -> TestResponse:
        """With the nonce of now: signing in begins another."""
        with self.client.session_transaction() as kept:
            nonce = kept.get("csrf", "")
        return self.client.post(path, data={"csrf": nonce, **fields})

    def options(self, path: str, **fields: str) -> dict[str, Any]:
        asked = self.post(f"{path}/options", **fields)
        assert asked.status_code == 200, asked.text
        return dict(asked.json or {})

    def sign_in(self, device: Device, **fields: str) -> str:
        """Presses the button of the sign-in page: where it leads."""
        answer = device.sign(self.options("/sign-in/passkey"))
        return self.post("/sign-in/passkey", answer=answer, **fields).location or ""


def with_passkey(role: str = "owner", **device: Any) -> tuple[User, Device, list[str]]:
    """A user, their device and their spare codes."""
    made = Device(**device)
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, role, email=MAIL, password_hash=hashed(PASSWORD))
        options, state = begin_passkey(session, user)
        answer = made.make({"publicKey": dict(options["publicKey"])})
        codes = add_passkey(session, user, state, answer, "Work laptop", actor_of(user), utc_now())
        session.refresh(user)
        return user, made, codes


def acts() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def asked_of(user: User | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    with reading() as session:
        options, state = ask_for_passkey(session, user)
    return {"publicKey": dict(options["publicKey"])}, dict(state)


def keys_of(user: User) -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Passkey.id).where(Passkey.user_id == user.id).order_by(Passkey.id)))


def as_now(user: User) -> User:
    with reading() as session:
        return session.get_one(User, user.id)
