from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Engine, inspect, select, text

from service.app.database.config import alembic_config
from service.app.database.migrate import is_migrated, migrate
from service.app.tables import METADATA
from service.contact.suppressed import suppress
from service.db.connect import engine, make_engine, transaction
from service.gifting.incidents import lose_piece
from service.gifting.models import Incident, RecipientGift, SetAside, Wait
from service.gifting.transitions import apply, apply_all
from service.recipients.disputes.models import LineDispute
from service.recipients.models import Recipient
from service.recipients.person_tasks.keep import end_task, open_task
from tests.conftest import POSTGRES_DATABASE
from tests.factories import AT, make_user
from tests.service.brain.experiments.scene import set_the_scene
from tests.service.gifting.scene import set_scene

THERE_AND_BACK = pytest.mark.slow
"""From today's tables to old ones and forward again: of migrations that nobody changes any more, by hand (`make test-all`). That
each has a way back, and that rows of older versions are carried to today's tables, is asked each time (see `tests/upgrade` too)."""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path}/empty.sqlite3")
    else:
        made = make_engine(request.getfixturevalue("postgres").create(f"empty_{uuid4().hex}"))
    yield made
    made.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of its own with every table and no row: a copy of one that was migrated."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "migrated.sqlite3")
        made = make_engine(f"sqlite:///{tmp_path}/migrated.sqlite3")
    else:
        server = request.getfixturevalue("postgres")
        made = make_engine(server.create(f"migrated_{uuid4().hex}", like=POSTGRES_DATABASE))
    yield made
    made.dispose()


def migrate_to(on: Engine, revision: str) -> None:
    """On to the tables of an earlier version."""
    command.upgrade(alembic_config(on), revision)


