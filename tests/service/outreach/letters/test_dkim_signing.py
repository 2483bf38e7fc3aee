"""Our signature on a mail: checked by a library, over every header that a forger would change."""

from __future__ import annotations

import dkim
import pytest

from service.errors import SettingsError
from service.outreach.letters.dkim_signing import public_part, sending_domain, signed
from service.outreach.letters.ready_letter import ready_letter
from tests.conftest import forget_settings
from tests.service.gifting.scene import Scene
from tests.service.outreach.keys import DKIM_KEY


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_MAIL_FROM", "gifts@fjordloom.example")
    monkeypatch.setenv("HANDPICKED_DKIM_KEY", DKIM_KEY)
    monkeypatch.setenv("HANDPICKED_DKIM_SELECTOR", "s2027")
    forget_settings()


def is_right(mail: bytes) -> bool:
    def told(name: bytes, timeout: int = 5) -> bytes:
        assert name in (b"s2027._domainkey.fjordloom.example.", b"s2027._domainkey.fjordloom.example")
        return f"v=DKIM1; k=rsa; p={public_part()}".encode()

    return bool(dkim.verify(mail, dnsfunc=told))


def letter(invited: tuple[Scene, str]) -> bytes:
    return ready_letter(invited[1]).body  # type: ignore[union-attr]


def test_every_mail_leaves_signed_with_both_one_click_headers_inside(invited: tuple[Scene, str]) -> None:
    mail = letter(invited)
    assert is_right(mail)
    head = mail.split(b"\r\n\r\n")[0].lower()
    signature = head[: head.index(b"\r\nfrom:")].replace(b"\r\n", b"").replace(b" ", b"").replace(b"\t", b"")
    names = signature.split(b"h=")[1].split(b";")[0].split(b":")
    assert {
        b"from",
        b"to",
        b"reply-to",
        b"subject",
        b"date",
        b"message-id",
        b"list-unsubscribe",
        b"list-unsubscribe-post",
    } <= {*names} | ({b"reply-to"} if b"\r\nreply-to:" not in head else set())
    assert names.count(b"from") == 2
    assert b"d=fjordloom.example" in signature


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe-Post: List-Unsubscribe=Two-Clicks"),
        (b"/unsubscribe/", b"/unsubscribed/"),
        (b"\r\nSubject: ", b"\r\nSubject: Urgent "),
        (b"\r\nTo: ", b"\r\nFrom: Boss <boss@fjordloom.example>\r\nTo: "),
        (b"</p>", b"</a>"),
    ],
)
def test_a_changed_header_or_word_breaks_it(invited: tuple[Scene, str], said: bytes, forged: bytes) -> None:
    mail = letter(invited)
    assert said in mail
    assert not is_right(mail.replace(said, forged, 1))


def test_without_a_key_the_relay_signs_and_a_wrong_key_is_told(
    invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDPICKED_DKIM_KEY", "no key")
    forget_settings()
    with pytest.raises(SettingsError, match="RSA key of 2048 bits"):
        signed(b"From: a@b.example\r\n\r\nHello\r\n")
    monkeypatch.delenv("HANDPICKED_DKIM_KEY")
    forget_settings()
    assert b"DKIM-Signature" not in letter(invited)
    assert sending_domain() == "fjordloom.example"
