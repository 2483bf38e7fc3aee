"""A full disk and a read-only folder: everything can be looked at, nothing is half saved, and all goes on afterwards."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from service.app.command_line import handpicked, main
from service.app.commands.doctor import _data_folder
from service.app.database.fitting_key import require_fitting_key
from service.app.database.migrate import migrate
from service.app.wiring import worker_app
from service.config import settings
from service.db import disk
from service.db.connect import dispose_engines, reading, transaction
from service.db.disk import about_disk, disk_want, want_behind
from service.db.open_sqlite import Snapshot, open_sqlite
from service.errors import TemporaryError
from service.workspaces.models import Workspace
from tests.conftest import SECRET, forget_settings
from tests.console import Console
from tests.disks import SmallDisk, mount, unmount
from tests.factories import make_job, make_user, make_workspace

PRESS: Final = {"kind": "content.video", "error_code": "x", "jobs": "1"}


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """The data folder with its key and a migrated database lies on a disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount(folder):
        pytest.skip("Only root may mount a disk; the same is tested below with what the system would say.")
    monkeypatch.setenv("HANDPICKED_DATA_DIR", str(folder / "data"))
    monkeypatch.delenv("HANDPICKED_SECRET_KEY")
    forget_settings()
    migrate()
    dispose_engines()  # folds SQLite's log away: in one as long as a migration's there would be room for the next write
    yield SmallDisk(folder)
    forget_settings()
    unmount(folder)


def signed_in() -> Console:
    """A manager, and a failed job that they can run again."""
    with transaction() as session:
        workspace_id = make_workspace(session).id
        make_job(
            session,
            PRESS["kind"],
            "rcp_x",
            workspace_id=workspace_id,
            state="dead",
            last_error_type=PRESS["error_code"],
        )
        return Console(make_user(session, workspace_id))


def count() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Workspace)) or 0


def leave_log_behind() -> None:
    """As a killed process does: what it wrote stands in the log, and nobody folded it into the database."""
    with transaction() as session:
        make_workspace(session, "Only in the log")
    kept = {path: path.read_bytes() for path in settings().data_dir.glob("handpicked.sqlite3*")}
    dispose_engines()
    for path, body in kept.items():
        path.write_bytes(body)
    assert sorted(path.name for path in kept) == [f"handpicked.sqlite3{end}" for end in ("", "-shm", "-wal")]


def said(command: str) -> str:
    return CliRunner().invoke(handpicked, [command]).output


@pytest.mark.parametrize("hands_on_it", ["open", "closed"])
def test_a_full_disk_is_looked_at_and_said_and_everything_goes_on_when_there_is_room(
    small_disk: SmallDisk, hands_on_it: str
) -> None:
    client = signed_in()
    if hands_on_it == "closed":
        dispose_engines()
    small_disk.fill()
    before = sorted(path.name for path in settings().data_dir.iterdir())

    ops = client.get("/ops")
    assert (ops.status_code, "The disk is full. Nothing that was saved is lost." in ops.text) == (200, True)
    assert client.get("/readyz").json["disk"] == "full"
    refused = client.post("/ops/redrive", **PRESS)
    assert refused.status_code == 507
    assert "<h1>The disk is full</h1>" in refused.text
    assert "What you sent wasn’t saved. Everything saved before is safe." in refused.text
    audited = said("audit")
    assert audited.startswith("The disk is full: there is no room in ")
    assert audited.endswith("Everything adds up.\n")
    assert "the disk is full: there is no room in" in _data_folder().sentence
    forget_settings()
    assert len(settings().key) == 64, "the key is read without writing"
    assert set(before) >= {"handpicked.sqlite3", "secret.key"}

    small_disk.empty()
    assert client.post("/ops/redrive", **PRESS).status_code == 303
    assert about_disk() is None
    with transaction() as session:
        make_workspace(session, "After")
    assert count() == 2


@pytest.mark.parametrize("left", ["closed well", "log left behind", "log left behind without its index"])
def test_a_folder_that_can_only_be_read_is_looked_at_whole(small_disk: SmallDisk, left: str) -> None:
    client = signed_in()
    dispose_engines()
    if left != "closed well":
        leave_log_behind()
    if left.endswith("index"):
        (settings().data_dir / "handpicked.sqlite3-shm").unlink()
    small_disk.remount("ro")

    assert count() == (1 if left == "closed well" else 2)
    ops = client.get("/ops")
    assert (ops.status_code, "The data folder is read-only. Nothing is lost." in ops.text) == (200, True)
    refused = client.post("/ops/redrive", **PRESS)
    assert (refused.status_code, "is read-only" in refused.text) == (503, True)
    audited = said("audit")
    assert "is read-only, so nothing is changed." in audited
    assert audited.endswith("Everything adds up.\n")
    assert "cannot be written (Read-only file system)" in _data_folder().sentence

    small_disk.remount("rw")
    with transaction() as session:
        make_workspace(session, "After")
    assert count() == (2 if left == "closed well" else 3)


