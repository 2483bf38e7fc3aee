"""What a company states of its own rules, in the console: brought as a file, read from an address, taken out by a manager."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.egress.call import Answer, NotReached
from service.errors import Forbidden
from service.planning.quiet.rules import press_lift
from service.planning.rules import stated
from service.recipients.models import Account, Recipient
from service.recipients.quiet.in_force import quiet_among
from service.recipients.quiet.models import QuietRule
from service.recipients.stated.forget import KEPT, forget_stated
from service.recipients.stated.models import CompanyPolicy
from service.recipients.stated.policy_file import LARGEST
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import make_account, make_recipient, make_user

pytestmark = pytest.mark.usefixtures("database")


def policy(amount: str = "30.00", **told: object) -> bytes:
    said = {"gift_policy": "1", "company": "Vltava", "accepts": "within_limits"}
    return json.dumps(said | {"limit": {"amount": amount, "currency": "EUR"}} | told).encode()


@pytest.fixture
def account(sales: User) -> Account:
    with transaction() as session:
        made = make_account(session, sales.workspace_id)
        make_recipient(session, made, email="jana@vltava.example")
        return made


@pytest.fixture
def console(sales: User) -> Console:
    return Console(sales)


def bring(console: Console, account: Account, data: bytes) -> TestResponse:
    return console.post(f"/accounts/{account.id}/stated-rules", act="file", file=(BytesIO(data), "gift-policy.json"))


def read(console: Console, account: Account, url: str) -> TestResponse:
    return console.post(f"/accounts/{account.id}/stated-rules", act="address", url=url)


def answering(monkeypatch: pytest.MonkeyPatch, body: bytes, status: int = 200) -> None:
    monkeypatch.setattr(stated, "call", lambda *_, **__: Answer(status, {}, body, 3))


def now(account: Account) -> Account:
    with reading() as session:
        return session.get_one(Account, account.id)


def test_a_file_is_in_force_at_once_and_the_page_says_so(console: Console, account: Account) -> None:
    assert bring(console, account, policy(contact={"email": "ethics@vltava.example"})).status_code == 303
    assert now(account).gift_policy["cap_minor"] == 3000
    shown = console.get(f"/accounts/{account.id}/policy").text
    assert ("€30 a gift" in shown, "ethics@vltava.example" in shown) == (True, True)
    assert "Value limits" in console.get("/rules").text or "€30 a gift" in console.get("/rules").text
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "account.rule_stated")).one()
        assert (entry.body["origin"], entry.body["rules"]["cap_minor"]) == ("upload", 3000)


def test_a_second_file_may_be_stricter_and_never_softer(console: Console, account: Account) -> None:
    for data, status, cap in ((policy("30"), 303, 3000), (policy("50"), 409, 3000), (policy("20"), 303, 2000)):
        answer = bring(console, account, data)
        assert (answer.status_code, now(account).gift_policy["cap_minor"]) == (status, cap)
    assert "Softer rules are read only from its own web address" in bring(console, account, policy("90")).text


def test_their_own_web_site_may_loosen_its_word_and_nobody_elses_may(
    console: Console, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url, amount, status, cap in (
        ("https://www.vltava.example/gift-policy.json", "30", 303, 3000),
        ("https://www.vltava.example/gift-policy.json", "50", 303, 5000),
        ("https://vltava.example.attacker.com/gift-policy.json", "900", 303, 5000),
        ("https://notvltava.example/gift-policy.json", "40", 303, 4000),
    ):
        answering(monkeypatch, policy(amount))
        assert read(console, account, url).status_code == status
        assert now(account).gift_policy["cap_minor"] == cap


@pytest.mark.parametrize(
    ("url", "body", "status", "sentence"),
    [
        ("http://vltava.example/p.json", b"", 200, "Write the whole address, beginning with https://."),
        ("https://localhost/p.json", b"", 200, "is a name inside a private network"),
        ("https://vltava.example/p.json", b"", 404, "answered 404, so there’s no file to read."),
        ("https://vltava.example/p.json", b"", 302, "leads elsewhere"),
        ("https://vltava.example/p.json", b" " * (LARGEST + 1), 200, "is larger than 64 KB"),
        ("https://vltava.example/p.json", b"<html>", 200, "The file isn’t JSON"),
    ],
)
def test_an_address_that_is_no_file_is_told_and_nothing_is_changed(
    console: Console,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    body: bytes,
    status: int,
    sentence: str,
) -> None:
    answering(monkeypatch, body, status)
    answer = read(console, account, url)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert now(account).stated_policy == {}


def test_an_address_that_answers_slowly_is_given_up(
    console: Console, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object, seconds: float, most: int, **__: object) -> Answer:
        assert (seconds, most) == (8.0, LARGEST + 1)
        raise NotReached("no_answer", "It didn’t answer in time.", was_sent=True)

    monkeypatch.setattr(stated, "call", slow)
    answer = read(console, account, "https://vltava.example/p.json")
    assert (answer.status_code, "vltava.example/p.json: It didn’t answer in time." in answer.text) == (422, True)


def test_quiet_days_keep_everybody_there_quiet_until_the_company_says_otherwise(
    console: Console, account: Account, sales: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = utc_now().date().isoformat()
    answering(monkeypatch, policy(quiet=[{"first": day, "last": day}]))
    assert read(console, account, "https://vltava.example/p.json").status_code == 303
    with reading() as session:
        (rule,) = session.scalars(select(QuietRule)).all()
        assert (rule.origin, rule.reason, rule.account_id) == ("company", "policy", account.id)
        (person,) = session.scalars(select(Recipient.id)).all()
        assert quiet_among(session, [person], utc_now()).keys() == {person}
        with pytest.raises(Forbidden):
            press_lift(session, actor_of(sales), rule.id, utc_now())
    assert "Their own rules" in console.get("/quiet").text
    answering(monkeypatch, policy())
    read(console, account, "https://vltava.example/p.json")
    with reading() as session:
        assert session.scalars(select(QuietRule.lifted_at)).one() is not None


def test_only_a_manager_takes_a_statement_out_and_the_log_says_who(
    console: Console, account: Account, sales: User
) -> None:
    bring(console, account, policy())
    with transaction() as session:
        row = session.scalars(select(CompanyPolicy)).one()
        seller = make_user(session, sales.workspace_id, "seller")
    press = {"act": "end", "policy": row.id}
    assert Console(seller).post(f"/accounts/{account.id}/stated-rules", **press).status_code == 403
    assert console.post(f"/accounts/{account.id}/stated-rules", **press).status_code == 303
    assert now(account).gift_policy["cap_minor"] is None
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "account.rule_taken_out")).one()
        assert (entry.user_id, entry.body["origin"]) == (sales.id, "upload")
    assert console.post(f"/accounts/{account.id}/stated-rules", **press).status_code == 409
    assert (forget_stated(utc_now()), forget_stated(utc_now() + KEPT)) == (0, 1)
