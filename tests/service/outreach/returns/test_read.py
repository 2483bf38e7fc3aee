from __future__ import annotations

import base64
import tracemalloc
from base64 import b64encode
from collections.abc import Callable

import idna
import pytest

from service.outreach.letters.return_path import message_id_of, return_path_of
from service.outreach.returns.mime import LARGEST
from service.outreach.returns.read import Came, read
from service.security.encryption import address_hash
from tests.conftest import forget_settings
from tests.service.outreach.returns.letters import TO, arf, dsn, plain_bounce, reply

ID, OTHER = "msg_abcdefgh234567xy", "msg_zzzzzzzzzzzzzzzz"


def said(came: Came) -> tuple[str, tuple[str, ...], list[tuple[str, str, bool]]]:
    """(form, our mails it names, what it says of whom: outcome, code, whether it is about her)."""
    return came.form, came.named, [(one.outcome, one.code, address_hash(TO) in one.about) for one in came.reports]


@pytest.mark.parametrize("quoted", ["text/rfc822-headers", "message/rfc822", "message/global-headers"])
@pytest.mark.parametrize("form", ["message/delivery-status", "message/global-delivery-status"])
def test_a_delivery_report_names_the_mail_the_address_and_why(form: str, quoted: str) -> None:
    assert said(read(dsn(ID, form=form, quoted=quoted))) == ("report", (ID,), [("hard_bounce", "5.1.1", True)])


def test_what_the_first_server_was_told_counts_before_what_the_last_one_made_of_it() -> None:
    forwarded = dsn(ID, to="ana.new@elsewhere.example", fields=f"Original-Recipient: rfc822; {TO}\n")
    assert said(read(forwarded))[2] == [("hard_bounce", "5.1.1", True)]
    assert said(read(dsn(ID, to="ana.new@elsewhere.example")))[2] == [("hard_bounce", "5.1.1", False)]


@pytest.mark.parametrize("written", [TO.upper(), f"<{TO}>", "ana@KESTREL.example", "ana+40kestrel.example"])
def test_an_address_is_known_however_the_server_spells_it(written: str) -> None:
    about = {address_hash(TO)} & {one for report in read(dsn(ID, to=written)).reports for one in report.about}
    assert bool(about) is (written != "ana+40kestrel.example")  # no address without its @


def test_an_international_domain_is_known_in_both_its_spellings() -> None:
    (report,) = read(dsn(ID, to=f"jana@{idna.encode('kovárna.example').decode()}")).reports
    assert address_hash("jana@kovárna.example") in report.about


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out"])
def test_a_complaint_names_the_mail(kind: str) -> None:
    assert said(read(arf(ID, kind=kind))) == ("complaint", (ID,), [])


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "", "other"])
def test_other_feedback_is_no_complaint(kind: str) -> None:
    assert said(read(arf(ID, kind=kind))) == ("unclear", (ID,), [])


def test_a_report_that_quotes_nothing_is_known_by_where_it_was_sent_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_RETURN_PATH", "returns@fjordloom.example")
    forget_settings()
    came = read(dsn(None), recipient=return_path_of(ID))
    assert said(came) == ("report", (ID,), [("hard_bounce", "5.1.1", True)])
    assert read(dsn(OTHER), recipient=return_path_of(ID)).named == (ID, OTHER)  # contradicts itself


@pytest.mark.parametrize("mark", [f"<{ID}@127.0.0.1>", f"<{ID}.{'a' * 20}@127.0.0.1>", "<somebody@else.example>"])
def test_a_stranger_s_report_names_nothing(mark: str) -> None:
    forged = dsn(ID).replace(message_id_of(ID).encode(), mark.encode())
    assert said(read(forged)) == ("report", (), [("hard_bounce", "5.1.1", True)])


def test_a_report_inside_the_quoted_mail_is_no_report() -> None:
    inner = dsn(ID)
    outer = (
        b'From: x@y.example\nContent-Type: multipart/mixed; boundary="o"\n\n--o\nContent-Type: message/rfc822\n\n'
        + inner
    )
    assert read(outer + b"\n--o--\n").form == "reply"


@pytest.mark.parametrize(
    ("text", "form", "reports"),
    [
        (f"<{TO}>: host mx said: 550 5.1.1 no such user", "report", [("hard_bounce", "5.1.1", True)]),
        (f"<{TO}>: Sorry, no mailbox here by that name. (#5.1.1)", "report", [("hard_bounce", "5.1.1", True)]),
        (f"{TO} 552 5.2.2 mailbox full", "report", [("soft_bounce", "5.2.2", True)]),
        ("somebody@else.example: 550 5.1.1 no such user", "report", [("hard_bounce", "5.1.1", False)]),
        (f"{TO}: 550 5.1.1 unknown, 550 5.7.1 blocked", "unclear", []),
        (f"{TO}: no such user here", "unclear", []),
    ],
)
def test_a_server_s_own_words_count_where_they_are_sure(
    text: str, form: str, reports: list[tuple[str, str, bool]]
) -> None:
    assert said(read(plain_bounce(ID, text))) == (form, (ID,), reports)