def test_starting_writes_nothing_that_is_there_and_a_command_that_must_write_says_why_it_cannot(
    small_disk: SmallDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dispose_engines()
    small_disk.remount("ro")
    forget_settings()
    migrate()
    require_fitting_key()
    assert worker_app().main == "handpicked"

    monkeypatch.setattr("service.app.command_line.keep_private", lambda: None)  # the mask would outlive this test
    monkeypatch.setattr("sys.argv", ["handpicked", "add-user", "Fjord", "nora@example.com", "Nora"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("handpicked: ")
    assert told.endswith("is read-only, so nothing is changed. You can still view everything.\n")
    small_disk.remount("rw")
    small_disk.fill()
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.startswith("handpicked: The disk is full: there is no room in ")


@pytest.mark.usefixtures("database")
class TestASnapshot:
    def test_it_shows_what_stands_in_the_log_takes_no_change_and_leaves_no_file(
        self, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with transaction() as session:
            make_workspace(session)
        path = str(data_dir / "handpicked.sqlite3")
        monkeypatch.setattr("service.db.open_sqlite.SNAPSHOTS_IN", (str(tmp_path),))
        shown = open_as_snapshot(path, monkeypatch)

        assert shown.execute("SELECT count(*) FROM workspace").fetchone() == (1,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            shown.execute("DELETE FROM workspace")
        assert [one.name for one in tmp_path.iterdir()] == ["data"]
        shown.close()

    def test_without_room_for_a_copy_anywhere_it_is_an_error(
        self, data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("service.db.open_sqlite.SNAPSHOTS_IN", (str(tmp_path / "none"),))
        with pytest.raises(sqlite3.OperationalError, match="No folder has room"):
            open_as_snapshot(str(data_dir / "handpicked.sqlite3"), monkeypatch)


def open_as_snapshot(path: str, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """Opened as where no file can be made beside the database."""

    class Refusing(sqlite3.Connection):
        def execute(self, *_given: object) -> sqlite3.Cursor:  # type: ignore[override]
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN  # type: ignore[misc]
            raise error

    real = sqlite3.connect

    def connect(address: object, **given: object) -> sqlite3.Connection:
        return real(address, **(given | ({"factory": Refusing} if address == path else {})))  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr("service.db.open_sqlite.sqlite3.connect", connect)
    opened = open_sqlite(path, 1.0)
    assert isinstance(opened, Snapshot)
    return opened


class Refused(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__("refused")
        self.sqlstate = sqlstate


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code  # type: ignore[misc]
    return error


@pytest.mark.parametrize(
    ("error", "want"),
    [
        (OSError(errno.ENOSPC, "x"), "full"),
        (OSError(errno.EDQUOT, "x"), "full"),
        (OSError(errno.EFBIG, "x"), "full"),
        (OSError(errno.EROFS, "x"), "read_only"),
        (OSError(errno.EACCES, "x"), None),
        (OperationalError("x", {}, sqlite_error(sqlite3.SQLITE_FULL)), "full"),
        (OperationalError("x", {}, sqlite_error(sqlite3.SQLITE_READONLY)), "read_only"),
        (OperationalError("x", {}, sqlite_error(sqlite3.SQLITE_IOERR | 19 << 8)), None),
        (OperationalError("x", {}, sqlite_error(sqlite3.SQLITE_BUSY)), None),
        (OperationalError("x", {}, Refused("53100")), "full"),
        (OperationalError("x", {}, Refused("25006")), "read_only"),
        (OperationalError("x", {}, Refused("40001")), None),
        (ValueError("x"), None),
    ],
)
def test_want_of_room_is_told_from_every_other_cause(error: Exception, want: str | None) -> None:
    assert want_behind(error) == want


def test_want_of_room_is_found_behind_what_it_led_to() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "x")
        except OSError:
            raise TemporaryError("There is no room left.") from None
    except TemporaryError as error:
        assert want_behind(error) == "full"


def test_a_vague_error_of_sqlite_is_want_of_room_where_there_is_none(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir.mkdir()
    monkeypatch.setattr(disk, "_free_bytes", lambda _folder: 4096)
    assert disk_want() == "full"
    assert want_behind(OperationalError("x", {}, sqlite_error(sqlite3.SQLITE_IOERR | 19 << 8))) == "full"


def test_a_limit_on_the_size_of_files_counts_as_want_of_room(monkeypatch: pytest.MonkeyPatch) -> None:
    error = OperationalError("x", {}, sqlite_error(sqlite3.SQLITE_IOERR | 3 << 8))
    assert want_behind(error) is None
    monkeypatch.setattr(disk.resource, "getrlimit", lambda _which: (4096, 4096))
    assert want_behind(error) == "full"


def test_a_disk_without_numbers_for_files_is_full(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir.mkdir()
    found = os.statvfs(data_dir)

    class NoNumbers:
        f_files, f_favail, f_bavail, f_frsize = 1000, 0, found.f_bavail, found.f_frsize

    monkeypatch.setattr(disk.os, "statvfs", lambda _folder: NoNumbers)
    assert disk_want() == "full"


def test_a_secret_is_not_needed_to_know_it(data_dir: Path) -> None:
    assert SECRET not in (about_disk() or "")
