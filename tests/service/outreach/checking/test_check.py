"""Is it real? A hundred forged mails and pages: none passes. What is ours does, and whoever does not trust it closes its link."""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO
from time import process_time

import pytest
from sqlalchemy import select

from renderers.language.translations import LOCALES
from renderers.microsite.own.check import Asked, Giver, check_page
from service.config import settings
from service.content.erase import erase_person
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.check_code import LETTERS, check_code, typed_hash
from service.gifting.keep_check_codes import keep_check_codes
from service.gifting.models import RecipientGift
from service.ops.troubles import standing_of, troubles
from service.outreach.checking import distrust, views
from service.outreach.checking.find import LONGEST, check
from service.outreach.models import Distrust, MailMessage
from service.outreach.sending.send import may_send
from service.recipients.models import Recipient
from service.workspaces.models import AuditEntry, Workspace
from tests.console import Console, console_app
from tests.factories import AT, make_user
from tests.service.content.reading import link, scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene


@dataclass(frozen=True)
class Real:
    """Two people's gifts; `code`, `email` and `link` are the first one's own."""

    scene: Scene
    code: str
    email: str
    link: str


@pytest.fixture
def real(database: str) -> Real:
    views._tries.__init__()  # type: ignore[misc]
    scene = scene_now(people=2)
    with transaction() as session:
        for number, person in enumerate(scene.people):
            row = session.get_one(Recipient, person.id)
            row.locale = "en"
            gift = session.get_one(RecipientGift, scene.gifts[number].id)
            session.add(MailMessage(
                id=f"mail_{number}", workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=person.id,
                kind="invitation", idempotency_key=str(number), state="sent", created_at=AT, sent_at=AT,
            ))  # fmt: skip
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        return Real(
            scene,
            check_code(gift.id),
            str(session.get_one(Recipient, gift.recipient_id).email),
            links_of(gift).personal,
        )


def verdict(code: str, email: str = "", pasted: str = "") -> str | None:
    with reading() as session:
        return check(session, code, email, pasted).asked.verdict


def forged(real: Real, other: Real) -> list[tuple[str, str, str]]:
    """(code, address, what was copied): changed, made up, borrowed, and led elsewhere."""
    chance = random.Random(20270503)
    plain = real.code.replace("-", "")
    found: list[tuple[str, str, str]] = []
    for place in range(len(plain)):  # one letter of a real code is another
        letter = chance.choice([one for one in LETTERS if one != plain[place]])
        found.append((plain[:place] + letter + plain[place + 1 :], real.email, real.link))
    found += [("".join(chance.choices(LETTERS, k=12)), real.email, "") for _ in range(45)]
    found += [(real.code[:-1], real.email, ""), (real.code + "A", real.email, ""), ("", real.email, ""), ("  ", "", "")]
    # A real code in a mail to somebody else.
    found += [
        (real.code, address, "") for address in (other.email, "x@vltava.example", "not an address", f"x{real.email}")
    ]
    found += [(real.code, "", pasted) for pasted in ("", "Open it soon")]
    own = settings().base_url
    host, token = own.partition("://")[2], real.link.split("/")[-2]
    gift = real.scene.gifts[0].id
    elsewhere = [
        f"https://{host}.evil.example/g/{gift}/{token}", f"https://evil.example/g/{gift}/{token}", f"{own}@evil.example/g/{gift}",
        f"https://evil.example@{host.split(':')[0]}/g/{gift}/{token}", f"http://{host.replace('1', 'l', 1)}/g/{gift}/{token}",
        f"evil.example/g/{gift}/{token}", "www.evil.example", f"ftp://{host}/g/{gift}/{token}",
        f"{own.rpartition(':')[0]}:4444/g/{gift}/{token}", "javascript://evil.example/%0aalert(1)", "https://[::1/x",
        "https://fjordloom.example.evil.example/pay", "https://fjordloom-example.evil.example/", "https://xn--fjordlom-eva.example/",
        "data://text/html,hello", f"https://fjordloom.example@evil.example/{token}",
    ]  # fmt: skip
    found += [(real.code, real.email, f"Your gift waits: {link}") for link in elsewhere]
    found += [(real.code, real.email, f"{real.link} and {link}") for link in elsewhere]
    # A link of ours that is not this gift's, or not its own.
    ours = [
        other.link, f"{own}/g/{gift}/{'A' * 43}", f"{own}/g/{gift}/{token[:-1]}x", f"{own}/g/{other.scene.gifts[1].id}/{token}",
        f"{own}/gift/{other.scene.gifts[1].id}", f"{own}/c/ABCDE-FGHJK", f"{own}/unsubscribe/{gift}/{token[::-1]}",
    ]  # fmt: skip
    found += [(real.code, real.email, text) for text in ours]
    return found


