from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import text

from service import config
from service.app.command_line import handpicked
from service.app.database import upgrade
from service.app.database.config import alembic_config
from service.app.database.migrate import pending_migrations
from service.app.database.upgrade import left_to_do, packages_to_install
from service.config import deprecated_settings, settings, unknown_settings
from service.db.connect import engine, transaction
from service.errors import Conflict


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock that is what is installed."""
    path = tmp_path / "requirements.lock"
    path.write_text(
        f"click=={version('click')} \\\n    --hash=sha256:00\n"
        "no-such-package==1.0 ; sys_platform == 'nowhere' \\\n    --hash=sha256:00\n"
    )
    monkeypatch.setattr(upgrade, "LOCK", path)
    return path


def given(path: Path) -> dict[str, str]:
    return {"HANDPICKED_DATA_DIR": str(path)}


def test_where_nothing_is_to_do_it_says_so_and_exits_0(
    database: str, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = CliRunner().invoke(handpicked, ["upgrade", "--check"])

    assert (done.stdout, done.exit_code) == ("Nothing is left to do.\n", 0)


def test_everything_to_do_is_listed_at_once_and_it_exits_1(
    database: str, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock.write_text("click==0.1 \\\n")
    monkeypatch.setenv("HANDPICKED_PROT", "80")
    monkeypatch.setenv("HANDPICKED_KOLOUR", "red")
    done = CliRunner().invoke(handpicked, ["upgrade", "--check"])

    assert done.exit_code == 1
    assert done.stdout == (
        "- HANDPICKED_KOLOUR is not a Handpicked setting. Remove it or correct the spelling.\n"
        "- HANDPICKED_PROT is not a Handpicked setting. Remove it or correct the spelling.\n"
        "- What is installed isn’t what requirements.lock lists. Run: make setup\n"
        f"    click: 0.1 is wanted, {version('click')} is here\n"
        "More about upgrading: docs/upgrade.md\n"
    )


def test_it_is_a_look_and_says_so() -> None:
    done = CliRunner().invoke(handpicked, ["upgrade"])

    assert done.exit_code == 2
    assert "--check" in done.stderr


def test_without_a_database_it_says_how_to_make_one_and_makes_neither_it_nor_a_key(tmp_path: Path, lock: Path) -> None:
    folder = tmp_path / "data"

    assert left_to_do(given(folder)) == ["There is no database yet. To make it: handpicked migrate"]
    assert left_to_do({"HANDPICKED_DATABASE_URL": f"sqlite:///{folder}/x.sqlite3"}) == [
        "There is no database yet. To make it: handpicked migrate"
    ]
    assert not folder.exists()


def test_pending_migrations_are_listed_oldest_first_and_none_is_run(
    monkeypatch: pytest.MonkeyPatch, lock: Path
) -> None:
    command.upgrade(alembic_config(), "0002")
    found = left_to_do(given(settings().data_dir))

    assert len(found) == 1
    head, *lines = found[0].splitlines()
    assert head == f"{len(lines)} migrations are pending. Back up, stop every process, then run: handpicked migrate"
    assert lines[0].startswith("    0003: ")
    assert len(pending_migrations()) == len(lines)


def test_a_database_of_a_newer_version_is_not_taken_for_an_older_one(database: str, lock: Path) -> None:
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Conflict):
        pending_migrations(engine())
    assert left_to_do(given(settings().data_dir)) == [
        "The database is at migration 9999, which this version doesn’t have. Install the version that made it, or a newer one."
    ]


def test_a_wrong_setting_is_one_more_thing_to_do(
    database: str, data_dir: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDPICKED_PORT", "eighty")
    settings.cache_clear()

    found = left_to_do(given(data_dir))
    assert len(found) == 1
    assert found[0].startswith("HANDPICKED_PORT: ")


def test_a_package_that_is_missing_is_named_unless_only_other_machines_need_it(tmp_path: Path) -> None:
    path = tmp_path / "requirements.lock"
    path.write_text("no-such-package==1.0 \\\nnor-this==2 ; sys_platform == 'nowhere' \\\n")

    assert packages_to_install(path) == [
        "What is installed isn’t what requirements.lock lists. Run: make setup\n    no-such-package: 1.0 is wanted, none is here"
    ]
    assert packages_to_install(tmp_path / "none.lock") == []


def test_zeros_in_front_make_no_other_version() -> None:
    assert upgrade._plain("1.002") == upgrade._plain("1.2") == "1.2"


def test_a_deprecated_setting_is_still_read_and_named_and_a_gone_one_says_what_took_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leaving = {"port": ("0.2", "0.4", "Set HANDPICKED_LISTEN."), "colour": ("0.1", "0.3", "Set HANDPICKED_HUE.")}
    monkeypatch.setattr(config, "DEPRECATED", leaving)
    environment = {"HANDPICKED_PORT_FILE": "/run/port", "HANDPICKED_COLOUR": "red", "PATH": "/bin"}

    assert deprecated_settings(environment) == [
        "HANDPICKED_PORT_FILE is deprecated since 0.2 and isn’t read from 0.4 on. Set HANDPICKED_LISTEN."
    ]
    assert unknown_settings(environment) == [
        "HANDPICKED_COLOUR isn’t a setting any more since 0.3. Set HANDPICKED_HUE."
    ]
