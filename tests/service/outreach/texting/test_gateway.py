"""One message over real TLS, and what each answer means."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import read_settings
from service.errors import SettingsError
from service.outreach.texting.gateway import (
    TextAway,
    TextFault,
    TextLater,
    TextNotAccepted,
    TextRefused,
    TextUnknown,
    hand_over,
)
from tests.ports import free_port
from tests.service.outreach.texting.text_gateway import TOKEN, Gateway, point_at

NUMBER = "+420601123456"


def test_a_message_goes_over_tls_with_its_key_and_our_token(gateway: Gateway) -> None:
    hand_over(NUMBER, "Nora, Acme: Čeká na vás dárek.\nhttps://x", "msg_1-ab")
    assert gateway.taken == [{"to": NUMBER, "from": "Handpicked", "text": "Nora, Acme: Čeká na vás dárek.\nhttps://x"}]
    assert (gateway.keys, gateway.tokens) == (["msg_1-ab"], [f"Bearer {TOKEN}"])


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (200, None, None),
        (409, None, None),
        (401, TextFault, "text_sign_in_refused"),
        (404, TextFault, "text_address_wrong"),
        (302, TextFault, "text_address_wrong"),
        (429, TextLater, "text_later"),
        (422, TextRefused, "text_refused"),
        (410, TextRefused, "text_refused"),
        (413, TextNotAccepted, "text_not_accepted"),
        (503, TextAway, "text_gateway_away"),
        (502, TextUnknown, "text_outcome_unknown"),
    ],
)
def test_each_answer_means_one_thing(
    gateway: Gateway, status: int, error: type[Exception] | None, code: str | None
) -> None:
    gateway.answer = status
    if error is None:
        hand_over(NUMBER, "words", "key")
        return
    with pytest.raises(error) as refused:
        hand_over(NUMBER, "words", "key")
    assert (getattr(refused.value, "code", None), NUMBER in str(refused.value)) == (code, False)


def test_a_line_that_breaks_after_the_message_leaves_its_outcome_open(gateway: Gateway) -> None:
    gateway.breaks = True
    with pytest.raises(TextUnknown):
        hand_over(NUMBER, "words", "key")
    assert len(gateway.taken) == 1


def test_nothing_is_sent_to_a_server_whose_certificate_nobody_vouches_for(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nobody.pem").write_text("")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(TextFault) as refused:
        hand_over(NUMBER, "words", "key")
    assert (refused.value.code, gateway.taken) == ("text_tls_failed", [])


def test_nothing_is_sent_to_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(monkeypatch, f"https://localhost:{free_port()}/messages")
    with pytest.raises(TextAway):
        hand_over(NUMBER, "words", "key")


def test_what_says_no_in_the_last_moment_sends_nothing(gateway: Gateway) -> None:
    def no() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        hand_over(NUMBER, "words", "key", no)
    assert (gateway.taken, gateway.keys) == ([], [])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"TEXT_URL": "http://texts.example.com", "TEXT_TOKEN": "x" * 16}, "https://"),
        ({"TEXT_URL": "https://me:secret@texts.example.com", "TEXT_TOKEN": "x" * 16}, "without a user"),
        ({"TEXT_URL": "https://texts.example.com"}, "HANDPICKED_TEXT_TOKEN is missing"),
        ({"TEXT_TOKEN": "x" * 16}, "HANDPICKED_TEXT_URL is missing"),
        ({"TEXT_URL": "https://texts.example.com", "TEXT_TOKEN": "short"}, "16 characters"),
        ({"TEXT_FROM": "Jones & Sons"}, "HANDPICKED_TEXT_FROM"),
    ],
)
def test_half_a_gateway_is_refused_at_start(values: dict[str, str], told: str, tmp_path: Path) -> None:
    given = {f"HANDPICKED_{name}": value for name, value in values.items()}
    with pytest.raises(SettingsError, match=told):
        read_settings(given | {"HANDPICKED_DATA_DIR": str(tmp_path)})
