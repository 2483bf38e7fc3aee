from __future__ import annotations

import io
import os

import pytest

from service.app.commands.mail_doors import take_from_pipe
from service.outreach.letters.return_path import return_path_of
from service.outreach.returns.mime import LARGEST
from tests.conftest import forget_settings
from tests.service.outreach.returns.letters import dsn
from tests.service.outreach.returns.sent import counts, mail, sent


def take(raw: bytes, recipient: str = "", sender: str | None = "") -> int:
    return take_from_pipe(io.BytesIO(raw), recipient, sender)


def test_the_pipe_answers_as_mail_servers_expect(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    one = sent()
    capsys.readouterr()
    assert [take(dsn(one.message_id)), take(dsn(None)), take(b"\0")] == [os.EX_OK, os.EX_DATAERR, os.EX_DATAERR]
    assert (mail(one), counts()) == (("failed", "hard_bounce"), {("hard_bounce", True): 1, ("unclear", False): 2})
    assert capsys.readouterr() == ("", "")


def test_a_mail_still_being_sent_is_put_off_with_a_sentence(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    one = sent(state="sending")
    capsys.readouterr()
    assert take(dsn(one.message_id)) == os.EX_TEMPFAIL
    assert capsys.readouterr().err == (
        "handpicked: The email this is about is still being recorded as sent. Try again in a moment.\n"
    )


def test_without_its_tables_it_is_put_off_and_says_nothing_of_the_message(
    data_dir: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(dsn(None, to="ana@kestrel.example")) == os.EX_TEMPFAIL
    said = capsys.readouterr().err
    assert (said.startswith("handpicked: "), "ana" in said) == (True, False)


def test_wrong_settings_put_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_RETURN_PATH", "no address")
    forget_settings()
    assert take(b"From: x@y.example\n\nx") == os.EX_TEMPFAIL
    monkeypatch.delenv("HANDPICKED_RETURN_PATH")


def test_the_envelope_is_believed_where_its_mark_is_ours(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_RETURN_PATH", "returns@fjordloom.example")
    forget_settings()
    one = sent()
    assert take(dsn(None), recipient=return_path_of(one.message_id)) == os.EX_OK
    assert mail(one) == ("failed", "hard_bounce")


def test_whoever_writes_a_long_message_is_not_cut_off(database: str) -> None:
    stream = io.BytesIO(dsn(None) + b"x" * (3 * LARGEST))
    take_from_pipe(stream, "", "")
    assert stream.read() == b""
