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
from service.workspaces import staff
from service.workspaces.actor import actor_of, system
from service.workspaces.models import AuditEntry, User
from service.workspaces.sessions.mail_link import ask_for_link
from service.workspaces.sessions.sign_in import make_sign_in_link, peek_link, sign_in_with_password
from service.workspaces.staff import disable_user, enable_user, set_role
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
    admin, ingrid = team("admin", "sales")
    browser = Console(ingrid)
    with transaction() as session:
        token = make_sign_in_link(session, ingrid.id, AT)
    assert browser.get("/you").status_code == 200

    pressed = Console(admin).post("/team", user=ingrid.id, act="disable")

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
    admin, ingrid = team("admin", "ops")
    browser = Console(ingrid)
    Console(admin).post("/team", user=ingrid.id, act="disable")
    Console(admin).post("/team", user=ingrid.id, act="enable")
    assert browser.get("/you").status_code == 303
    found = sign_in_with_password(MAIL, PASSWORD, AT)
    assert (found and found.id, found and found.role) == (ingrid.id, "ops")


@pytest.mark.usefixtures("database")
def test_another_role_ends_sessions_and_is_written_down() -> None:
    admin, ingrid = team("admin", "sales")
    browser = Console(ingrid)
    assert Console(admin).post("/team", user=ingrid.id, act="role:ops").location == "/team"
    assert browser.get("/you").status_code == 303
    with reading() as session:
        again = session.get_one(User, ingrid.id)
    assert Console(again).get("/ops").status_code == 200
    assert acts() == [("user.role_changed", admin.id, ingrid.id, {"from": "sales", "to": "ops"})]
    assert Console(admin).post("/team", user=ingrid.id, act="role:ops").location == "/team"
    assert len(acts()) == 1, "the role they have is no change"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("fields", [{"act": "disable"}, {"act": "role:sales"}])
def test_the_last_admin_stays(fields: dict[str, str]) -> None:
    admin, _, gone = team("admin", "sales", "admin")
    with transaction() as session:
        disable_user(session, gone.id, system(admin.workspace_id), AT)
    answer = Console(admin).post("/team", user=admin.id, **fields)
    assert answer.status_code == 409
    assert "This is the workspace’s last admin. Make someone else an admin first." in answer.text
    assert Console(admin).get("/team").status_code == 200


@pytest.mark.usefixtures("database")
def test_nonsense_and_people_of_other_workspaces_are_refused() -> None:
    admin, _ = team("admin", "sales")
    with transaction() as session:
        other = make_user(session, make_workspace(session, "Cedar Freight").id)
    for act in ("disable", "enable", "role:ops"):
        assert Console(admin).post("/team", user=other.id, act=act).status_code == 404
    assert Console(admin).post("/team", user=admin.id, act="role:owner").status_code == 422
    assert Console(admin).post("/team", user=admin.id, act="dance").status_code == 422
    assert acts() == []


@pytest.mark.usefixtures("database")
def test_only_admins_decide() -> None:
    _, sales, ops = team("admin", "sales", "ops")
    for user in (sales, ops):
        assert Console(user).get("/team").status_code == 403
        assert Console(user).post("/team", user=user.id, act="role:admin").status_code == 403
    with reading() as session:
        assert [session.get_one(User, user.id).role for user in (sales, ops)] == ["sales", "ops"]


def both_step_down(first: User, second: User) -> int:
    """Each takes the other's rights at the same moment; how many admins are left."""

    def act(decide: Callable[[Session], User]) -> None:
        with transaction() as session:
            decide(session)

    all_at_once(
        [
            partial(act, lambda session: set_role(session, second.id, "sales", actor_of(first), AT)),
            partial(act, lambda session: disable_user(session, first.id, actor_of(second), AT)),
        ]
    )
    with reading() as session:
        left = select(User.id).where(User.role == "admin", User.disabled_at.is_(None))
        return len(session.scalars(left).all())


def test_two_admins_who_remove_each_other_leave_one(any_database: str) -> None:
    assert both_step_down(*team("admin", "admin")) == 1


def test_control_without_the_guard_nobody_is_left(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "_require_another_admin", lambda *_: None)
    assert both_step_down(*team("admin", "admin")) == 0


@pytest.mark.usefixtures("database")
def test_who_is_nobody_is_not_found() -> None:
    admin, _ = team("admin", "sales")
    for decide in (disable_user, enable_user):
        with pytest.raises(NotFound), transaction() as session:
            decide(session, "usr_nobody", system(admin.workspace_id), utc_now())
    with pytest.raises(InvalidInput) as wrong, transaction() as session:
        set_role(session, admin.id, "owner", system(admin.workspace_id), AT)
    assert isinstance(wrong.value, HandpickedError)
    assert wrong.value.param == "role"
