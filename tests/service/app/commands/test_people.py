from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service.app.command_line import handpicked
from service.app.commands.people import add_person, link_for, shut_out
from service.config import settings
from service.db.connect import reading
from service.errors import Conflict, InvalidInput, NotFound
from service.workspaces.models import AuditEntry, User, Workspace
from tests.console import console_app

pytestmark = pytest.mark.usefixtures("database")
EMAIL = "nora@fjordloom.example"


def open_link(link: str) -> list[int]:
    """What a browser is answered: the link, the press on its button, and the console behind it."""
    browser = console_app().test_client()
    path = link.removeprefix(settings().base_url)
    shown = browser.get(path)
    with browser.session_transaction() as session:
        nonce = session["csrf"]
    pressed = browser.post(path, data={"csrf": nonce})
    return [shown.status_code, pressed.status_code, browser.get("/you").status_code]


def test_a_new_person_in_a_new_workspace_gets_a_link_that_opens_the_console() -> None:
    link = add_person("Fjord & Loom", EMAIL, "Nora Whitfield", "owner")

    assert link.startswith("http://127.0.0.1:8080/sign-in/")
    assert open_link(link) == [200, 303, 200]


def test_the_second_person_joins_the_same_workspace() -> None:
    add_person("Fjord & Loom", EMAIL, "Nora Whitfield", "owner")
    add_person("Fjord & Loom", "ingrid@fjordloom.example", "Ingrid Solheim", "ops")

    with reading() as session:
        users = session.scalars(select(User).order_by(User.created_at)).all()
        assert [user.role for user in users] == ["owner", "ops"]
        assert {user.workspace_id for user in users} == {session.scalars(select(Workspace.id)).one()}


def test_a_known_person_gets_a_fresh_link_each_time() -> None:
    add_person("Fjord & Loom", EMAIL, "Nora Whitfield", "manager")
    first, second = link_for(EMAIL), link_for(EMAIL.upper())

    assert first != second
    assert [open_link(first), open_link(second)] == [[200, 303, 200], [200, 303, 200]]


def test_a_link_for_nobody_says_how_to_add_them() -> None:
    with pytest.raises(NotFound, match="handpicked add-user WORKSPACE EMAIL NAME"):
        link_for("nobody@fjordloom.example")


@pytest.mark.parametrize(
    ("email", "name", "role", "error"),
    [
        ("not an address", "Nora", "manager", InvalidInput),
        (EMAIL, "  ", "manager", InvalidInput),
        (EMAIL, "Nora", "king", InvalidInput),
    ],
)
def test_somebody_who_cannot_be_added_leaves_no_workspace_behind(
    email: str, name: str, role: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        add_person("Fjord & Loom", email, name, role)

    with reading() as session:
        assert session.scalars(select(Workspace)).all() == []


def test_the_same_address_is_not_added_twice() -> None:
    add_person("Fjord & Loom", EMAIL, "Nora Whitfield", "manager")

    with pytest.raises(Conflict):
        add_person("Another workspace", EMAIL, "Nora Whitfield", "manager")


def test_links_point_to_the_address_the_world_sees(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    monkeypatch.setenv("HANDPICKED_BASE_URL", "https://gifts.example.com")
    settings.cache_clear()

    assert add_person("Fjord & Loom", EMAIL, "Nora", "manager").startswith("https://gifts.example.com/sign-in/")


def test_somebody_is_shut_out_let_in_again_and_given_another_role_by_command() -> None:
    add_person("Fjord & Loom", "ingrid@fjordloom.example", "Ingrid Solheim", "owner")
    link = add_person("Fjord & Loom", EMAIL, "Nora Whitfield", "manager")

    assert said("disable-user", EMAIL) == (
        "Nora Whitfield is signed out everywhere and can’t sign in. To undo this: handpicked enable-user EMAIL\n"
    )
    assert console_app().test_client().get(link.removeprefix(settings().base_url)).status_code == 410
    with pytest.raises(Conflict, match="disabled"):
        link_for(EMAIL)
    assert said("enable-user", EMAIL) == "Nora Whitfield can sign in again, with the same role and password.\n"
    assert said("set-role", EMAIL, "ops") == "Nora Whitfield is now ops and has to sign in again.\n"
    assert open_link(link_for(EMAIL)) == [200, 303, 200]
    with reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.act.in_(["user.disabled", "user.enabled"])))
        assert [(entry.act, entry.user_id) for entry in found] == [("user.disabled", None), ("user.enabled", None)]


def test_the_last_owner_is_not_shut_out_by_command_either() -> None:
    add_person("Fjord & Loom", EMAIL, "Nora Whitfield", "owner")
    with pytest.raises(Conflict, match="last owner"):
        shut_out(EMAIL)
    with pytest.raises(NotFound):
        shut_out("nobody@fjordloom.example")


def said(*words: str) -> str:
    ran = CliRunner().invoke(handpicked, list(words))
    assert ran.exit_code == 0, ran.output
    return ran.stdout