@pytest.mark.parametrize("form", ["message/delivery-status", "message/global-delivery-status"])
def test_a_report_that_is_packed_for_the_way_is_read(form: str) -> None:
    raw = dsn(ID, form=form)
    start, end = raw.index(b"Reporting-MTA"), raw.index(b"--b1\nContent-Type: text/rfc822-headers")
    packed = b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(raw[start:end]) + b"\n"
    came = read(raw[: start - 1] + packed + raw[end:])
    assert said(came) == ("report", (ID,), [("hard_bounce", "5.1.1", True)])
    broken = read(raw[: start - 1] + b"Content-Transfer-Encoding: base64\n\n&&&=\n\n" + raw[end:])
    assert said(broken) == ("unclear", (ID,), [])


@pytest.mark.parametrize(
    ("subject", "code", "outcome"),
    [
        ("Warning: message 1tAbCd-0001 delayed 24 hours", "451 4.7.1", "delayed"),
        ("Warning: could not send message for past 4 hours", "452 4.2.2", "delayed"),
        ("Mail delivery failed: returning message to sender", "451 4.7.1", "soft_bounce"),
        ("Warning: returned", "550 5.1.1", "hard_bounce"),
    ],
)
def test_a_warning_in_between_is_no_end(subject: str, code: str, outcome: str) -> None:
    came = read(plain_bounce(ID, f"{TO}: {code} said the server", subject=subject))
    assert said(came) == ("report", (ID,), [(outcome, code.partition(" ")[2], True)])


def test_a_person_who_quotes_codes_is_no_server() -> None:
    assert read(plain_bounce(ID, f"{TO}: 550 5.1.1", sender=TO), sender=TO).form == "reply"


@pytest.mark.parametrize(
    ("headers", "form"),
    [
        ("", "reply"),
        ("Auto-Submitted: no\n", "reply"),
        ("Auto-Submitted: auto-replied; owner-email=x\n", "auto_reply"),
        ("X-Autoreply: yes\n", "auto_reply"),
        ("Precedence: bulk\n", "auto_reply"),
        ("Return-Path: <>\n", "auto_reply"),
    ],
)
def test_what_people_and_their_automats_write_is_told_apart(headers: str, form: str) -> None:
    came = read(reply(ID, "I am away until Monday.", headers))
    assert (came.form, came.named) == (form, (ID,))
    assert came.words.splitlines() == ["Re: Something for you", "I am away until Monday."]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (reply(ID, "Thank you\n> peanuts for you\n >> more"), "Thank you"),
        (reply(ID, "<style>p{}</style><p>No&nbsp;nuts</p>", kind="text/html"), "No\xa0nuts"),
        (reply(ID, "Žádné ořechy"), "Žádné ořechy"),
        (reply(ID, "abc").replace(b"utf-8", b"punycode"), "abc"),
        (reply(ID, "abc").replace(b"utf-8", b"no-such-charset"), "abc"),
        (reply(ID, "abc", "Subject: =?utf-8?q?Bez_o=C5=99ech=C5=AF?= please\n"), "Bez ořechů please\nabc"),
        (reply(ID, "abc", "Subject: =?punycode?b?YWJj?=\n"), "abc\nabc"),
    ],
)
def test_of_a_reply_only_its_own_words_are_read(raw: bytes, words: str) -> None:
    assert read(raw).words.removeprefix("Re: Something for you\n").strip() == words


def test_of_a_long_reply_the_beginning_is_read() -> None:
    assert len(read(reply(ID, "x" * 30_000)).words) == 20_000


def test_a_thread_that_names_two_of_our_mails_is_about_the_one_it_answers() -> None:
    thread = f"References: {message_id_of(OTHER)} {message_id_of(ID)}\n"
    assert read(reply(ID, "x", thread)).named == read(reply(None, "x", thread)).named == (ID,)


def _nested(depth: int, kind: str = "multipart/mixed") -> bytes:
    opened = b"".join(f'Content-Type: {kind}; boundary="b{n}"\n\n--b{n}\n'.encode() for n in range(depth))
    return b"From: x@y.example\n" + opened + b"Content-Type: text/plain\n\nhello\n"


