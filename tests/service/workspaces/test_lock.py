"""Whoever holds a workspace's lock keeps others from deciding by its rows, and nobody from adding one."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from service.db.connect import transaction
from service.errors import NotFound
from service.workspaces.lock import lock_workspace
from service.workspaces.models import Workspace
from tests.factories import make_account, make_workspace


def add_meanwhile(workspace_id: str) -> None:
    """Another transaction adds a row that names the workspace, and waits for nobody longer than a moment."""
    with transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '300ms'"))
        make_account(session, workspace_id)


def test_rows_of_the_workspace_are_added_meanwhile(postgres_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
    with transaction() as session:
        assert lock_workspace(session, workspace.id).id == workspace.id
        add_meanwhile(workspace.id)


def test_control_a_plain_lock_of_the_row_keeps_all_of_them_waiting(postgres_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
    with transaction() as session:
        session.scalars(select(Workspace).where(Workspace.id == workspace.id).with_for_update()).one()
        with pytest.raises(OperationalError, match="lock timeout"):
            add_meanwhile(workspace.id)


def test_a_second_holder_waits(postgres_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
    with transaction() as session:
        lock_workspace(session, workspace.id)
        with transaction() as other, pytest.raises(OperationalError, match="lock timeout"):
            other.execute(text("SET LOCAL lock_timeout = '100ms'"))
            lock_workspace(other, workspace.id)


@pytest.mark.usefixtures("database")
def test_who_is_nobodys_is_not_found() -> None:
    with transaction() as session, pytest.raises(NotFound, match="no such workspace"):
        lock_workspace(session, "wsp_nobody")