def test_a_hundred_forged_mails_and_pages_and_none_passes(real: Real) -> None:
    with reading() as session:
        second = session.get_one(RecipientGift, real.scene.gifts[1].id)
        other = Real(
            real.scene, check_code(second.id), str(session.get_one(Recipient, second.recipient_id).email),
            links_of(second).personal,
        )  # fmt: skip
    tried = forged(real, other)
    assert len(tried) >= 100
    assert [one for one in tried if verdict(*one) == "real"] == []
    assert {verdict(*one) for one in tried} == {"unknown", "another", "foreign", "known"}


def test_control_what_is_ours_passes_however_it_is_written(real: Real) -> None:
    written = [real.code, real.code.lower(), real.code.replace("-", " "), f" {real.code} ", real.code.replace("0", "o")]
    assert {verdict(code, real.email, f"See {real.link}, or https://fjordloom.example/about.") for code in written} == {
        "real"
    }
    assert verdict(real.code, real.email.upper()) == "real"
    assert verdict(real.code) == "known"


def test_a_link_is_read_as_a_browser_reads_it(real: Real) -> None:
    own = settings().base_url
    gift, second = real.scene.gifts[0].id, real.scene.gifts[1]
    token, others = real.link.split("/")[-2], links_of(second).page.removeprefix(own)
    elsewhere = [
        "evil.example?id=1", "https:/evil.example/a", "https:\\\\evil.example", "evil\u3002example/pay", "10.0.0.1/pay",
        "\uff57\uff57\uff57\uff0eevil\uff0eexample", "evil.exa\u00admple/pay", "evil.ex\u200eample/pay", "evil.example./pay",
        f"{own}\\@evil.example/g/{gift}", "xn--80ak6aa92e.xn--p1ai/pay",
    ]  # fmt: skip
    assert [verdict(real.code, real.email, f"Open {link} now") for link in elsewhere] == ["foreign"] * len(elsewhere)
    ours = [
        f"{own}/{others}",
        f"{own}/x/..{others}",
        f"{own}{others.replace('/g/', '/%67/')}",
        f"{own}/%2fg/{gift}/{token}x",
    ]
    assert [verdict(real.code, real.email, link) for link in ours] == ["another"] * len(ours)
    plain = "Either/or, 1.5/2 of it, e.g./i.e., on 3.5.2027/4.5.2027, etc./and so on. Really.Yes? A.B."
    assert verdict(real.code, real.email, f"{plain} {own}//g/{gift}/{token}") == "real"


