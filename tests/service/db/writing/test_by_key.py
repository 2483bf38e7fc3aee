"""One key is asked about by a statement that is kept, several by one that is put together: both answer the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest
from sqlalchemy import String, bindparam, select

from service.db.connect import transaction
from service.db.writing.by_key import ByKey
from service.workspaces.create_workspace import create_workspace
from service.workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("any_database")

NOON: Final = datetime(2031, 3, 17, 12, tzinfo=UTC)
NAMES: Final = ByKey(
    Workspace.id,
    lambda its: (
        select(Workspace.id, Workspace.name, Workspace.created_at)
        .where(its, Workspace.name != bindparam("besides", type_=String()))
        .order_by(Workspace.name)
    ),
)


def test_rows_of_one_key_are_as_those_of_many() -> None:
    with transaction() as session:
        keys = [create_workspace(session, name, NOON).id for name in ("Birch", "Alder")]
        together = [tuple(row) for row in NAMES.rows(session, keys, besides="Cedar")]
        alone = [tuple(row) for key in keys for row in NAMES.rows(session, [key], besides="Cedar")]

        assert together == sorted(alone, key=lambda row: row[1]) == [(keys[1], "Alder", NOON), (keys[0], "Birch", NOON)]
        assert list(NAMES.rows(session, [keys[0]], besides="Birch")) == list(NAMES.rows(session, [], besides="")) == []


def test_what_was_changed_and_not_written_yet_is_asked_about_too() -> None:
    with transaction() as session:
        workspace = create_workspace(session, "Birch", NOON)
        session.flush()
        workspace.name = "Rowan"
        assert [row.name for row in NAMES.rows(session, [workspace.id], besides="")] == ["Rowan"]
