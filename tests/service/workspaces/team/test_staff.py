"""Roles and shut doors: who may decide, what ends at once, and that somebody is always left who can."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, HandpickedError, InvalidInput, LinkClosed, NotFound
from service.jobs.models import Job
from service.workspaces.actor import actor_of, system
from service.workspaces.models import AuditEntry, Invitation, User
from service.workspaces.sessions.mail_link import ask_for_link
from service.workspaces.sessions.sign_in import make_sign_in_link, peek_link, sign_in_with_password
from service.workspaces.team import staff
from service.workspaces.team.staff import disable_user, enable_user, set_role
from tests.console import Console
from tests.factories import AT, hashed, make_user, make_workspace
from tests.races import all_at_once

MAIL, PASSWORD = "ingrid@fjordloom.example", "correct horse battery"


def team(*roles: str) -> list[User]:
    with transaction() as session:
        workspace = make_workspace(session)
        return [
            make_user(session, workspace.id, role, email=MAIL if n == 1 else f"user{n}@fjordloom.example",
                      password_hash=hashed(PASSWORD) if n == 1 else None)
            for n, role in enumerate(roles)
        ]  # fmt: skip


def acts() -> list[tuple[str, str | None, str | None, dict[str, str]]]:
    with reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.act, row.user_id, row.subject_id, row.body) for row in rows]


@pytest.mark.usefixtures("database")
def test_who_is_shut_out_is_out_at_once_by_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    admin, ingrid = team("owner", "manager")
    browser = Console(ingrid)
    with transaction() as session:
        token = make_sign_in_link(session, ingrid.id, AT)
    assert browser.get("/you").status_code == 200

    pressed = Console(admin).post(f"/team/{ingrid.id}", act="disable")

    assert (pressed.status_code, pressed.location) == (303, "/team")
    assert browser.get("/you").status_code == 303
    assert sign_in_with_password(MAIL, PASSWORD, AT) is None
    with reading() as session, pytest.raises(LinkClosed):
        peek_link(session, token, AT)
    with pytest.raises(Conflict, match="disabled"), transaction() as session:
        make_sign_in_link(session, ingrid.id, AT)
    with transaction() as session:
        ask_for_link(session, MAIL, AT)
    with reading() as session:
        assert session.scalars(select(Job)).all() == []
    assert acts()[0] == ("user.disabled", admin.id, ingrid.id, {})


@pytest.mark.usefixtures("database")
def test_who_is_let_in_again_has_role_and_password_but_no_old_session() -> None:
    admin, ingrid = team("owner", "ops")
    browser = Console(ingrid)
    Console(admin).post(f"/team/{ingrid.id}", act="disable")
    Console(admin).post(f"/team/{ingrid.id}", act="enable")
    assert browser.get("/you").status_code == 303
    found = sign_in_with_password(MAIL, PASSWORD, AT)
    assert (found and found.id, found and found.role) == (ingrid.id, "ops")


@pytest.mark.usefixtures("database")
def test_another_role_ends_sessions_and_is_written_down() -> None:
    admin, ingrid = team("owner", "manager")
    browser = Console(ingrid)
    assert Console(admin).post("/team/roles", **{f"role-{ingrid.id}": "ops"}).location == "/team"
    assert browser.get("/you").status_code == 303
    with reading() as session:
        again = session.get_one(User, ingrid.id)
    assert Console(again).get("/ops").status_code == 200
    assert acts() == [("user.role_changed", admin.id, ingrid.id, {"from": "manager", "to": "ops"})]
    assert Console(admin).post("/team/roles", **{f"role-{ingrid.id}": "ops"}).location == "/team"
    assert len(acts()) == 1, "the role they have is no change"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("act", ["disable", "role"])
def test_the_last_owner_stays(act: str) -> None:
    owner, _, gone = team("owner", "manager", "owner")
    with transaction() as session:
        disable_user(session, gone.id, system(owner.workspace_id), AT)
    answer = (
        Console(owner).post(f"/team/{owner.id}", act="disable")
        if act == "disable"
        else Console(owner).post("/team/roles", **{f"role-{owner.id}": "seller"})
    )
    assert answer.status_code == 409
    assert "This is the workspace’s last owner. Make someone else an owner first." in answer.text
    assert Console(owner).get("/team").status_code == 200


@pytest.mark.usefixtures("database")
def test_an_owner_hands_over_to_another_in_one_press() -> None:
    owner, ingrid = team("owner", "manager")
    pressed = Console(owner).post("/team/roles", **{f"role-{owner.id}": "seller", f"role-{ingrid.id}": "owner"})
    assert pressed.status_code == 303
    with reading() as session:
        assert [session.get_one(User, user.id).role for user in (owner, ingrid)] == ["seller", "owner"]


@pytest.mark.usefixtures("database")
def test_of_several_roles_one_that_is_refused_changes_none() -> None:
    owner, ingrid, petr = team("owner", "manager", "seller")
    pressed = Console(owner).post("/team/roles", **{f"role-{ingrid.id}": "ops", f"role-{petr.id}": "pope"})
    assert (pressed.status_code, "&#39;pope&#39; is not a role" in pressed.text) == (422, True)
    with reading() as session:
        assert [session.get_one(User, user.id).role for user in (ingrid, petr)] == ["manager", "seller"]


@pytest.mark.usefixtures("database")
def test_a_manager_runs_the_team_and_leaves_owners_alone() -> None:
    owner, manager, petr = team("owner", "manager", "seller")
    browser = Console(manager)
    assert browser.post("/team/roles", **{f"role-{petr.id}": "ops"}).status_code == 303
    refused = [
        browser.post("/team/roles", **{f"role-{owner.id}": "seller"}),
        browser.post("/team/roles", **{f"role-{petr.id}": "owner"}),
        browser.post("/team/roles", **{f"role-{manager.id}": "owner"}),
        browser.post(f"/team/{owner.id}", act="disable"),
        browser.post("/team/invite", emails="anders@fjordloom.example", role="owner"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5
    assert all("Only an owner can change owners, or make someone an owner." in answer.text for answer in refused)
    with reading() as session:
        roles = [session.get_one(User, user.id).role for user in (owner, manager, petr)]
        assert roles == ["owner", "manager", "ops"]
        assert session.scalars(select(Invitation)).all() == []


@pytest.mark.usefixtures("database")
def test_nonsense_and_people_of_other_workspaces_are_refused() -> None:
    admin, _ = team("owner", "manager")
    with transaction() as session:
        other = make_user(session, make_workspace(session, "Cedar Freight").id)
    for act in ("disable", "enable"):
        assert Console(admin).post(f"/team/{other.id}", act=act).status_code == 404
    assert Console(admin).post("/team/roles", **{f"role-{other.id}": "ops"}).status_code == 404
    assert Console(admin).post("/team/roles", **{f"role-{admin.id}": "admin"}).status_code == 422
    assert Console(admin).post(f"/team/{admin.id}", act="dance").status_code == 422
    assert acts() == []


@pytest.mark.usefixtures("database")
def test_only_owners_and_managers_decide() -> None:
    _, *others = team("owner", "seller", "ops", "ethics", "read_only")
    for user in others:
        assert Console(user).get("/team").status_code == 403
        assert Console(user).post("/team/roles", **{f"role-{user.id}": "owner"}).status_code == 403
    with reading() as session:
        roles = [session.get_one(User, user.id).role for user in others]
        assert roles == ["seller", "ops", "ethics", "read_only"]


def both_step_down(first: User, second: User) -> int:
    """Each takes the other's rights at the same moment; how many owners are left."""

    def act(decide: Callable[[Session], User]) -> None:
        with transaction() as session:
            decide(session)

    all_at_once(
        [
            partial(act, lambda session: set_role(session, second.id, "manager", actor_of(first), AT)),
            partial(act, lambda session: disable_user(session, first.id, actor_of(second), AT)),
        ]
    )
    with reading() as session:
        left = select(User.id).where(User.role == "owner", User.disabled_at.is_(None))
        return len(session.scalars(left).all())


def test_two_owners_who_remove_each_other_leave_one(any_database: str) -> None:
    assert both_step_down(*team("owner", "owner")) == 1


def test_control_without_the_guard_nobody_is_left(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "_require_another_owner", lambda *_: None)
    assert both_step_down(*team("owner", "owner")) == 0


@pytest.mark.usefixtures("database")
def test_who_is_nobody_is_not_found() -> None:
    admin, _ = team("owner", "manager")
    for decide in (disable_user, enable_user):
        with pytest.raises(NotFound), transaction() as session:
            decide(session, "usr_nobody", system(admin.workspace_id), utc_now())
    with pytest.raises(InvalidInput) as wrong, transaction() as session:
        set_role(session, admin.id, "admin", system(admin.workspace_id), AT)
    assert isinstance(wrong.value, HandpickedError)
    assert wrong.value.param == "role"
