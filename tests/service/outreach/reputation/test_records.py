"""What the DNS says of the sending domain, asked of a name server on this machine; where none answers, nobody says "ready"."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.app.commands.doctor import examine
from service.campaigns.models import Campaign
from service.db.connect import reading
from service.outreach.letters.dkim_signing import public_part
from service.outreach.reputation import records
from service.outreach.reputation.records import is_ready, look, looked
from service.planning.launch.told.before import checks_of
from tests.conftest import forget_settings
from tests.service.content.reading import scene_now
from tests.service.outreach.keys import DKIM_KEY
from tests.service.outreach.reputation.name_server import Zone, name_server

DOMAIN, HOST, ADDRESS = "fjordloom.example", "mail.fjordloom.example", "192.0.2.7"
POINTER = "7.2.0.192.in-addr.arpa"


@pytest.fixture(autouse=True)
def _set(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HANDPICKED_MAIL_FROM", f"gifts@{DOMAIN}")
    monkeypatch.setenv("HANDPICKED_SMTP_URL", f"smtp://{HOST}:25")
    monkeypatch.setenv("HANDPICKED_DKIM_KEY", DKIM_KEY)
    monkeypatch.setattr(records, "_kept", {})
    forget_settings()
    yield
    forget_settings()


def asked_of(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HANDPICKED_NAME_SERVER", address)
    forget_settings()


def right() -> dict[tuple[str, str], list[str]]:
    key = public_part()
    return {
        (DOMAIN, "TXT"): ['"v=spf1 a:mail.fjordloom.example -all"', '"something=else"'],
        (f"handpicked._domainkey.{DOMAIN}", "TXT"): [f'"v=DKIM1; k=rsa; p={key[:200]}" "{key[200:]}"'],
        (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=quarantine"'],
        (HOST, "A"): [ADDRESS],
        (POINTER, "PTR"): [f"{HOST}."],
    }


def states(monkeypatch: pytest.MonkeyPatch, zone: Zone) -> dict[str, str]:
    with name_server(zone) as address:
        asked_of(monkeypatch, address)
        return {one.name: one.state for one in look()}


def test_a_domain_with_all_four_is_ready_for_doctor_and_launch_page(
    monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    scene = scene_now()
    with name_server(right()) as address:
        asked_of(monkeypatch, address)
        found = look()
        assert [(one.name, one.state) for one in found] == [
            ("SPF", "ok"),
            ("DKIM", "ok"),
            ("DMARC", "ok"),
            ("PTR", "ok"),
        ]
        assert is_ready(found)
        (finding,) = [one for one in examine() if one.name == "Sending domain"]
        assert (finding.state, finding.sentence) == ("good", "SPF, DKIM, DMARC and PTR are right")
        with reading() as session:
            checks = checks_of(session, session.get_one(Campaign, scene.campaign.id))
        assert [(one.shape, one.result) for one in checks if one.what == "Sending domain"] == [("ok", "Ready")]


def test_where_no_name_server_answers_it_could_not_be_asked_and_is_never_ready(
    monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    monkeypatch.setattr("service.outreach.reputation.lookup.SECONDS", 0.2)
    scene = scene_now()
    with name_server(right(), deaf=True) as address:
        asked_of(monkeypatch, address)
        found = looked()
        assert {one.state for one in found} == {"unasked"}
        assert not is_ready(found)
        (finding,) = [one for one in examine() if one.name == "Sending domain"]
        assert (finding.state, "could not ask" in finding.sentence) == ("note", True)
        with reading() as session:
            (check,) = [
                one
                for one in checks_of(session, session.get_one(Campaign, scene.campaign.id))
                if one.what == "Sending domain"
            ]
    assert (check.shape, check.result) == ("wait", "SPF, DKIM, DMARC, PTR: could not ask")
    assert "you can launch" in check.note


@pytest.mark.parametrize(
    ("name", "record", "which", "state"),
    [
        (DOMAIN, None, "SPF", "missing"),
        (DOMAIN, ['"v=spf1 +all"'], "SPF", "wrong"),
        (DOMAIN, ['"v=spf1 a -all"', '"v=spf1 mx -all"'], "SPF", "wrong"),
        (DOMAIN, ['"v=spf1 include:relay.example"'], "SPF", "wrong"),
        (DOMAIN, ['"v=spf1 redirect=_spf.relay.example"'], "SPF", "ok"),
        (f"handpicked._domainkey.{DOMAIN}", None, "DKIM", "missing"),
        (f"handpicked._domainkey.{DOMAIN}", ['"v=DKIM1; p=AAAA"'], "DKIM", "wrong"),
        (f"_dmarc.{DOMAIN}", None, "DMARC", "missing"),
        (f"_dmarc.{DOMAIN}", ['"v=DMARC1; rua=mailto:a@b.example"'], "DMARC", "wrong"),
        (POINTER, None, "PTR", "missing"),
        (POINTER, ["other.fjordloom.example."], "PTR", "wrong"),
        (HOST, ["127.0.0.1"], "PTR", "unasked"),
    ],
)  # fmt: skip
def test_each_of_the_four_is_told_when_it_is_missing_or_wrong(
    monkeypatch: pytest.MonkeyPatch, name: str, record: list[str] | None, which: str, state: str
) -> None:
    kind = "A" if name == HOST else "PTR" if name == POINTER else "TXT"
    zone = right() | ({(name, kind): record} if record else {})
    if record is None:
        del zone[name, kind]
    found = states(monkeypatch, zone)
    assert found[which] == state
    assert {one for one, is_right in found.items() if is_right != "ok"} == ({which} if state != "ok" else set())


def test_where_a_relay_signs_nobody_says_that_the_domain_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    zone = right()
    monkeypatch.delenv("HANDPICKED_DKIM_KEY")
    assert states(monkeypatch, zone) == {"SPF": "ok", "DKIM": "unasked", "DMARC": "ok", "PTR": "ok"}
