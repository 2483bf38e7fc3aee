"""Workspaces and the people who work in them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.workspaces.create_workspace import add_user, create_workspace
from service.workspaces.models import AuditEntry, User, Workspace
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("database")


def test_a_workspace_and_its_first_user_are_written_down() -> None:
    with transaction() as session:
        workspace = create_workspace(session, "  Fjord &  Loom ", AT)
        user = add_user(session, workspace.id, "Nora@fjordloom.example", "Nora Whitfield", "manager", None, AT)
    with reading() as session:
        assert session.get_one(Workspace, workspace.id).name == "Fjord & Loom"
        assert session.get_one(User, user.id).role == "manager"
        acts = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.act, entry.subject_id, entry.body) for entry in acts] == [
        ("workspace.created", workspace.id, {}),
        ("user.added", user.id, {"role": "manager"}),
    ]


def test_one_address_signs_in_to_one_place() -> None:
    with transaction() as session:
        first = create_workspace(session, "First", AT)
        add_user(session, first.id, "nora@fjordloom.example", "Nora", "manager", None, AT)
    with pytest.raises(Conflict), transaction() as session:
        second = create_workspace(session, "Second", AT)
        add_user(session, second.id, "NORA@fjordloom.example", "Nora", "ops", None, AT)
    with reading() as session:
        assert session.scalars(select(Workspace.name)).all() == ["First"]


@pytest.mark.parametrize(
    ("email", "name", "role", "param"),
    [
        ("not an address", "Nora", "manager", "email"),
        ("nora@fjordloom.example", " ", "manager", "name"),
        ("nora@fjordloom.example", "Nora", "admin", "role"),
    ],
)
def test_a_wrong_value_is_named(email: str, name: str, role: str, param: str) -> None:
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        workspace = create_workspace(session, "Fjord & Loom", AT)
        add_user(session, workspace.id, email, name, role, None, AT)  # type: ignore[arg-type]
    assert refused.value.param == param
