"""What the server said to the text is the outcome, whatever comes after it."""

from __future__ import annotations

import smtplib
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.contact.models import Contact
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.outreach.models import MailMessage
from service.outreach.sending import outcome, post, send
from service.outreach.sending.send import send_job
from service.outreach.sending.stuck_mail import find_stuck_mail
from tests.ports import free_port
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Goodbye, Postbox, point_at
from tests.service.outreach.reading import state


def contacts() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Contact.message_id)))


@pytest.mark.parametrize("goodbye", ["hangs up", "resets", "delays", "refuses"])
def test_after_250_it_is_sent_whatever_the_goodbye_says(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch, goodbye: Goodbye
) -> None:
    _, message_id = invited
    monkeypatch.setattr(post, "GOODBYE_SECONDS", 0.1)
    postbox.goodbye = goodbye
    for _ in range(3):
        do(send_job, "outreach.send", message_id)

    assert (len(postbox.mails), state(message_id)) == (1, ("sent", None))


def test_a_server_that_reads_the_mail_before_it_answers_is_waited_for(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, message_id = invited
    monkeypatch.setattr(post, "SECONDS", 0.4)
    postbox.reads = 0.8
    do(send_job, "outreach.send", message_id)

    assert (len(postbox.mails), state(message_id)) == (1, ("sent", None))


@contextmanager
def listening(after_text: bytes, *, resets: bool) -> Iterator[tuple[int, list[bytes]]]:
    """A server that takes the text, says `after_text` and is gone in the same moment; its port and the texts it took."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", free_port())) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line, line.makefile("rb") as heard:
                line.sendall(b"220 here\r\n")
                for word in heard:
                    if word.upper().startswith(b"DATA"):
                        line.sendall(b"354 go on\r\n")
                        taken.append(b"".join(iter(heard.readline, b".\r\n")))
                        line.sendall(after_text)
                        break
                    line.sendall(b"250 OK\r\n")
                if resets:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        serving = Thread(target=serve, daemon=True)
        serving.start()
        yield server.getsockname()[1], taken
        serving.join(5)


@pytest.mark.parametrize(
    ("after_text", "resets", "becomes"),
    [
        (b"250-taken\r\n250 for good\r\n", False, ("sent", None)),
        (b"250 tak", False, ("sent", None)),  # a line that ends with the connection is an answer still
        (b"", False, ("unknown", "mail_outcome_unknown")),
        (b"", True, ("unknown", "mail_outcome_unknown")),
        (b"250-taken\r\n", False, ("unknown", "mail_outcome_unknown")),
        (b"twohundredfifty\r\n", False, ("unknown", "mail_outcome_unknown")),
        (b"2" * 9000 + b"\r\n", False, ("unknown", "mail_outcome_unknown")),
    ],
)
def test_a_line_that_breaks_around_the_answer_says_what_was_heard_of_it(
    invited: tuple[Scene, str],
    monkeypatch: pytest.MonkeyPatch,
    after_text: bytes,
    resets: bool,
    becomes: tuple[str, str | None],
) -> None:
    _, message_id = invited
    monkeypatch.setattr(post, "GOODBYE_SECONDS", 0.1)
    with listening(after_text, resets=resets) as (port, taken):
        point_at(monkeypatch, f"smtp://127.0.0.1:{port}")
        do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message_id)

    assert (len(taken), state(message_id)) == (1, becomes)
    assert contacts() == [message_id]


def test_before_the_text_is_asked_for_a_broken_line_has_sent_nothing(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, message_id = invited

    def breaks(*_: object) -> Any:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "docmd", breaks)
    do(send_job, "outreach.send", message_id)

    assert (postbox.mails, state(message_id), contacts()) == ([], ("queued", None), [])


@pytest.mark.parametrize("goes_wrong", ["close", "settimeout"])
def test_errors_of_our_own_cleaning_up_overwrite_nothing(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch, goes_wrong: str
) -> None:
    _, message_id = invited

    target: Any = smtplib.SMTP if goes_wrong == "close" else socket.socket
    real = getattr(target, goes_wrong)

    def fails(*given: Any) -> None:
        real(*given)
        raise RuntimeError("while cleaning up")

    with monkeypatch.context() as patched:
        patched.setattr(target, goes_wrong, fails)
        if goes_wrong == "settimeout":
            patched.setattr(smtplib.SMTP, "_get_socket", lambda _, host, port, _timeout: _connected(host, port))
        do(send_job, "outreach.send", message_id)

    assert (len(postbox.mails), state(message_id)) == (1, ("sent", None))


def _connected(host: str, port: int) -> socket.socket:
    made = socket.socket()
    made.connect((host, port))
    return made


def test_a_database_that_is_busy_when_the_answer_comes_is_asked_until_it_is_written(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, message_id = invited
    real, failures = outcome.transaction, iter(range(3))

    @contextmanager
    def busy() -> Iterator[Any]:
        if next(failures, None) is not None:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        with real() as session:
            yield session

    monkeypatch.setattr(outcome, "transaction", busy)
    monkeypatch.setattr(outcome, "sleep", lambda _: None)
    do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message_id)

    assert (len(postbox.mails), state(message_id)) == (1, ("sent", None))


def test_a_worker_that_was_frozen_past_its_lease_still_says_what_it_heard(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it slept, somebody else took the job, found `sending`, and said that nobody knows. This one does."""
    _, message_id = invited
    real = send.post

    def slow(*given: Any) -> None:
        real(*given)
        do(send_job, "outreach.send", message_id)
        assert state(message_id) == ("unknown", "mail_outcome_unknown")

    monkeypatch.setattr(send, "post", slow)
    do(send_job, "outreach.send", message_id)

    assert (len(postbox.mails), state(message_id)) == (1, ("sent", None))
    assert find_stuck_mail(utc_now()) == 0


def test_an_answer_that_comes_too_late_says_nothing_about_a_newer_sending(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    _, message_id = invited
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        message.state, message.sending_token = "sending", "snd_newer"
    with transaction() as session:
        outcome.ended(message_id, "snd_older", "failed", "mail_refused")(session)

    assert state(message_id) == ("sending", None)


@pytest.mark.parametrize("where", ["rcpt", "docmd", "still"])
def test_whatever_breaks_before_the_text_has_sent_nothing_and_is_known_to_have(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """A worker's time limit may strike anywhere; it is an exception like others."""
    _, message_id = invited

    def strikes(*_: object, **__: object) -> Any:
        raise TimeLimit

    with monkeypatch.context() as patched:
        if where == "still":
            patched.setattr(send, "reading", _reading_fails_at_last(strikes))
        else:
            patched.setattr(smtplib.SMTP, where, strikes)
        do(send_job, "outreach.send", message_id)
    assert (postbox.mails, state(message_id), contacts()) == ([], ("queued", None), [])


class TimeLimit(Exception):
    """What Celery raises in a worker whose time is up."""


def _reading_fails_at_last(strikes: Any) -> Any:
    """The second look of `send` at the database is the one before the text."""
    looks = iter([send.reading, strikes])

    def look() -> Any:
        return next(looks)()

    return look