_PLAIN = b"From: x@y.example\nContent-Type: "
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "only a line end": lambda: b"\n",
    "zero bytes": lambda: b"\0" * 5000,
    "random bytes": lambda: bytes(range(256)) * 400,
    "no headers": lambda: b"\n\nhello",
    "one endless line": lambda: b"x" * 600_000,
    "endless header": lambda: b"Subject: " + b"x" * 600_000,
    "endless name": lambda: b"x" * 200_000 + b": y\n\n",
    "100,000 headers": lambda: b"".join(b"X-%d: y\n" % n for n in range(60_000)) + b"\nbody",
    "one header folded 100,000 times": lambda: b"Subject: x\n" + b" y\n" * 100_000 + b"\nbody",
    "100,000 empty lines": lambda: b"From: x@y.example\n" + b"\n" * 500_000,
    "carriage returns only": lambda: b"From: x@y.example\r" + b"\r" * 500_000,
    "nested 10": lambda: _nested(10),
    "nested 30": lambda: _nested(30),
    "nested 2,000": lambda: _nested(2000),
    "nested digests": lambda: _nested(2000, "multipart/digest"),
    "nested messages": lambda: b"From: x@y.example\n" + b"Content-Type: message/rfc822\n\n" * 5000 + b"x",
    "nested reports": lambda: _nested(2000, "multipart/report; report-type=delivery-status"),
    "the same boundary within itself": lambda: (b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 23) + b"x\n" * 15_000,
    "23 boundaries and many lines": lambda: _nested(20) + b"--x\n" * 19_000,
    "boundary of 100,000": lambda: _PLAIN + b'multipart/mixed; boundary="' + b"b" * 100_000 + b'"\n\nx',
    "empty boundary": lambda: _PLAIN + b'multipart/mixed; boundary=""\n\n--\nx\n----\n',
    "no boundary": lambda: _PLAIN + b"multipart/report\n\nx",
    "quote without end and semicolons": lambda: _PLAIN + b'text/plain; a="' + b";" * 400_000 + b"\n\nx",
    "folded semicolons": lambda: _PLAIN + b'text/plain; a="' + b"\n ;;;;;;;;;;" * 30_000 + b"\n\nx",
    "many parameters": lambda: _PLAIN + b"text/plain" + b"; a=b" * 100_000 + b"\n\nx",
    "continued parameters": lambda: _PLAIN + b"text/plain" + b"".join(b"; n*%d=x" % n for n in range(20_000)) + b"\n\nx",
    "encoded words without end": lambda: b"Subject: " + b"=?utf-8?q?" * 50_000 + b"\n\nx",
    "content type of nonsense": lambda: _PLAIN + b"\xff\xfe////;;;==\n\nx",
    "charset that is slow": lambda: _PLAIN + b"text/plain; charset=idna\n\n" + b"xn--" * 100_000,
    "punycode": lambda: _PLAIN + b"text/plain; charset=punycode\n\n" + b"a" * 400_000,
    "unicode escapes": lambda: _PLAIN + b"text/plain; charset=unicode_escape\n\n" + b"\\N{DIGIT ONE}" * 30_000,
    "half base64": lambda: _PLAIN + b"text/plain\nContent-Transfer-Encoding: base64\n\n" + b"QUJ" * 100_001,
    "quoted-printable broken": lambda: _PLAIN + b"text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + b"=" * 300_000,
    "uuencode broken": lambda: _PLAIN + b"text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 666 x\n" + b"M!" * 100_000,
    "tags without end": lambda: _PLAIN + b"text/html\n\n" + b"<" * 400_000,
    "styles without end": lambda: _PLAIN + b"text/html\n\n" + b"<style" * 80_000,
    "addresses without end": lambda: plain_bounce(None, "@" * 200_000 + "a@b" * 50_000),
    "codes without end": lambda: plain_bounce(None, "550 5.1.1 " * 50_000),
    "marks without end": lambda: reply(None, "x", "References: " + f"<{ID}.{'a' * 20}@x>" * 8000 + "\n"),
    "a report of 5,000 recipients": lambda: dsn(ID, fields="\nFinal-Recipient: x; a@b\nAction: failed\nStatus: 5.1.1\n" * 5000),
    "a report of nothing": lambda: dsn(ID, action="", status="", to="", diagnosis=""),
    "status of digits": lambda: dsn(ID, status="5." * 100_000),
    "diagnosis without end": lambda: dsn(ID, diagnosis="5.1.1." * 80_000),
    "address without end": lambda: dsn(ID, to="a" * 300_000 + "@b.example"),
    "domain that is no domain": lambda: dsn(ID, to="a@xn--\u0000--" + "." * 300),
    "surrogates": lambda: dsn(ID, to="a\udcff@b.example".encode("utf-8", "surrogateescape").decode("latin-1")),
    "cut in the middle": lambda: dsn(ID)[:700],
    "base64 report": lambda: dsn(ID).replace(b"\nReporting", b"Content-Transfer-Encoding: base64\n\n" + b64encode(b"Action: x")),
    "a large mail after a report": lambda: dsn(ID) + b"x" * (2 * LARGEST),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_message_is_too_much(name: str) -> None:
    came = read(HOSTILE[name]())

    assert (came.form, len(came.words) <= 20_000) == (SAYS_SO.get(name, came.form), True)
    assert came.form in {"unclear", "reply", "auto_reply", "report"}


SAYS_SO = {
    "a large mail after a report": "report",
    "quote without end and semicolons": "unclear",
    "folded semicolons": "unclear",
    "continued parameters": "unclear",
    "nested 2,000": "unclear",
    "nested messages": "unclear",
    "a report of nothing": "unclear",
    "status of digits": "unclear",
    "nested 10": "reply",
    "no boundary": "auto_reply",
}


def test_forty_hostile_messages_are_tried() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.slow
def test_no_message_takes_more_than_64_mb() -> None:
    for name, made in HOSTILE.items():
        raw = made()
        tracemalloc.start()
        read(raw)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 64 * 1024 * 1024, name
