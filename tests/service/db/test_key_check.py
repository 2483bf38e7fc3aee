"""The key is compared with the data at every door; another one opens nothing and changes nothing."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import LargeBinary, delete, func, literal, select, update

from service.app.command_line import handpicked
from service.app.database.fitting_key import require_fitting_key
from service.app.database.migrate import migrate
from service.app.web import create_app
from service.app.wiring import worker_app
from service.db.base import utc_now
from service.db.connect import engine, reading, transaction
from service.db.key_check import KeyCheck, adopt_key, key_value
from service.errors import SettingsError
from service.own_key import NAME
from service.security.keys import derive_key
from service.workspaces.create_workspace import add_user, create_workspace
from service.workspaces.models import User
from tests.conftest import SECRET, forget_settings
from tests.console import console_app

OTHER = "another secret of the right length, 40 characters"
SENTENCE = "HANDPICKED_SECRET_KEY is not the key this database was created with"


@pytest.fixture
def in_use(any_database: str) -> str:
    """A database that was brought up with SECRET and holds a user."""
    migrate()
    with transaction() as session:
        workspace = create_workspace(session, "Fjord & Loom", utc_now())
        add_user(session, workspace.id, "nora@fjordloom.example.com", "Nora", "owner", None, utc_now())
    return any_database


def with_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", key)
    forget_settings()


def kept() -> list[str]:
    with engine().connect() as connection:
        return list(connection.scalars(select(KeyCheck.value)))


def test_bringing_up_a_database_writes_one_value_that_tells_nothing_of_the_key(in_use: str) -> None:
    assert kept() == [key_value()]
    assert len(key_value()) == 64
    assert SECRET not in key_value()


def test_every_door_refuses_another_key(in_use: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_key(monkeypatch, OTHER)

    for door in (create_app, worker_app, require_fitting_key, migrate):
        with pytest.raises(SettingsError, match=SENTENCE):
            door()
    for command in (["sweeper"], ["audit"], ["sign-in-link", "nora@fjordloom.example.com"]):
        ran = CliRunner().invoke(handpicked, command)
        assert isinstance(ran.exception, SettingsError), command
        assert str(ran.exception).startswith(SENTENCE)
    with pytest.raises(SettingsError, match=SENTENCE), transaction():
        raise AssertionError("nobody may write with another key")
    with pytest.raises(SettingsError, match=SENTENCE), reading():
        raise AssertionError("nobody may read with another key")

    with_key(monkeypatch, SECRET)
    assert kept() == [key_value()]
    require_fitting_key()


@pytest.mark.parametrize("key", [SECRET + " ", SECRET.upper(), "A" + SECRET[1:], "\ufeff" + SECRET])
def test_a_key_that_is_nearly_the_same_is_another(database: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate()
    with_key(monkeypatch, key)
    with pytest.raises(SettingsError, match=SENTENCE):
        require_fitting_key()


def test_a_database_from_before_the_check_adopts_the_key_that_reads_it(
    in_use: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        session.execute(delete(KeyCheck))

    with_key(monkeypatch, OTHER)
    for door in (require_fitting_key, migrate):
        with pytest.raises(SettingsError, match=SENTENCE):
            door()
    assert kept() == []

    with_key(monkeypatch, SECRET)
    migrate()
    assert kept() == [key_value()]


def test_single_damaged_values_do_not_keep_the_right_key_out(in_use: str) -> None:
    with transaction() as session:
        workspace_id = session.scalars(select(User.workspace_id)).one()
        add_user(session, workspace_id, "ida@fjordloom.example.com", "Ida", "ops", None, utc_now())
        session.execute(delete(KeyCheck))
        damaged = update(User.__table__).where(User.role == "ops")  # type: ignore[arg-type]
        session.execute(damaged.values(name=literal(b"\x01damaged", LargeBinary)))
    migrate()
    assert kept() == [key_value()]


def test_of_several_who_adopt_at_once_one_writes(any_database: str) -> None:
    threads = [Thread(target=adopt_key, args=(engine(), utc_now())) for _ in range(2)]
    migrate()
    with transaction() as session:
        session.execute(delete(KeyCheck))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(KeyCheck)) == 1


def test_a_database_that_is_away_keeps_nobody_from_starting(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HANDPICKED_DATABASE_URL", f"postgresql://nobody@/nothing?host={tmp_path}")
    forget_settings()
    create_app()


def test_starting_makes_no_database_where_there_is_none(data_dir: Path) -> None:
    create_app()
    assert not (data_dir / "handpicked.sqlite3").exists()


@pytest.mark.parametrize("key", ["", "abcde", " " * 40])
def test_nothing_is_ever_signed_with_an_empty_or_short_key(
    key: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANDPICKED_SECRET_KEY")
    data_dir.mkdir()
    (data_dir / NAME).write_text(key)
    forget_settings()
    for door in (create_app, worker_app, migrate, lambda: derive_key("console sessions")):
        with pytest.raises(SettingsError, match=r"empty|at least 32 characters"):
            door()


@pytest.mark.parametrize("key", ["", "abcde"])
def test_a_session_forged_with_an_empty_or_short_key_opens_nothing(key: str, in_use: str) -> None:
    """As the console would sign it, had it been started with that key."""
    with reading() as session:
        user = session.scalars(select(User)).one()
    derived = HKDF(SHA256(), 32, b"handpicked", b"console sessions").derive(key.encode())
    app = console_app()
    forger = Flask("handpicked")
    forger.secret_key = derived
    signer = SecureCookieSessionInterface().get_signing_serializer(forger)
    assert signer is not None
    client = app.test_client()
    client.set_cookie("handpicked_console", signer.dumps({"user": user.id, "version": 1}))
    assert client.get("/").status_code == 303

    own = SecureCookieSessionInterface().get_signing_serializer(app)
    assert own is not None
    client.set_cookie("handpicked_console", own.dumps({"user": user.id, "version": 1}))
    assert client.get("/").status_code == 200, "the control: the right key opens it"