def test_an_empty_database_becomes_what_the_models_say(empty: Engine) -> None:
    assert not is_migrated(empty)

    migrate(empty)

    assert is_migrated(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_last_guards_are_there_too(migrated: Engine) -> None:
    """Alembic does not compare CHECK constraints."""
    found = {
        table: {check["name"] for check in inspect(migrated).get_check_constraints(table)} for table in METADATA.tables
    }

    assert found == {
        name: {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        for name, table in METADATA.tables.items()
    }
    assert "ck_campaign_within_budget" in found["campaign"]
    assert "ck_product_stock_not_negative" in found["product"]


def test_two_colleagues_with_one_gift_are_refused_only_while_it_lives(migrated: Engine) -> None:
    (index,) = (one for one in inspect(migrated).get_indexes("gift") if one["name"] == "uq_gift_unique_within_product")
    where = str(index["dialect_options"][f"{migrated.dialect.name}_where"])

    assert (index["column_names"], bool(index["unique"])) == (["campaign_id", "unique_within", "product_id"], True)
    assert "is_reserved" in where
    assert all(status in where for status in ("declined", "donated", "expired", "canceled", "failed", "returned"))


def test_migrating_again_changes_nothing(migrated: Engine) -> None:
    assert is_migrated(migrated)

    migrate(migrated)

    assert is_migrated(migrated)


def test_the_way_back_leaves_nothing(migrated: Engine) -> None:
    command.downgrade(alembic_config(migrated), "base")

    assert inspect(migrated).get_table_names() == ["alembic_version"]
    assert not is_migrated(migrated)


def test_companies_that_shared_a_key_get_keys_that_keep_every_mark(empty: Engine) -> None:
    migrate_to(empty, "0003")
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

    migrate_to(empty, "0006")

    with empty.connect() as connection:
        keys = connection.execute(text("SELECT name_key FROM account ORDER BY id")).scalars().all()
    assert keys == ["ホンダ", "škoda auto a s", "lumen", "???", "टाटा"]


def test_what_stands_in_campaigns_and_companies_is_carried_over_and_back(empty: Engine) -> None:
    """The plan that the log says was approved, waves joined by whom they asked, rules that lists had set, previews that died."""
    migrate_to(empty, "0009")
    day = "2027-01-01 00:00:00"
    campaign = (
        "INSERT INTO campaign (id, workspace_id, name, status, sender, brand, occasion, message, purpose, films, charities, "
        "budget_minor, reserved_minor, captured_minor, currency, band_min_minor, band_max_minor, uniqueness, undo_hours, "
        "deliver_on, expires_at, current_match_run_id, approved_at, created_at) VALUES (:id, 'wsp_1', 'C', 'running', '{}', '{}', "
        "'{}', '{}', 'mixed', 'ahead', '[]', 0, 0, 0, 'EUR', 0, 0, 'account', 24, '2027-02-01', :day, :run, :approved, :day)"
    )
    run = (
        "INSERT INTO match_run (id, workspace_id, campaign_id, value, upper_bound, gap, spend_minor, chosen, held, unmatched, "
        "products_considered, reserved_pieces, reasons, seconds, seed, versions, prices, openings, created_at) VALUES (:id, "
        "'wsp_1', :campaign, 1, 1, 0, 0, 0, 0, 0, 0, 0, '{}', 1, 1, '{}', '{}', '[]', :at)"
    )
    gift = (
        "INSERT INTO gift (id, workspace_id, campaign_id, recipient_id, account_id, unique_within, status, hold_reason, "
        "unmatched_reasons, price_minor, currency, is_swapped, is_overridden, is_reserved, link_version, link_hash, looks, "
        "content_version, wave, delivery_status, created_at) VALUES (:id, 'wsp_1', 'cmp_log', :id, 'acc_1', 'acc_1', :status, "
        ":hold, '[]', 0, 'EUR', false, false, false, 1, :id, 0, 1, :wave, 'unsent', :day)"
    )
    person = (
        "INSERT INTO recipient (id, workspace_id, account_id, email_hash, country, locale, created_at) VALUES (:id, 'wsp_1', "
        "'acc_1', :id, 'CZ', 'cs', :day)"
    )
    gifts = [
        ("gft_1", "opened", None, 2),
        ("gft_2", "draft", "dietary_unknown", None),
        ("gft_3", "draft", "out_of_stock", None),
    ]
    with empty.begin() as connection:

        def put(statement: str, **values: object) -> None:
            connection.execute(text(statement), {"day": day, **values} if ":day" in statement else values)

        put("INSERT INTO workspace (id, name, created_at) VALUES ('wsp_1', 'W', :day)")
        put(
            "INSERT INTO account (id, workspace_id, name, name_key, country, gift_policy, created_at) VALUES ('acc_1', 'wsp_1', "
            "'A', 'a', 'CZ', :policy, :day)", policy='{"no_gifts": true}',
        )  # fmt: skip
        for key, newest in (("log", "2027-01-03"), ("stood", "2026-12-30"), ("newer", "2027-01-03")):
            put(campaign, id=f"cmp_{key}", run=f"run_{key}", approved=day)
            put(run, id=f"run_{key}", campaign=f"cmp_{key}", at=f"{newest} 00:00:00")
        put(campaign, id="cmp_never", run=None, approved=None)
        put(
            "INSERT INTO audit_entry (workspace_id, act, subject_id, body, at) VALUES ('wsp_1', 'campaign.approved', 'cmp_log', "
            ":body, :day)", body='{"match_run_id": "run_seen"}',
        )  # fmt: skip
        for id_, status, hold, wave in gifts:
            put(person, id=id_)
            put(gift, id=id_, status=status, hold=hold, wave=wave)
        put(
            "INSERT INTO job (id, kind, subject_id, version, queue, state, run_at, attempt, max_attempts, lease_expiries, "
            "created_at) VALUES ('job_1', 'content.preview', 'x', 1, 'video', 'dead', :day, 1, 3, 0, :day)"
        )

    migrate_to(empty, "0010")

    with empty.connect() as connection:
        approved = dict(connection.execute(text("SELECT id, approved_match_run_id FROM campaign")).all())  # type: ignore[arg-type]
        waves = dict(connection.execute(text("SELECT id, wave FROM gift")).all())  # type: ignore[arg-type]
        listed = connection.execute(text("SELECT listed_policy FROM account")).scalar_one()
        states = connection.execute(text("SELECT state FROM job")).scalars().all()
    assert approved == {"cmp_log": "run_seen", "cmp_stood": "run_stood", "cmp_newer": None, "cmp_never": None}
    assert waves == {"gft_1": 2, "gft_2": 2, "gft_3": None}
    assert (json.loads(listed) if isinstance(listed, str) else listed) == {"no_gifts": True}
    assert states == ["canceled"]

    command.downgrade(alembic_config(empty), "0009")
    with empty.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM campaign")).scalar_one() == 4


@THERE_AND_BACK
def test_what_a_server_only_took_is_no_longer_called_delivered(any_database: str) -> None:
    made = make_engine(any_database)
    with transaction() as session:
        scene = set_scene(session, people=3)
        for gift, status in zip(scene.gifts, ("delivered", "undeliverable", "unsubscribed"), strict=True):
            session.get_one(RecipientGift, gift.id).delivery_status = status
        suppress(session, scene.workspace_id, "a hash", "bounced", AT, code="5.1.1")
    try:
        command.downgrade(alembic_config(made), "0011")
        assert "suppression" not in inspect(made).get_table_names()
    finally:
        migrate(made)

    with made.connect() as connection:
        stands = connection.execute(text("SELECT delivery_status FROM gift ORDER BY delivery_status")).scalars().all()
        assert connection.execute(text("SELECT count(*) FROM suppression")).scalar() == 0
    made.dispose()
    assert stands == ["scheduled", "undeliverable", "unsubscribed"]


@THERE_AND_BACK
def test_a_piece_of_a_failed_order_keeps_its_question_on_the_way_back_and_forth(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        for step in ("open", "accept", "order"):
            apply(session, scene.gifts[0], step, AT)
        apply_all(session, [lose_piece(session, scene.gifts[0], "fail", AT)], AT)

    command.downgrade(alembic_config(engine()), "0008")
    with engine().connect() as connection:
        assert connection.execute(text("SELECT kind, piece FROM incident")).all() == [("stopped", "open")]
    migrate(engine())
    with transaction() as session:
        incident = session.scalars(select(Incident)).one()
        incident.kind = "failed"
        session.flush()
        assert (incident.piece, incident.price_minor) == ("open", 4400)


def test_sign_in_tables_change_with_rows_in_them_there_and_back(empty: Engine) -> None:
    migrate_to(empty, "0014")
    rows = (
        "INSERT INTO workspace (id, name, created_at) VALUES ('wsp_1', 'W', '2027-01-01 00:00:00')",
        "INSERT INTO user_account (id, workspace_id, email_hash, email, name, role, session_version, created_at) "
        "VALUES ('usr_1', 'wsp_1', 'h', 'x', 'y', 'admin', 1, '2027-01-01 00:00:00')",
        "INSERT INTO sign_in_attempt (email_hash, at) VALUES ('h', '2027-01-01 00:00:00')",
        "INSERT INTO audit_entry (workspace_id, user_id, act, body, at) "
        "VALUES ('wsp_1', 'usr_1', 'user.added', '{}', '2027-01-01 00:00:00')",
    )
    with empty.begin() as connection:
        for row in rows:
            connection.execute(text(row))

    migrate_to(empty, "0016")

    with empty.begin() as connection:
        found = connection.execute(text("SELECT email_hash, network, device FROM sign_in_attempt")).all()
        assert [tuple(row) for row in found] == [("h", None, None)]
        assert connection.execute(text("SELECT disabled_at FROM user_account")).scalars().all() == [None]
        connection.execute(
            text("INSERT INTO audit_entry (act, body, at) VALUES ('user.sign_in_failed', '{}', '2027-01-01 00:00:00')")
        )
    command.downgrade(alembic_config(empty), "0014")
    with empty.connect() as connection:
        assert connection.execute(text("SELECT act FROM audit_entry")).scalars().all() == ["user.added"]
        assert connection.execute(text("SELECT email_hash FROM sign_in_attempt")).scalars().all() == ["h"]


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
    migrate_to(empty, "0010")
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

    migrate_to(empty, "0011")

    with empty.connect() as connection:
        counted = connection.execute(text("SELECT message_id, purpose, at FROM contact ORDER BY message_id")).all()
    assert [(one.message_id, one.purpose, str(one.at)[11:13]) for one in counted] == [
        ("sent", "invitation", "12"),
        ("unknown", "invitation", "09"),
    ]
    command.downgrade(alembic_config(empty), "0010")
    with empty.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM mail_message")).scalar() == 4


@THERE_AND_BACK
def test_what_came_with_tasks_waits_disputes_and_values_goes_and_comes_again(any_database: str) -> None:
    """Back to before them and forward: their rows are gone, gifts and money are as they were, and whoever said that they are not
    the right person is asked about again."""
    made = make_engine(any_database)
    with transaction() as session:
        scene = set_scene(session, people=2)
        user = make_user(session, scene.workspace_id, "seller")
        for gift in scene.gifts:
            apply(session, gift, "open", AT)
            apply(session, gift, "decline", AT, values={"decline_reason": "wrong_person", "undo_until": AT})
            session.add(
                Wait(
                    gift_id=gift.id, workspace_id=gift.workspace_id, product_id=gift.product_id, until=AT, state="offered",
                    changed_at=AT,
                )
            )  # fmt: skip
            session.add(
                LineDispute(
                    id=f"dis_{gift.id}", workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                    recipient_id=gift.recipient_id, reason="amount", state="open", opened_by=user.id, opened_at=AT,
                )
            )  # fmt: skip
            session.add(
                SetAside(
                    gift_id=gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, pieces=[],
                    amount_minor=1, unserved=[], is_taken=True, is_value=True,
                )
            )  # fmt: skip
        open_task(session, session.get_one(Recipient, scene.people[0].id), scene.gifts[0].id, AT)
        end_task(session, scene.gifts[0].id, "nobody", None, AT)
        gift_ids = {gift.id for gift in scene.gifts}

    try:
        command.downgrade(alembic_config(made), "0038")
        tables = set(inspect(made).get_table_names())
        assert {"person_task", "gift_wait", "line_dispute"} & tables == set()
        assert "is_value" not in {column["name"] for column in inspect(made).get_columns("set_aside")}
        with made.connect() as connection:
            told = connection.execute(text("SELECT status, decline_reason, price_minor FROM gift")).all()
            assert [tuple(row) for row in told] == [("declined", "wrong_person", 4400)] * 2
            assert connection.execute(text("SELECT count(*) FROM set_aside")).scalar_one() == 2
    finally:
        migrate(made)

    with made.connect() as connection:
        tasks = connection.execute(text("SELECT gift_id, outcome FROM person_task")).all()
        assert {tuple(row) for row in tasks} == {(gift_id, None) for gift_id in gift_ids}
        assert connection.execute(text("SELECT count(*) FROM gift_wait")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM line_dispute")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM set_aside WHERE is_value")).scalar_one() == 0
        kept = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(kept, METADATA) == []
    made.dispose()


@THERE_AND_BACK
def test_experiments_on_the_line_to_each_person_go_on_the_way_back_and_others_stay(any_database: str) -> None:
    made = make_engine(any_database)
    subject, line = set_the_scene(4), set_the_scene(4)
    kept, gone = subject.begin(kind="subject").id, line.begin(kind="line").id
    try:
        command.downgrade(alembic_config(made), "0088")
        with made.connect() as connection:
            assert connection.execute(text("SELECT id FROM experiment")).scalars().all() == [kept]
            assert set(connection.execute(text("SELECT experiment_id FROM assignment")).scalars()) == {kept}
            assert set(connection.execute(text("SELECT experiment_id FROM drawn_term")).scalars()) <= {kept}
            assert gone != kept
    finally:
        migrate(made)
    with made.connect() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(found, METADATA) == []
    made.dispose()
