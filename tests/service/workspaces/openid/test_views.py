"""Signing in by OpenID Connect: who works here or was invited comes in by a verified address; nobody else does."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from time import time
from typing import Any

import pytest
from sqlalchemy import select

from service.config import read_settings
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Forbidden, LinkClosed, SettingsError
from service.security.encryption import address_hash
from service.security.ids import new_id
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, Invitation, OpenIDAccount, User
from service.workspaces.openid import fetch
from service.workspaces.openid.fetch import ProviderFault, fetch_json
from service.workspaces.openid.provider import Known
from service.workspaces.openid.views import WAIT_SECONDS
from service.workspaces.openid.whose_account import user_of
from service.workspaces.team.invitations import take_invitation_back
from tests.conftest import forget_settings
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.races import all_at_once
from tests.service.workspaces.factors.test_second_factor import with_app
from tests.service.workspaces.openid.small_provider import Provider

MAIL = "nora@fjordloom.example"


def somebody(role: str = "seller", workspace: str = "Fjord & Loom", **values: Any) -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session, workspace).id, role, **({"email": MAIL} | values))


def invited(workspace: str = "Fjord & Loom", **values: Any) -> Invitation:
    with transaction() as session:
        owner = make_user(session, make_workspace(session, workspace).id, "owner")
        at = utc_now()
        row = Invitation(
            id=new_id("inv"), workspace_id=owner.workspace_id, email_hash=address_hash(MAIL), email=MAIL, role="seller",
            invited_by=owner.id,
            **({"invited_at": at, "token_hash": owner.id, "expires_at": at + timedelta(days=7)} | values),
        )  # fmt: skip
        session.add(row)
        return row


def come(browser: Console, small: Provider, onward: str = "/ops") -> str:
    """Presses the button, signs in at the provider and comes back: where that leads."""
    way = browser.get(f"/sign-in/openid?next={onward}").location or ""
    assert way.startswith(f"{small.issuer}/authorize?"), way
    return browser.get(f"/sign-in/openid/back?{small.press(way)}").location or ""


def refused(browser: Console) -> str:
    """What the sign-in page says afterwards."""
    page = browser.get("/sign-in")
    assert page.status_code == 200, "nobody is signed in"
    return page.text.partition('role="alert">')[2].partition("</p>")[0]


def acts() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.mark.usefixtures("database")
class TestThroughTheProvider:
    def test_a_user_with_the_verified_address_is_signed_in_and_goes_on(self, small: Provider) -> None:
        somebody()
        browser = Console()
        assert "Continue with your Fjord &amp; Loom account" in browser.get("/sign-in").text
        assert come(browser, small) == "/ops"
        page = browser.get("/you")
        assert (page.status_code, "In use" in page.text) == (200, True)
        assert acts() == ["user.openid_used", "user.signed_in"]
        assert come(Console(), small) == "/ops"
        assert acts()[2:] == ["user.signed_in"]
        assert small.asked.count("/.well-known/openid-configuration") == 1, "kept for a while"

    def test_a_stranger_becomes_nobody(self, small: Provider) -> None:
        browser = Console()
        assert come(browser, small) == "/sign-in?next=/ops"
        assert refused(browser).startswith("nora@fjordloom.example isn’t a user here, and has no open invitation.")
        with reading() as session:
            assert session.scalars(select(User)).all() == []

    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    def test_an_address_that_is_not_verified_counts_for_nothing(self, small: Provider, verified: object) -> None:
        somebody()
        small.claims = {"email_verified": verified}
        browser = Console()
        come(browser, small)
        assert refused(browser) == (
            "The sign-in provider hasn’t verified nora@fjordloom.example. Verify it there, then try again."
        )

    def test_an_invitation_is_used_up_once_in_its_role(self, small: Provider) -> None:
        row = invited()
        browser = Console()
        assert come(browser, small) == "/ops"
        with reading() as session:
            user = session.scalars(select(User).where(User.email_hash == address_hash(MAIL))).one()
            assert (user.role, user.name, user.workspace_id) == ("seller", "Nora Whitfield", row.workspace_id)
            assert session.get_one(Invitation, row.id).user_id == user.id

    @pytest.mark.parametrize("past", ["over", "back"])
    def test_an_invitation_that_is_over_or_taken_back_opens_nothing(self, small: Provider, past: str) -> None:
        long_ago = utc_now() - timedelta(days=8)
        row = invited(
            **({"invited_at": long_ago, "expires_at": long_ago + timedelta(days=7)} if past == "over" else {})
        )
        if past == "back":
            with transaction() as session:
                take_invitation_back(session, row.id, actor_of(session.get_one(User, row.invited_by)), utc_now())
        browser = Console()
        come(browser, small)
        assert "has no open invitation" in refused(browser)

    def test_two_workspaces_invitations_are_told_apart_by_their_links(self, small: Provider) -> None:
        invited()
        invited("Another")
        browser = Console()
        come(browser, small)
        assert refused(browser) == "Several workspaces have invited you. Join one by the link in its email first."

    def test_people_of_another_workspace_than_the_settings_name_stay_out(
        self, small: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        somebody(workspace="Another")
        with transaction() as session:
            make_workspace(session, "Fjord & Loom")
        monkeypatch.setenv("HANDPICKED_OIDC_WORKSPACE", "Fjord & Loom")
        forget_settings()
        browser = Console()
        come(browser, small)
        assert refused(browser).startswith("This account’s workspace doesn’t use this way to sign in.")
        monkeypatch.setenv("HANDPICKED_OIDC_WORKSPACE", "Nowhere")
        forget_settings()
        come(browser, small)
        assert refused(browser).startswith("The workspace of this way to sign in isn’t here."), (
            "a wrong name opens nothing"
        )

    def test_the_local_second_factor_is_asked_for_unless_the_provider_says_it_asked(self, small: Provider) -> None:
        with_app()
        browser = Console()
        assert come(browser, small) == "/sign-in/second?next=/ops"
        assert browser.get("/you").status_code == 303
        small.claims = {"amr": ["pwd"]}
        assert come(Console(), small) == "/sign-in/second?next=/ops"
        small.claims = {"amr": ["pwd", "mfa"]}
        assert come(Console(), small) == "/ops"

    def test_whoever_is_shut_out_stays_out(self, small: Provider) -> None:
        somebody(disabled_at=utc_now())
        browser = Console()
        come(browser, small)
        assert "may not sign in here any more" in refused(browser)

    def test_an_address_that_was_given_to_somebody_else_does_not_open_the_old_account(self, small: Provider) -> None:
        user = somebody()
        mine = Console()
        assert come(mine, small) == "/ops"
        small.claims = {"sub": "person-2"}
        browser = Console()
        come(browser, small)
        assert refused(browser).startswith("Another account of the provider has signed in with this address before.")
        assert mine.client.post("/you/openid", data={"csrf": _nonce(mine)}).status_code == 303
        assert come(browser, small) == "/ops"
        small.claims = {"sub": "person-2", "email": "ben@fjordloom.example"}
        with transaction() as session:
            make_user(session, user.workspace_id, email="ben@fjordloom.example")
        another = Console()
        come(another, small)
        assert refused(another).startswith("This account of the provider belongs to another user here.")

    def test_only_the_browser_that_left_comes_back_once_and_in_time(
        self, small: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        somebody()
        browser, thief = Console(), Console()
        query = small.press(browser.get("/sign-in/openid").location or "")
        thief.get(f"/sign-in/openid/back?{query}")
        assert refused(thief).startswith("This sign-in took too long, or began in another browser.")
        browser.get(f"/sign-in/openid/back?{query}x")
        assert refused(browser).startswith("This sign-in took too long"), "another state"
        browser.get(f"/sign-in/openid/back?{query}")
        assert refused(browser).startswith("This sign-in took too long"), "gone by one answer"
        query = small.press(browser.get("/sign-in/openid").location or "")
        late = time() + WAIT_SECONDS + 1
        monkeypatch.setattr("service.workspaces.openid.views.time", lambda: late)
        browser.get(f"/sign-in/openid/back?{query}")
        assert refused(browser).startswith("This sign-in took too long")

    def test_a_code_of_another_sign_in_is_refused_by_the_provider(self, small: Provider) -> None:
        somebody()
        browser, victim = Console(), Console()
        mine = small.press(browser.get("/sign-in/openid").location or "")
        theirs = small.press(victim.get("/sign-in/openid").location or "")
        mixed = f"{theirs.partition('&')[0]}&{mine.partition('&')[2]}"
        browser.get(f"/sign-in/openid/back?{mixed}")
        assert refused(browser).startswith("The sign-in provider refused this sign-in"), "PKCE"

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("error=access_denied", "You weren’t signed in: you, or the provider, said no."),
            ("error=server_error", "The sign-in provider couldn’t sign you in (server_error)."),
            ("error=%3Cb%3E", "The sign-in provider couldn’t sign you in. Try again later"),
            ("iss=https://evil.example&code=x", "Another provider answered than the one you went to."),
            ("code=unknown", "The sign-in provider refused this sign-in, or it was used before."),
            ("", "The sign-in provider sent you back without a code."),
        ],
    )
    def test_every_other_way_back_has_its_sentence(self, small: Provider, query: str, sentence: str) -> None:
        browser = Console()
        state = small.press(browser.get("/sign-in/openid").location or "").partition("&")[2]
        assert browser.get(f"/sign-in/openid/back?{state}&{query}").location.startswith("/sign-in")
        assert refused(browser).startswith(sentence)

    @pytest.mark.parametrize(
        ("fault", "sentence"),
        [
            ("not_json", "sent something that isn’t JSON"),
            ("list", "sent something that isn’t JSON"),
            ("huge", "sends more than we read"),
            ("broken", "answered with the error 503"),
            ("elsewhere", "sent something that isn’t JSON"),
            ("slow", "didn’t answer in time"),
        ],
    )
    def test_what_is_wrong_with_the_provider_is_said_and_kept_for_a_while(
        self, small: Provider, fault: str, sentence: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if fault == "slow":
            monkeypatch.setattr(fetch, "ALL_SECONDS", 0.3)
        small.fault = fault
        browser = Console()
        for _ in range(3):
            assert browser.get("/sign-in/openid").location == "/sign-in?next=/"
            assert sentence in refused(browser)
        assert len(small.asked) == 1, "strangers who press again ask us, not the provider"

    @pytest.mark.parametrize(
        ("metadata", "sentence"),
        [
            ({"issuer": "https://evil.example"}, "HANDPICKED_OIDC_ISSUER has to be its issuer"),
            ({"token_endpoint": "http://192.0.2.7/token"}, "names no usable address for token_endpoint"),
            ({"jwks_uri": None}, "names no usable address for jwks_uri"),
            ({"authorization_endpoint": "javascript:alert(1)"}, "names no usable address for authorization_endpoint"),
        ],
    )
    def test_a_provider_that_is_not_the_one_named_is_not_gone_to(
        self, small: Provider, metadata: dict[str, Any], sentence: str
    ) -> None:
        small.metadata = metadata
        browser = Console()
        assert browser.get("/sign-in/openid").location == "/sign-in?next=/"
        assert sentence in refused(browser)

    def test_where_none_is_configured_there_is_no_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME"):
            monkeypatch.delenv(f"HANDPICKED_OIDC_{name}")
        forget_settings()
        assert "Continue with" not in Console().get("/sign-in").text
        assert (Console().get("/sign-in/openid").status_code, Console().get("/sign-in/openid/back").status_code) == (
            404,
            404,
        )


@pytest.mark.parametrize(
    "url", ["http://192.0.2.7/x", "ftp://login.example.com", "https://user:word@login.example.com"]
)
def test_nothing_is_asked_where_it_could_be_overheard(url: str) -> None:
    with pytest.raises(ProviderFault, match="without HTTPS"):
        fetch_json(url)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"ISSUER": "https://login.example.com"}, "HANDPICKED_OIDC_CLIENT_ID is missing"),
        ({"CLIENT_ID": "x"}, "HANDPICKED_OIDC_ISSUER is missing"),
        ({"CLIENT_SECRET": "x"}, "HANDPICKED_OIDC_ISSUER is missing"),
        ({"WORKSPACE": "Fjord & Loom"}, "HANDPICKED_OIDC_ISSUER is missing"),
        ({"ISSUER": "http://login.example.com", "CLIENT_ID": "x"}, "HANDPICKED_OIDC_ISSUER: must start with https://"),
        ({"ISSUER": "https://login.example.com?x=1", "CLIENT_ID": "x"}, "HANDPICKED_OIDC_ISSUER: must be an address"),
    ],
)
def test_half_a_provider_is_refused_at_start(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings(
            {f"HANDPICKED_OIDC_{name}": value for name, value in given.items()} | {"HANDPICKED_SECRET_KEY": "x" * 32}
        )
    assert refusal.value.sentence.startswith(sentence)


def test_of_four_who_join_by_the_same_invitation_at_once_one_user_is_made(any_database: str) -> None:
    invited()
    known, won = Known("person-1", MAIL, True, "Nora", False), list[str]()

    def act(_: int) -> None:
        try:
            with transaction() as session:
                won.append(user_of(session, known, utc_now()).id)
        except (Forbidden, LinkClosed):
            return

    all_at_once([partial(act, number) for number in range(4)])
    with reading() as session:
        made = session.scalars(select(User.id).where(User.email_hash == address_hash(MAIL))).all()
        assert (len(made), set(won), len(session.scalars(select(OpenIDAccount)).all())) == (1, set(made), 1)


def _nonce(browser: Console) -> str:
    with browser.client.session_transaction() as kept:
        return str(kept["csrf"])
