"""Passkeys: a device that has checked its person signs in, once for each challenge; nothing else does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.networks import NOWHERE
from service.workspaces.actor import actor_of
from service.workspaces.factors.passkeys import challenges
from service.workspaces.factors.passkeys.bring_passkey import check_passkey
from service.workspaces.factors.passkeys.own_passkeys import add_passkey, begin_passkey
from service.workspaces.factors.passkeys.relying_party import rp_id
from service.workspaces.models import Passkey, User, Workspace
from tests.conftest import forget_settings
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.service.workspaces.factors.passkeys.authenticator import PRESENT, Device
from tests.service.workspaces.factors.passkeys.scene import (
    MAIL,
    PASSWORD,
    Browser,
    acts,
    as_now,
    asked_of,
    keys_of,
    with_passkey,
)


def test_a_passkey_is_added_on_ones_own_page_and_signs_in_without_a_password() -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, "seller", email=MAIL)
    browser, elsewhere, device = Browser(user), Browser(user), Device()
    options = browser.options("/you/passkeys")
    assert options["publicKey"]["rp"] == {"id": "gifts.example.com", "name": "Handpicked"}
    assert options["publicKey"]["authenticatorSelection"]["userVerification"] == "required"
    added = browser.post("/you/passkeys", act="add", name="  Work\tlaptop ", answer=device.make(options))
    assert (added.status_code, len(re.findall(r"<li><code>", added.text))) == (200, 10)
    assert (browser.get("/you").status_code, elsewhere.get("/you").status_code) == (200, 303)
    assert "Work laptop" in browser.get("/you/passkeys").text
    stranger = Browser()
    assert "allowCredentials" not in stranger.options("/sign-in/passkey")["publicKey"], (
        "nobody learns who signs in here"
    )
    assert stranger.sign_in(device, next="/ops") == "/ops"
    assert stranger.get("/you").status_code == 200
    assert "1 passkey" in stranger.get("/you").text
    assert acts() == ["user.passkey_added", "user.signed_in"]


def test_after_the_password_a_passkey_or_a_spare_code_is_the_second_step() -> None:
    _, device, codes = with_passkey()
    browser, another = Browser(), Browser()
    for one in (browser, another):
        assert one.post("/sign-in", email=MAIL, password=PASSWORD).location == "/sign-in/second?next=/"
        assert one.get("/you").status_code == 303
    page = browser.get("/sign-in/second").text
    assert ("<h1>Your passkey</h1>" in page, "Use a spare code" in page) == (True, True)
    options = browser.options("/sign-in/passkey")
    assert [one["id"] for one in options["publicKey"]["allowCredentials"]] == [json.loads(device.sign(options))["id"]]
    assert browser.post("/sign-in/passkey", answer=device.sign(options), next="/team").location == "/team"
    assert browser.get("/you").status_code == 200
    assert another.post("/sign-in/second", code=codes[0]).location == "/"
    assert another.get("/you").status_code == 200


def test_a_colleagues_passkey_is_no_second_step() -> None:
    user, _, _ = with_passkey()
    theirs = Device()
    with transaction() as session:
        colleague = make_user(session, user.workspace_id)
        options, state = begin_passkey(session, colleague)
        answer = theirs.make({"publicKey": dict(options["publicKey"])})
        add_passkey(session, colleague, state, answer, "Phone", actor_of(colleague), utc_now())
    browser = Browser()
    browser.post("/sign-in", email=MAIL, password=PASSWORD)
    answer = theirs.sign(browser.options("/sign-in/passkey"))
    assert browser.post("/sign-in/passkey", answer=answer).location == "/sign-in/second?next=/"
    assert "This passkey opens nothing here" in browser.get("/sign-in/second").text
    assert browser.get("/you").status_code == 303


@pytest.mark.parametrize(
    ("device", "wrong", "sentence"),
    [
        ({"flags": PRESENT}, {}, "Your device didn’t check that it’s you."),
        ({"origin": "https://gifts.example.com.evil.example"}, {}, "can’t be read"),
        ({"origin": "http://gifts.example.com"}, {}, "can’t be read"),
        ({"host": "evil.example"}, {}, "can’t be read"),
        ({}, {"type": "webauthn.get"}, "can’t be read"),
        ({}, {"challenge": "AAAAAAAAAAAAAAAAAAAAAA"}, "can’t be read"),
        ({"algorithm": -35}, {}, "keys of a kind we don’t know"),
    ],
)
def test_what_does_not_hold_adds_nothing(device: dict[str, Any], wrong: dict[str, str], sentence: str) -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id)
    browser = Browser(user)
    answer = Device(**device).make(browser.options("/you/passkeys"), **wrong)
    refused = browser.post("/you/passkeys", act="add", name="Laptop", answer=answer)
    assert (refused.status_code, sentence in refused.text) == (422, True)
    with reading() as session:
        assert session.scalars(select(Passkey)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": PRESENT},
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"user_handle": "dXNyX290aGVy"},
        {"key": Device().key},
        {"credential_id": b"another"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_does_not_hold_signs_nobody_in(wrong: dict[str, Any]) -> None:
    _, device, _ = with_passkey()
    for name, value in wrong.items():
        setattr(device, name, value)
    browser = Browser()
    assert browser.sign_in(device) == "/sign-in?next=/"
    assert 'role="alert"' in browser.get("/sign-in").text
    assert browser.get("/you").status_code == 303
    with reading() as session:
        assert session.scalars(select(Passkey.used_at)).all() == [None]


def test_a_challenge_is_for_one_purpose_one_answer_and_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    user, device, _ = with_passkey()
    browser = Browser()
    options = browser.options("/sign-in/passkey")
    assert browser.post("/sign-in/passkey", answer="{}").location == "/sign-in?next=/"
    assert browser.post("/sign-in/passkey", answer=device.sign(options)).location == "/sign-in?next=/", (
        "gone by one answer"
    )
    options = browser.options("/sign-in/passkey")
    late = challenges.time() + 301
    with monkeypatch.context() as clock:
        clock.setattr(challenges, "time", lambda: late)
        assert browser.post("/sign-in/passkey", answer=device.sign(options)).location == "/sign-in?next=/"
    mine = Browser(user)
    options = mine.options("/you/passkeys", **{"for": "prove"})
    assert mine.post("/sign-in/passkey", answer=device.sign(options)).location == "/sign-in?next=/"


def test_a_copy_of_cookie_and_answer_opens_nothing_a_second_time() -> None:
    """The session is a cookie: whoever kept it has the challenge again, and some devices keep no counter that would tell."""
    user, device, _ = with_passkey(counts=False)
    options, state = asked_of()
    answer = device.sign(options)
    assert check_passkey(answer, state, NOWHERE, utc_now()).id == user.id
    with pytest.raises(InvalidInput, match="was tried before"):
        check_passkey(answer, state, NOWHERE, utc_now())
    options, state = asked_of()
    assert check_passkey(device.sign(options), state, NOWHERE, utc_now()).id == user.id


def test_a_counter_that_goes_back_tells_of_a_copy_and_is_written_down() -> None:
    _, device, _ = with_passkey()
    copy = device.counter
    browser = Browser()
    assert browser.sign_in(device) == "/"
    device.counter = copy
    stolen = Browser()
    assert stolen.sign_in(device) == "/sign-in?next=/"
    assert "may have been copied" in stolen.get("/sign-in").text
    device.counts, device.counter = False, 0
    assert Browser().sign_in(device) == "/sign-in?next=/", "one that kept a count does not stop doing so"
    assert acts().count("user.passkey_refused") == 2


def test_whoever_is_shut_out_does_not_come_in_by_passkey() -> None:
    user, device, _ = with_passkey()
    with transaction() as session:
        session.get_one(User, user.id).disabled_at = utc_now()
    browser = Browser()
    assert browser.sign_in(device) == "/sign-in?next=/"
    assert browser.get("/you").status_code == 303


def test_a_browser_left_open_adds_removes_and_renews_nothing_until_its_user_shows_that_it_is_them() -> None:
    user, device, codes = with_passkey()
    browser, another = Browser(user), Device()
    [key] = keys_of(user)
    asked = browser.post("/you/passkeys/options")
    assert asked.status_code == 403
    for fields in ({"act": "remove", "passkey": key}, {"act": "codes"}):
        assert browser.post("/you/passkeys", **fields).status_code == 403
    assert browser.post("/you/second-factor", act="confirm", code="000000").status_code == 403, "nor an app beside it"
    wrong = browser.post("/you/passkeys", act="prove", code="aaaaa-aaaaa")
    assert (wrong.status_code, "This code doesn’t fit" in wrong.text) == (422, True)
    options = browser.options("/you/passkeys", **{"for": "prove"})
    assert browser.post("/you/passkeys", act="prove", answer=device.sign(options)).status_code == 303
    added = browser.post(
        "/you/passkeys", act="add", name="Phone", answer=another.make(browser.options("/you/passkeys"))
    )
    assert added.status_code == 303
    assert len(keys_of(user)) == 2
    with_code = Browser(as_now(user))
    assert with_code.post("/you/passkeys", act="prove", code=codes[0]).status_code == 303
    assert with_code.post("/you/passkeys", act="codes").status_code == 200


def test_one_is_named_and_removed_by_its_owner_alone_and_removing_ends_sessions() -> None:
    user, device, _ = with_passkey()
    [key] = keys_of(user)
    with transaction() as session:
        colleague = make_user(session, user.workspace_id)
    for fields in ({"act": "remove"}, {"act": "rename", "name": "Mine"}):
        assert Browser(colleague).post("/you/passkeys", passkey=key, **fields).status_code == 404
    browser, elsewhere = Browser(), Browser(user)
    assert browser.sign_in(device) == "/"
    assert browser.post("/you/passkeys", act="rename", passkey=key, name="Office").status_code == 303
    assert "Office" in browser.get("/you/passkeys").text
    assert browser.post("/you/passkeys", act="rename", passkey=key, name=" " * 9).status_code == 422
    assert browser.post("/you/passkeys", act="remove", passkey=key).status_code == 303
    assert (browser.get("/you").status_code, elsewhere.get("/you").status_code) == (200, 303)
    assert Browser().sign_in(device) == "/sign-in?next=/"
    assert Browser().post("/sign-in", email=MAIL, password=PASSWORD).location == "/", "with the last one goes the step"


def test_the_last_one_stays_where_everybody_needs_a_second_factor() -> None:
    user, device, _ = with_passkey()
    with transaction() as session:
        session.get_one(Workspace, user.workspace_id).second_factor_from = utc_now().date()
    browser = Browser()
    assert browser.sign_in(device) == "/", "a passkey is a second factor too"
    refused = browser.post("/you/passkeys", act="remove", passkey=keys_of(user)[0])
    assert (refused.status_code, "this is your last" in refused.text) == (409, True)


def test_from_the_day_on_a_passkey_may_be_set_up_in_place_of_an_app() -> None:
    with transaction() as session:
        workspace = make_workspace(session, second_factor_from=utc_now().date())
        user = make_user(session, workspace.id, "seller", email=MAIL)
    browser, device = Browser(user), Device()
    assert browser.get("/").location == "/you/second-factor"
    assert "add a passkey" in browser.get("/you/second-factor").text
    answer = device.make(browser.options("/you/passkeys"))
    assert browser.post("/you/passkeys", act="add", name="Phone", answer=answer).status_code == 200
    assert browser.get("/").status_code == 200


def test_an_owner_resets_a_colleagues_passkeys() -> None:
    user, device, _ = with_passkey("seller")
    with transaction() as session:
        owner = make_user(session, user.workspace_id, "owner")
    assert Browser(owner).post(f"/team/{user.id}", act="drop_factor").status_code == 303
    assert keys_of(user) == []
    assert Browser().sign_in(device) == "/sign-in?next=/"


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8080", "http://gifts.example.com", "https://[::1]:8443", "https://192.0.2.7"]
)
def test_where_browsers_keep_no_passkeys_none_are_offered(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id)
    monkeypatch.setenv("HANDPICKED_BASE_URL", base)
    forget_settings()
    assert rp_id() is None
    browser = Console(user)
    assert "HANDPICKED_BASE_URL" in browser.get("/you/passkeys").text
    assert browser.post("/you/passkeys/options").status_code == 404
    assert "Use a passkey" not in Console().get("/sign-in").text
    assert Console().post("/sign-in/passkey/options").status_code == 404


def test_a_form_of_another_site_gets_no_challenge() -> None:
    assert Browser().post_unsigned("/sign-in/passkey/options").status_code == 403
