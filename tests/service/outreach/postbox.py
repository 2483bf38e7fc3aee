"""A real mail server on this machine that does what a test says at each step of the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any, Literal

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from service.config import settings
from tests.ports import free_port

Goodbye = Literal["says", "hangs up", "resets", "delays", "refuses"]


@dataclass
class Postbox:
    """`answer` is what it says to the text of a mail, `answers` what to MAIL and RCPT; `goodbye` how it takes QUIT; `breaks` cuts
    the line instead of answering the text; `reads` seconds pass before it answers that. `mails` are those it has taken, `began` how
    often a mail was begun."""

    answer: str = "250 OK"
    answers: dict[str, str] = field(default_factory=dict)
    goodbye: Goodbye = "says"
    breaks: bool = False
    reads: float = 0
    utf8: bool = True
    mails: list[Message] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    began: int = 0

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.began += 1
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answers.get("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.reads)
        if self.answer.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.raw.append(content)
            self.mails.append(message_from_bytes(content, policy=default))
            self.to += envelope.rcpt_tos
            self.senders.append(envelope.mail_from or "")
        if self.breaks:
            server.transport.abort()
        return self.answer


class Server(SMTP):
    """aiosmtpd's own, with a goodbye of the test's choice."""

    async def smtp_QUIT(self, arg: str) -> None:
        goodbye = self.event_handler.goodbye
        if goodbye == "says":
            await super().smtp_QUIT(arg)
        elif goodbye == "refuses":
            await self.push("421 4.3.0 nothing of what I said is true")
        elif goodbye == "delays":
            await asyncio.sleep(30)
        elif goodbye == "resets":
            self.transport.abort()
        else:
            self.transport.close()


class _Controller(Controller):
    def factory(self) -> Server:
        return Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def open_postbox(
    monkeypatch: pytest.MonkeyPatch, box: Postbox, port: int | None = None, **values: Any
) -> Iterator[Postbox]:
    """The server, and HANDPICKED_SMTP_URL set to it."""
    server = _Controller(box, hostname="127.0.0.1", port=port or free_port(), enable_SMTPUTF8=box.utf8, **values)
    server.start()
    point_at(monkeypatch, f"smtp://127.0.0.1:{server.port}")
    try:
        yield box
    finally:
        server.stop()


def point_at(monkeypatch: pytest.MonkeyPatch, url: str, **others: str) -> None:
    """These settings from now on."""
    monkeypatch.setenv("HANDPICKED_SMTP_URL", url)
    for name, value in others.items():
        monkeypatch.setenv(f"HANDPICKED_{name.upper()}", value)
    settings.cache_clear()


def knows(users: Mapping[str, str]) -> Any:
    """An authenticator that knows these users."""

    def ask(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        known = users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=known, handled=known)

    return ask


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    with open_postbox(monkeypatch, Postbox()) as box:
        yield box
