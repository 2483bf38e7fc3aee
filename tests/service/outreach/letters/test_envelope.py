from __future__ import annotations

from email.message import EmailMessage

import pytest

from service.config import settings
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.letters.envelope import POLICY, Unmailable, mail_address, seal, wire_address
from service.outreach.sending.send import send_job
from service.planning.people.lists.cells.read_cells import read_email
from service.recipients.models import Recipient
from service.sheets.refusals import CellError
from tests.factories import make_user
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox, open_postbox
from tests.service.outreach.reading import state


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("jo@bücher.example", "jo@xn--bcher-kva.example"),
        ("jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"),
        ("jo@BÜCHER.example", "jo@xn--bcher-kva.example"),
        ("jo@faß.example", "jo@xn--fa-hia.example"),  # IDNA 2008 keeps the letter that 2003 folded away
        ("jo@例え.jp", "jo@xn--r8jz45g.jp"),
        ("jo@例え。jp", "jo@xn--r8jz45g.jp"),
        ("jo@почта.рф", "jo@xn--80a1acny.xn--p1ai"),
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ("o'neil+gift@example.com", "o'neil+gift@example.com"),
        (" jo@example.com ", "jo@example.com"),
    ],
)
def test_a_domain_is_written_in_ascii(address: str, plain: str) -> None:
    assert wire_address(address) == plain


@pytest.mark.parametrize(
    "address",
    [
        "", "jo", "@example.com", "jo@", "jo@-x.example", "jo@x..example", "jo@" + "a" * 64 + ".example", "a" * 65 + "@example.com",
        "jo@💝.example", "jo@a b.example", "j o@example.com", "jo\r\nBcc: all@example.com@example.com", "jo>@example.com",
        "jo\u200b@example.com", "jo@exa_mple.com", "jo@\u0301.example", "jo\u2028x@example.com", "a,b@example.com",
        "jo@" + ".".join(["abcdefgh"] * 30),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(Unmailable):
        wire_address(address)


def test_the_message_is_whole_before_it_is_sealed() -> None:
    mail = EmailMessage(policy=POLICY)
    mail["From"], mail["To"] = mail_address("gifts@handpicked.example", "Nóra"), mail_address("jo@bücher.example")
    mail.set_content("Něco pro vás 🎁\n.\nkonec\n")
    sealed = seal(mail, "jo@bücher.example")
    assert (sealed.recipient, sealed.needs_utf8, sealed.body.isascii()) == ("jo@xn--bcher-kva.example", False, True)
    assert b"\r\n" in sealed.body
    assert b"\n" not in sealed.body.replace(b"\r\n", b"")


def written_to(scene: Scene, address: str) -> None:
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).email = address


def delivery(scene: Scene) -> str:
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[0].id).delivery_status


@pytest.mark.parametrize(
    ("address", "to"),
    [("jo@bücher.example", "jo@xn--bcher-kva.example"), ("jörg@bücher.example", "jörg@xn--bcher-kva.example")],
)
def test_an_international_address_gets_its_mail(
    invited: tuple[Scene, str], postbox: Postbox, address: str, to: str
) -> None:
    scene, message_id = invited
    written_to(scene, address)
    do(send_job, "outreach.send", message_id)

    assert (state(message_id), postbox.to) == (("sent", None), [to])
    assert f"To: {to}".encode() in postbox.raw[0]


def test_where_the_server_offers_no_smtputf8_the_mail_fails_with_the_reason(
    invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, message_id = invited
    written_to(scene, "jörg@example.com")
    with open_postbox(monkeypatch, Postbox(utf8=False)) as box:
        do(send_job, "outreach.send", message_id)
    assert (state(message_id), box.began, delivery(scene)) == (("failed", "needs_smtputf8"), 0, "undeliverable")


@pytest.mark.parametrize("address", ["jo@💝.example", "j\r\no@example.com"])
def test_a_mail_that_cannot_be_built_is_never_unknown(
    invited: tuple[Scene, str], postbox: Postbox, address: str
) -> None:
    scene, message_id = invited
    written_to(scene, address)
    do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message_id)
    assert (state(message_id), postbox.began, delivery(scene)) == (("failed", "address_invalid"), 0, "undeliverable")


def test_an_answer_goes_to_the_giver(invited: tuple[Scene, str], postbox: Postbox) -> None:
    scene, message_id = invited
    with transaction() as session:
        make_user(session, scene.workspace_id, "ops", name="Nora Whitfield", email="ops@fjordloom.example")
        make_user(session, scene.workspace_id, "manager", name="Ada Berg", email="ada@fjordloom.example")
        make_user(session, scene.workspace_id, "manager", name="Nora Whitfield", email="nora@fjördloom.example")
    do(send_job, "outreach.send", message_id)
    assert postbox.mails[0]["Reply-To"] == "Nora Whitfield <nora@xn--fjrdloom-o4a.example>"


def test_letters_before_the_at_are_refused_at_upload_unless_the_server_is_said_to_carry_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_email("jo@bücher.de") == "jo@xn--bcher-kva.de"
    with pytest.raises(CellError, match="Our mail server can’t send to an address with these characters before the @"):
        read_email("jörg@bücher.de")

    monkeypatch.setenv("HANDPICKED_SMTP_UTF8", "yes")
    settings.cache_clear()
    assert read_email("jörg@bücher.de") == "jörg@xn--bcher-kva.de"