def test_whatever_is_copied_is_read_in_a_moment_and_nothing_is_left_out(real: Real) -> None:
    begin = process_time()
    for text in ("a.", "a-", "ab.cd", "-", "https:", "www."):
        verdict(real.code, real.email, text * (LONGEST // len(text)))
    assert process_time() - begin < 5  # one of them alone took minutes
    link = "https://evil.example/pay"
    assert verdict(real.code, real.email, " " * (LONGEST - len(link)) + link) == "foreign"
    assert verdict(real.code, real.email, " " * (LONGEST - len(link) + 1) + link) != "real"


def test_the_page_answers_without_the_link_being_opened_and_keeps_nothing(real: Real) -> None:
    client = console_app().test_client()
    assert "Is this gift real?" in client.get("/check").text
    answer = client.post("/check", data={"code": real.code, "email": real.email, "pasted": real.link})
    assert (answer.status_code, "Yes, this is real" in answer.text) == (200, True)
    assert "Nora Whitfield" in answer.text
    assert "fjordloom.example" in answer.text
    assert "Jana" not in answer.text
    assert "We never ask you to pay" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    with reading() as session:
        gift = session.get_one(RecipientGift, real.scene.gifts[0].id)
        assert (gift.status, gift.opened_at) == ("created", None)


def test_whoever_does_not_trust_it_closes_the_link_and_ops_are_told(real: Real) -> None:
    gift_id, before = real.scene.gifts[0].id, link(real.scene.gifts[0])
    client = console_app().test_client()
    done = client.post("/check/distrust", data={"code": real.code, "email": real.email})
    assert "The link is closed" in done.text
    assert client.post("/check/distrust", data={"code": real.code, "email": real.email}).status_code == 200
    assert client.get(before).status_code == 410
    assert verdict(real.code, real.email) == "stopped"
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        person, message = session.get_one(Recipient, gift.recipient_id), session.get_one(MailMessage, "mail_0")
        assert may_send(session, message, person, gift, utc_now()).never == "distrusted"
        assert (gift.is_reserved, gift.status) == (True, "created")
        (row,) = session.scalars(select(Distrust)).all()
        assert (row.kind, row.gift_id, row.workspace_id) == ("gift", gift_id, gift.workspace_id)
        assert session.scalars(select(AuditEntry.act)).all() == ["gift.distrusted"]
        assert [one.kind for one in troubles(session, utc_now()) if one.workspace_id == gift.workspace_id] == [
            "distrusted"
        ]
        assert standing_of(session, gift.workspace_id, utc_now()).distrusted == 1
        ops = make_user(session, gift.workspace_id, "ops")
    page = Console(ops).get("/ops").text
    assert "Not trusted by their readers" in page
    assert Console(ops).post("/ops/distrusted").status_code == 303
    assert "Not trusted by their readers" not in Console(ops).get("/ops").text


def test_whoever_does_not_trust_it_still_unsubscribes_by_the_mail_they_have(real: Real) -> None:
    client, path = console_app().test_client(), links_of(real.scene.gifts[0]).unsubscribe
    client.post("/check/distrust", data={"code": real.code, "email": real.email})
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(f"{path[:-1]}{'a' if path[-1] != 'a' else 'b'}", data=one_click).status_code == 410
    assert client.get(path).status_code == 410  # it leads out, and opens nothing
    assert client.post(path, data=one_click).status_code == 200
    with reading() as session:
        assert session.get_one(Recipient, real.scene.people[0].id).unsubscribed_at is not None
        assert session.get_one(Recipient, real.scene.people[1].id).unsubscribed_at is None


def test_reports_that_nobody_counts_any_more_are_not_written_down(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distrust, "MOST_FORGED", 2)
    client = console_app().test_client()
    assert ["Reported" in client.post("/check/distrust", data={"code": "x"}).text for _ in range(4)] == [True] * 4
    with reading() as session:
        assert len(session.scalars(select(Distrust)).all()) == 2


def test_nobody_closes_somebody_elses_link_and_a_report_is_counted(real: Real) -> None:
    client = console_app().test_client()
    for email in ("", "somebody@else.example"):
        assert "Reported" in client.post("/check/distrust", data={"code": real.code, "email": email}).text
    assert "Reported" in client.post("/check/distrust", data={"code": "0000-0000-0000"}).text
    with reading() as session:
        assert session.get_one(RecipientGift, real.scene.gifts[0].id).distrusted_at is None
        assert [(row.kind, row.gift_id, row.workspace_id) for row in session.scalars(select(Distrust))] == [
            ("forged", None, None)
        ] * 3


def test_an_answer_about_a_made_up_gift_says_so(real: Real) -> None:
    client = console_app().test_client()

    def asked() -> tuple[bool, bool]:
        answer = client.post("/check", data={"code": real.code, "email": real.email})
        assert "Yes, this is real" in answer.text
        return answer.headers.get("Handpicked-Sandbox") == "made-up people", "Everyone here is made up." in answer.text

    assert asked() == (False, False)
    with transaction() as session:
        session.get_one(Workspace, real.scene.workspace_id).is_sandbox = True
    assert asked() == (True, True)
    assert "Handpicked-Sandbox" not in client.get("/check").headers


def test_one_flipped_byte_in_a_statement_or_film_is_told(real: Real) -> None:
    files = {
        "statement": b"%PDF-1.7 " + bytes(range(256)) * 4,
        "video": b"\x00\x00\x00 ftypisom" + bytes(range(256)) * 4,
    }
    for number, (kind, body) in enumerate(files.items()):
        put_rendition(real.scene.gifts[0], kind, f"{number}{'a' * 63}", {"body": ("application/pdf", body)})
    client = console_app().test_client()

    def asked(body: bytes) -> str:
        file = (BytesIO(body), "file")
        return client.post("/check", data={"code": real.code, "email": real.email, "file": file}).text

    for body in files.values():
        assert "Yes, this is real" in asked(body)
        for place in (0, 9, len(body) // 2, len(body) - 1):
            flipped = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
            assert "isn’t as we made it" in asked(flipped)
        assert "isn’t as we made it" in asked(body + b" ")


def test_whoever_asks_too_often_waits(real: Real) -> None:
    client = console_app().test_client()
    answers = [client.post("/check", data={"code": "x"}).status_code for _ in range(views.TRIES_MOST + 1)]
    assert answers == [200] * views.TRIES_MOST + [429]


def test_an_erased_persons_code_and_one_of_a_plan_are_not_known(real: Real) -> None:
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, real.scene.people[0].id), utc_now())
        second = session.get_one(RecipientGift, real.scene.gifts[1].id)
        second.launched_at = None
        session.get_one(MailMessage, "mail_1").sent_at = None
        code = check_code(second.id)
    assert (verdict(real.code, real.email), verdict(code)) == ("unknown", "unknown")


def test_gifts_from_before_get_their_codes(real: Real) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, real.scene.gifts[0].id).check_hash = None
    assert verdict(real.code) == "unknown"
    assert keep_check_codes(utc_now()) == 1
    assert verdict(real.code) == "known"
    assert typed_hash("too short") is None


@pytest.mark.parametrize("locale", LOCALES)
def test_every_answer_is_whole_in_every_language(locale: str) -> None:
    giver = Giver("Nora Whitfield", "Fjord & Loom AS", "fjordloom.example", "+47 21 60 04 11", AT)
    for verdict_ in ("real", "known", "another", "foreign", "changed", "unknown", "stopped"):
        asked = Asked("7KQ4-M2XT-R9AB", "jana@vltava.example", verdict_, giver, ("evil.example",))  # type: ignore[arg-type]
        assert b"<h1" in check_page(locale, asked)
    assert b"<h1" in check_page(locale, Asked(), "stopped")
    assert check_page(locale, Asked(), "reported") != check_page(locale, Asked())
