from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Engine, inspect, text

from service.app.migrate import alembic_config, is_migrated, migrate
from service.app.tables import METADATA
from service.db.connect import make_engine


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path}/empty.sqlite3")
    else:
        made = make_engine(request.getfixturevalue("postgres").create(f"empty_{uuid4().hex}"))
    yield made
    made.dispose()


def test_an_empty_database_becomes_what_the_models_say(empty: Engine) -> None:
    assert not is_migrated(empty)

    migrate(empty)

    assert is_migrated(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_last_guards_are_there_too(empty: Engine) -> None:
    """Alembic does not compare CHECK constraints."""
    migrate(empty)
    found = {
        table: {check["name"] for check in inspect(empty).get_check_constraints(table)} for table in METADATA.tables
    }

    assert found == {
        name: {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        for name, table in METADATA.tables.items()
    }
    assert "ck_campaign_within_budget" in found["campaign"]
    assert "ck_product_stock_not_negative" in found["product"]


def test_two_colleagues_with_one_gift_are_refused_only_while_it_lives(empty: Engine) -> None:
    migrate(empty)
    (index,) = (one for one in inspect(empty).get_indexes("gift") if one["name"] == "uq_gift_unique_within_product")
    where = str(index["dialect_options"][f"{empty.dialect.name}_where"])

    assert (index["column_names"], bool(index["unique"])) == (["campaign_id", "unique_within", "product_id"], True)
    assert "is_reserved" in where
    assert all(status in where for status in ("declined", "donated", "expired", "canceled", "failed", "returned"))


def test_migrating_again_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    migrate(empty)

    assert is_migrated(empty)


def test_the_way_back_leaves_nothing(empty: Engine) -> None:
    migrate(empty)
    command.downgrade(alembic_config(empty), "base")

    assert inspect(empty).get_table_names() == ["alembic_version"]
    assert not is_migrated(empty)


def test_companies_that_shared_a_key_get_keys_that_keep_every_mark(empty: Engine) -> None:
    migrate(empty)
    command.downgrade(alembic_config(empty), "0003")
    row = (
        "INSERT INTO account (id, workspace_id, name, name_key, country, gift_policy, created_at) "
        "VALUES (:id, 'wsp_1', :name, :key, 'JP', '{}', '2027-01-01 00:00:00')"
    )
    accounts = [
        ("acc_1", "ホンダ", "ホンタ"),
        ("acc_2", "Škoda Auto, a.s.", "skoda auto a s"),
        ("acc_3", "Lumen", "lumen"),
        ("acc_4", "???", ""),
        ("acc_5", "टाटा", "ट ट"),
    ]
    with empty.begin() as connection:
        connection.execute(
            text("INSERT INTO workspace (id, name, created_at) VALUES ('wsp_1', 'W', '2027-01-01 00:00:00')")
        )
        for id_, name, key in accounts:
            connection.execute(text(row), {"id": id_, "name": name, "key": key})

    migrate(empty)

    with empty.connect() as connection:
        keys = connection.execute(text("SELECT name_key FROM account ORDER BY id")).scalars().all()
    assert keys == ["ホンダ", "škoda auto a s", "lumen", "???", "टाटा"]


def _fill(connection: Connection, table: str, **given: object) -> None:
    """One row with whatever its columns need besides what is given."""
    filler = {"VARCHAR": "x", "TEXT": "x", "INTEGER": 0, "FLOAT": 0.0, "BOOLEAN": False, "DATE": "2027-01-01"}
    values = dict(given)
    for column in inspect(connection).get_columns(table):
        if column["name"] not in values and not column["nullable"] and column["default"] is None:
            kind = str(column["type"]).partition("(")[0]
            values[column["name"]] = filler.get(kind, "{}" if kind in {"JSON", "JSONB"} else "2027-01-01 09:00:00")
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)  # noqa: S608


def test_mails_that_had_left_are_counted_from_when_they_left(empty: Engine) -> None:
    migrate(empty)
    command.downgrade(alembic_config(empty), "0010")
    ours = {"workspace_id": "wsp_1"}
    with empty.begin() as connection:
        _fill(connection, "workspace", id="wsp_1")
        _fill(connection, "account", id="acc_1", **ours)
        _fill(connection, "recipient", id="rcp_1", account_id="acc_1", **ours)
        chosen = {"status": "running", "uniqueness": "account", "purpose": "mixed", "films": "ahead"}
        _fill(connection, "campaign", id="cmp_1", **ours, **chosen)
        whose = {"recipient_id": "rcp_1", **ours}
        _fill(connection, "gift", id="gft_1", campaign_id="cmp_1", account_id="acc_1", **whose)
        for state, sent_at in [("sent", "2027-01-01 12:00:00"), ("unknown", None), ("shown", None), ("queued", None)]:
            row = {"id": state, "idempotency_key": state, "state": state, "kind": "invitation", "sent_at": sent_at}
            _fill(connection, "mail_message", gift_id="gft_1", **whose, **row)

    migrate(empty)

    with empty.connect() as connection:
        counted = connection.execute(text("SELECT message_id, purpose, at FROM contact ORDER BY message_id")).all()
    assert [(one.message_id, one.purpose, str(one.at)[11:13]) for one in counted] == [
        ("sent", "invitation", "12"),
        ("unknown", "invitation", "09"),
    ]
    command.downgrade(alembic_config(empty), "0010")
    with empty.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM mail_message")).scalar() == 4
