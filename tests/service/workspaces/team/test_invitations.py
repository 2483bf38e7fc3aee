"""Inviting colleagues: one address a line, all or nobody, a link that works once, and no way to annoy a stranger by it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from service.config import settings
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, LinkClosed
from service.jobs.models import Job
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, Invitation, User
from service.workspaces.team import join as joining
from service.workspaces.team.invitations import (
    MOST_AT_ONCE,
    WORKS_FOR,
    invite_colleagues,
    make_join_link,
    read_addresses,
    take_invitation_back,
)
from service.workspaces.team.join import join, peek_invitation
from tests.console import Console
from tests.factories import AT, make_user, make_workspace
from tests.races import all_at_once

ANDERS = "anders@fjordloom.example"


def owner() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, "owner")


def link_for(nora: User, role: str = "seller", email: str = ANDERS) -> str:
    """The token of an open invitation."""
    with transaction() as session:
        [invitation] = invite_colleagues(session, [email], role, actor_of(nora), AT)
        return make_join_link(session, invitation, AT).rpartition("/")[2]


def people() -> list[tuple[str, str]]:
    with reading() as session:
        return sorted((user.email, user.role) for user in session.scalars(select(User)) if user.email == ANDERS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "lars@fjordloom.example\nmarta@fjordloom",
            "Line 2: “marta@fjordloom” isn’t a whole address. Nobody was invited yet.",
        ),
        ("\n\nNora <nora@x.example>", "Line 3: “Nora <nora@x.example>” isn’t a whole address. Nobody was invited yet."),
        (" \n", "Enter at least one email address, one per line."),
        (
            "\n".join(f"p{n}@fjordloom.example" for n in range(MOST_AT_ONCE + 1)),
            "These are 21 addresses; invite at most 20 at once. Nobody was invited yet.",
        ),
    ],
)
def test_what_is_wrong_with_the_addresses_is_said_by_line(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_addresses(text)
    assert (refused.value.sentence, refused.value.param) == (sentence, "emails")


def test_blank_lines_and_repeats_count_once() -> None:
    assert read_addresses(" lars@fjordloom.example \n\nlars@fjordloom.example\r\n") == ["lars@fjordloom.example"]


@pytest.mark.usefixtures("database")
def test_one_who_is_here_already_stops_all_of_them() -> None:
    nora = owner()
    with pytest.raises(Conflict, match="already signs in here"), transaction() as session:
        invite_colleagues(session, [ANDERS, nora.email], "seller", actor_of(nora), AT)
    with reading() as session:
        assert session.scalars(select(Invitation)).all() == []


@pytest.mark.usefixtures("database")
def test_without_a_mail_server_each_link_is_shown_once_and_somebody_joins_by_it() -> None:
    nora = owner()
    page = Console(nora).post("/team/invite", emails=ANDERS, role="ops")
    token = page.text.partition("/join/")[2].partition('"')[0]
    assert (page.status_code, page.text.count("/join/")) == (200, 1)
    assert "/join/" not in Console(nora).get("/team").text

    stranger = Console()
    assert f"You’re invited as {ANDERS}. Your role: Ops." in stranger.get(f"/join/{token}").text
    assert people() == [], "looking joins nobody: mail scanners follow links"
    refused = stranger.post(f"/join/{token}", name="Anders Berg")
    assert (refused.status_code, "Choose a password: no mail server is set up" in refused.text) == (422, True)
    weak = stranger.post(f"/join/{token}", name="Anders Berg", password="andersberg12")
    assert (weak.status_code, people()) == (422, [])
    joined = stranger.post(f"/join/{token}", name="Anders Berg", password="correct horse battery")
    assert (joined.status_code, joined.location, people()) == (303, "/", [(ANDERS, "ops")])
    assert stranger.get("/ops").status_code == 200
    assert Console().get(f"/join/{token}").status_code == 410
    with reading() as session:
        acts = [row.act for row in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts == ["user.invited", "user.added", "user.joined"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("why", ["week", "taken back", "wrong"])
def test_a_link_that_is_old_taken_back_or_wrong_opens_nothing(why: str) -> None:
    nora = owner()
    token = link_for(nora)
    with transaction() as session:
        invitation = session.scalars(select(Invitation)).one()
        if why == "taken back":
            take_invitation_back(session, invitation.id, actor_of(nora), AT)
    at = AT + WORKS_FOR if why == "week" else AT
    with transaction() as session, pytest.raises(LinkClosed):
        join(session, token + "x" if why == "wrong" else token, "Anders", None, at)
    assert people() == []
    with reading() as session:
        if why == "week":
            assert peek_invitation(session, token, AT + WORKS_FOR - timedelta(seconds=1)).email == ANDERS


@pytest.mark.usefixtures("database")
def test_one_address_gets_three_mails_an_hour_however_it_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()
    nora = owner()
    browser = Console(nora)
    assert browser.post("/team/invite", emails=ANDERS, role="seller").status_code == 303
    with reading() as session:
        first = session.scalars(select(Invitation)).one().id
    assert browser.post(f"/team/invitations/{first}", act="again").status_code == 303
    assert browser.post(f"/team/invitations/{first}", act="take_back").status_code == 303
    assert browser.post("/team/invite", emails=ANDERS, role="seller").status_code == 303
    with reading() as session:
        second = session.scalars(select(Invitation).where(Invitation.ended_at.is_(None))).one().id
    stopped = browser.post(f"/team/invitations/{second}", act="again")
    assert (stopped.status_code, "has had 3 invitations within the hour" in stopped.text) == (429, True)
    with reading() as session:
        assert len(session.scalars(select(Job)).all()) == 3


def join_twice(token: str) -> int:
    def act(name: str) -> None:
        with transaction() as session:
            join(session, token, name, None, AT)

    return all_at_once([partial(act, "Anders"), partial(act, "Anders Berg")])


def test_of_two_who_use_an_invitation_at_once_one_joins(any_database: str) -> None:
    nora = owner()
    assert join_twice(link_for(nora)) == 1
    assert people() == [(ANDERS, "seller")]


def test_control_without_the_guards_both_would(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link's row is asked neither before nor in the statement, and the address is not unique."""
    nora = owner()
    token = link_for(nora)
    real = joining.add_user
    with reading() as session:
        open_one = session.scalars(select(Invitation)).one()
    monkeypatch.setattr(
        joining, "peek_invitation", lambda session, *_: session.get_one(Invitation, open_one.id, populate_existing=True)
    )
    monkeypatch.setattr(joining, "update", lambda _table: _Unguarded())
    monkeypatch.setattr(
        joining, "add_user", lambda session, ws, email, *rest: real(session, ws, f"{id(session)}{email}", *rest)
    )
    assert join_twice(token) == 2


class _Unguarded:
    """An UPDATE that asks nothing but which row."""

    def where(self, which: object, *_: object) -> _Unguarded:
        self.statement = update(Invitation).where(which)  # type: ignore[arg-type]
        return self

    def values(self, **values: object) -> object:
        return self.statement.values(**values)


def invite_at_once(nora: User) -> int:
    def act() -> None:
        with transaction() as session:
            invite_colleagues(session, [ANDERS], "seller", actor_of(nora), utc_now())

    return all_at_once([act, act])


def test_of_two_who_invite_the_same_person_at_once_one_is_heard(any_database: str) -> None:
    assert invite_at_once(owner()) == 1
    with reading() as session:
        assert len(session.scalars(select(Invitation)).all()) == 1
