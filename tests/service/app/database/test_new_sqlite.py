from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from service.app.database import migrate as migrate_module
from service.app.database.migrate import is_migrated, migrate
from service.app.database.new_sqlite import TABLES, dump, lay_tables, migrated_dump, statements
from service.db.connect import make_engine


def test_the_file_is_what_all_migrations_lead_to() -> None:
    """Where it is not: `make tables`."""
    assert migrated_dump() == TABLES.read_text(encoding="utf-8")


def test_a_new_database_made_of_it_is_the_same_and_needs_no_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate_module.command, "upgrade", lambda *_: pytest.fail("a migration ran"))
    made = make_engine(f"sqlite:///{tmp_path}/new.sqlite3")
    migrate(made)
    assert is_migrated(made)
    made.dispose()

    assert dump(tmp_path / "new.sqlite3") == TABLES.read_text(encoding="utf-8")


def test_a_database_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    made = make_engine(f"sqlite:///{tmp_path}/some.sqlite3")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER)"))

    assert not lay_tables(made)
    assert inspect(made).get_table_names() == ["theirs"]
    made.dispose()


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "wrong.sql").write_text("CREATE TABLE first (id INTEGER);\nCREATE TABLE first (id INTEGER);\n")
    made = make_engine(f"sqlite:///{tmp_path}/new.sqlite3")

    with pytest.raises(Exception, match="table first already exists"):
        lay_tables(made, tmp_path / "wrong.sql")

    assert inspect(made).get_table_names() == []
    made.dispose()


def test_statements_of_several_lines_and_with_others_inside_stay_whole() -> None:
    trigger = "CREATE TRIGGER t BEFORE UPDATE ON a BEGIN\n    SELECT 1;\n    SELECT 2;\nEND;"
    lines = ["CREATE TABLE a (", "  b TEXT DEFAULT ';'", ");", *trigger.splitlines()]

    assert list(statements(lines)) == ["CREATE TABLE a (\n  b TEXT DEFAULT ';'\n);\n", trigger + "\n"]
