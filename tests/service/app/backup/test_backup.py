"""A backup is made under load and put back where nothing runs; an erasure outlives it; what does not fit is refused unchanged."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from service.app.backup.put_back import put_back
from service.app.backup.save import save_backup
from service.clock import machine_now
from service.config import settings, sqlite_file
from service.content.erase import erase_person
from service.db.connect import dispose_engines, reading, transaction
from service.db.erasure_log import add_lines, erased_since, log_file
from service.errors import Conflict, InvalidInput
from service.jobs.models import Job, WorkerHeartbeat
from service.ops.audit.database import audit_database
from service.recipients.models import Recipient
from service.storage.in_force import storage
from tests.conftest import forget_settings
from tests.factories import make_account, make_job, make_recipient, make_workspace

KEY = "ab" * 32


def people(*names: str) -> list[str]:
    with transaction() as session:
        account = make_account(session, make_workspace(session).id)
        return [make_recipient(session, account, name, email=f"{name.lower()}@example.com").id for name in names]


def erase(recipient_id: str) -> None:
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, recipient_id), machine_now())


def names() -> list[str | None]:
    with reading() as session:
        return [one.given_name for one in session.scalars(select(Recipient).order_by(Recipient.id))]


def put(folder: Path, *logs: Path, without: bool = False) -> int:
    return put_back(folder, logs, lambda _: None, without_erasures=without).erased


@pytest.mark.usefixtures("any_database")
def test_what_is_put_back_is_whole_and_whoever_was_erased_since_is_erased_again(tmp_path: Path) -> None:
    jana, kari = people("Jana", "Kari")
    storage().put(KEY, {"body": ("text/html", b"a page")}, 0.1)
    stop, wrote = Event(), []

    def write() -> None:
        while not stop.is_set():
            with transaction() as session:
                wrote.append(make_job(session, "content.preview", f"gft_{len(wrote)}").id)

    writer = Thread(target=write)
    writer.start()
    try:
        made = save_backup(tmp_path / "backup")
    finally:
        stop.set()
        writer.join()
    assert made.files >= 1
    erase(jana)
    storage().erase(KEY)
    dispose_engines()

    assert put(tmp_path / "backup") == 1

    assert names().count(None) == 1
    with reading() as session:
        gone, stays = session.get_one(Recipient, jana), session.get_one(Recipient, kari)
        assert (gone.given_name, gone.erased_at is None, stays.given_name) == (None, False, "Kari")
        kept = session.scalar(select(func.count()).select_from(Job).where(Job.kind == "content.preview"))
        assert kept is not None
        assert kept <= len(wrote)
    assert storage().read(KEY, "body") == b"a page"
    assert audit_database() == []
    dispose_engines()
    assert put(tmp_path / "backup") == 1


@pytest.mark.usefixtures("database")
def test_with_the_database_lost_the_list_beside_it_tells_who_was_erased(tmp_path: Path) -> None:
    jana, kari, lost = people("Jana", "Kari", "Ines")
    save_backup(tmp_path / "backup")
    erase(jana)
    dispose_engines()
    file = sqlite_file(settings().database)
    assert file is not None
    file.unlink()
    other = tmp_path / "other.jsonl"
    add_lines(other, [kari], machine_now())
    add_lines(other, [lost], machine_now() - timedelta(days=3))
    assert put(tmp_path / "backup", other) == 2
    assert [name for name in names() if name] == ["Ines"]


@pytest.mark.usefixtures("database")
def test_where_nobody_can_tell_who_was_erased_nothing_is_put_back_unless_it_is_said(tmp_path: Path) -> None:
    people("Jana")
    save_backup(tmp_path / "backup")
    dispose_engines()
    file = sqlite_file(settings().database)
    assert file is not None
    file.unlink()
    log_file().unlink(missing_ok=True)
    with pytest.raises(Conflict, match="Nobody can tell who was erased"):
        put(tmp_path / "backup")
    assert not file.exists()
    assert put(tmp_path / "backup", without=True) == 0
    assert names() == ["Jana"]


@pytest.mark.usefixtures("database")
def test_of_restores_in_one_second_each_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people("Jana")
    storage().put(KEY, {"body": ("text/html", b"a page")}, 0.1)
    save_backup(tmp_path / "backup")
    dispose_engines()
    second = machine_now()
    monkeypatch.setattr("service.app.backup.put_back.machine_now", lambda: second)
    first, again, last = (put_back(tmp_path / "backup", [], lambda _: None).aside for _ in range(3))
    stamp = f"before-restore-{second:%Y%m%d-%H%M%S}"
    assert [path.suffix for path in (*first, *again, *last)] == [
        f".{stamp}{ending}" for ending in ("", "", "-2", "-2", "-3", "-3")
    ]
    assert all(path.exists() for path in (*first, *again, *last))


@pytest.mark.usefixtures("any_database")
def test_over_a_running_installation_nothing_is_put_back(tmp_path: Path) -> None:
    people("Jana")
    save_backup(tmp_path / "backup")
    now = machine_now()
    with transaction() as session:
        session.add(WorkerHeartbeat(name="w", queues="mail", pid=1, started_at=now, seen_at=now))
    dispose_engines()
    with pytest.raises(Conflict, match="Handpicked is running here"):
        put(tmp_path / "backup")
    with reading() as session:
        assert session.scalar(select(WorkerHeartbeat.name)) == "w"


@pytest.mark.usefixtures("database")
def test_a_process_that_has_the_database_open_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people("Jana")
    save_backup(tmp_path / "backup")
    monkeypatch.setattr("service.app.backup.put_back._who_has_open", lambda _: [4711])
    with pytest.raises(Conflict, match="process 4711"):
        put(tmp_path / "backup")


@pytest.mark.usefixtures("database")
def test_another_key_another_database_and_half_a_backup_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people("Jana")
    folder = tmp_path / "backup"
    save_backup(folder)
    with pytest.raises(Conflict, match="is there already"):
        save_backup(folder)
    half = tmp_path / "half"
    shutil.copytree(folder, half)
    (half / "backup.json").unlink()
    with pytest.raises(InvalidInput, match="no whole backup"):
        put(half)
    with pytest.raises(InvalidInput, match="There’s no file"):
        put(folder, tmp_path / "nothing.jsonl")
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", "another key of 32 characters and a few more")
    forget_settings()
    with pytest.raises(Conflict, match="under another key"):
        put(folder)


@pytest.mark.usefixtures("database")
def test_an_erasure_is_written_down_by_its_id_and_only_if_it_happened() -> None:
    jana, kari = people("Jana", "Kari")
    with pytest.raises(RuntimeError), transaction() as session:
        erase_person(session, session.get_one(Recipient, jana), machine_now())
        raise RuntimeError
    erase(kari)
    text = log_file().read_text("utf-8")
    assert "Kari" not in text
    assert "@" not in text
    assert erased_since(log_file(), machine_now() - timedelta(minutes=5)) == {kari}
    assert erased_since(log_file(), machine_now() + timedelta(minutes=5)) == set()
    assert log_file().stat().st_mode & 0o777 == 0o600
    log_file().write_text(text + '{"recipient_id": "rcp', "utf-8")
    assert erased_since(log_file(), machine_now() - timedelta(minutes=5)) == {kari}
    log_file().write_text("what is this\n" + text, "utf-8")
    with pytest.raises(InvalidInput, match="line 1"):
        erased_since(log_file(), machine_now())
