"""A backup goes into a bucket and comes back from it, wherever files were kept and are to be kept; an erasure outlives it too."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from obstore.store import LocalStore, ObjectStore
from sqlalchemy import select

from service.app.backup import in_bucket
from service.app.backup.in_bucket import fetched, save_in_bucket
from service.app.backup.put_back import PutBack, put_back
from service.app.command_line import handpicked
from service.config import Settings, settings, sqlite_file
from service.db.connect import dispose_engines, reading, transaction
from service.db.erasure_log import log_file
from service.errors import Conflict, InvalidInput, NotFound, TemporaryError
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.recipients.models import Recipient
from service.storage.bucket import Bucket
from service.storage.in_force import storage
from tests.conftest import forget_settings
from tests.factories import make_job
from tests.postgres import refuse_or_skip
from tests.seaweed import BUCKET, S3Server, find_seaweed
from tests.service.app.backup.test_backup import erase, people

HERE = "s3://backups/monday"
KEY, LATER = "ab" * 32, "cd" * 32
PAGE = {"body": ("text/html", b"a page")}


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Addresses lead to folders of this machine, by the same library."""

    def connected(_: Settings, url: str) -> ObjectStore:
        named = urlsplit(url)
        return LocalStore(tmp_path / "store" / named.netloc / named.path.strip("/"), mkdir=True)

    monkeypatch.setattr(in_bucket, "connected", connected)
    return tmp_path / "store"


def names() -> set[str | None]:
    with reading() as session:
        return {one.given_name for one in session.scalars(select(Recipient))}


def put(url: str = HERE, *, logs: tuple[Path, ...] = ()) -> PutBack:
    dispose_engines()
    with fetched(url) as (folder, files):
        return put_back(folder, logs, lambda _: None, files=files)


@pytest.mark.usefixtures("database")
def test_database_and_files_come_back_and_whoever_was_erased_since_is_erased_again(
    bucket: Path, data_dir: Path
) -> None:
    jana, _ = people("Jana", "Kari")
    storage().put(KEY, PAGE, 0.1)
    made = save_in_bucket(HERE)
    assert (made.files, made.in_bucket, made.database) == (1, False, "database.sqlite3")
    erase(jana)
    storage().erase(KEY)
    storage().put(LATER, PAGE, 0.1)

    done = put()

    assert (done.erased, done.files, done.missing) == (1, 1, 0)
    assert names() == {None, "Kari"}
    assert storage().read(KEY, "body") == b"a page"
    assert storage().find(LATER) is None, "it is from after the backup"
    assert audit_database() == []
    assert not list(data_dir.glob("backup-*")), "nothing of it stays on this machine"
    assert "secret.key" not in {path.name for path in bucket.rglob("*")}


@pytest.mark.usefixtures("database", "bucket")
def test_with_the_host_lost_the_list_of_erasures_is_brought_from_elsewhere(data_dir: Path, tmp_path: Path) -> None:
    jana, _ = people("Jana", "Kari")
    save_in_bucket(HERE)
    erase(jana)
    kept = tmp_path / "kept.jsonl"
    log_file().rename(kept)
    dispose_engines()
    file = sqlite_file(settings().database)
    assert file is not None
    file.unlink()

    with pytest.raises(Conflict, match="Nobody can tell who was erased"):
        put()
    assert not file.exists()
    assert put(logs=(kept,)).erased == 1
    assert names() == {None, "Kari"}


@pytest.mark.usefixtures("database", "bucket")
def test_a_store_that_is_away_in_the_middle_leaves_everything_as_it_was(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people("Jana")
    storage().put(KEY, PAGE, 0.1)
    save_in_bucket(HERE)
    people("Kari")

    def away(*_: object) -> None:
        raise TemporaryError("The storage can’t be reached.")

    with monkeypatch.context() as cut:
        cut.setattr("service.storage.copy._copy", away)
        with pytest.raises(TemporaryError):
            put()
    assert names() == {"Jana", "Kari"}
    assert storage().read(KEY, "body") == b"a page"
    assert not list(data_dir.glob("*coming*")) + list(data_dir.glob("backup-*"))


@pytest.mark.usefixtures("database", "bucket")
def test_a_restore_that_is_cut_short_still_knows_the_second_time_who_was_erased(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only the database that is replaced knew it: as where the erasure was made on another host."""
    jana, _ = people("Jana", "Kari")
    save_in_bucket(HERE)
    erase(jana)
    log_file().unlink()
    with monkeypatch.context() as cut:
        cut.setattr("service.app.backup.put_back.migrate", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            put()
    assert names() == {"Jana", "Kari"}, "the database is back, and they are not erased yet"

    assert put().erased == 1
    assert names() == {None, "Kari"}


@pytest.mark.usefixtures("database")
def test_what_is_no_place_for_a_backup_or_no_backup_is_refused_and_nothing_is_changed(bucket: Path) -> None:
    people("Jana")
    for wrong in ("s3://backups", "s3:///monday", "https://example.com/x", "s3://backups/x?y=1"):
        with pytest.raises(InvalidInput, match="Name a folder of a bucket"):
            save_in_bucket(wrong)
    save_in_bucket(HERE)
    with pytest.raises(Conflict, match="Something lies at s3://backups/monday already"):
        save_in_bucket(HERE)
    with pytest.raises(InvalidInput, match="s3://backups/tuesday holds no whole backup"):
        put("s3://backups/tuesday")
    (bucket / "backups/monday/database.sqlite3").unlink()
    with pytest.raises(InvalidInput, match="s3://backups/monday holds no whole backup"):
        put()
    (bucket / "backups/monday/backup.json").write_text('{"form": 1}')
    with pytest.raises(InvalidInput, match="holds no whole backup"):
        put()
    assert names() == {"Jana"}


@pytest.mark.usefixtures("database")
def test_a_backup_that_names_another_file_than_a_database_reads_and_writes_nothing(
    bucket: Path, data_dir: Path
) -> None:
    people("Jana")
    save_in_bucket(HERE)
    said = bucket / "backups/monday/backup.json"
    said.write_text(said.read_text().replace("database.sqlite3", "../../secret.key"))
    with pytest.raises(InvalidInput, match="holds no whole backup"):
        put()
    assert names() == {"Jana"}


@pytest.mark.usefixtures("database", "bucket")
@pytest.mark.parametrize("target", ["s3://gifts/handpicked/backups", "s3://gifts", "s3://gifts/handpicked"])
def test_where_the_product_keeps_its_own_files_no_backup_is_put(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_STORAGE_URL", "s3://gifts/handpicked")
    forget_settings()
    with pytest.raises((Conflict, InvalidInput), match=r"Handpicked keeps its own files there|Name a folder"):
        save_in_bucket(target)


@pytest.mark.usefixtures("database", "bucket")
def test_the_commands_take_an_address_as_they_take_a_folder(data_dir: Path) -> None:
    people("Jana")
    told = CliRunner().invoke(handpicked, ["backup", HERE])
    assert (told.exit_code, told.stdout) == (
        0,
        "s3://backups/monday holds the database and 0 files (copied). The key isn’t in it.\n",
    )
    dispose_engines()
    again = CliRunner().invoke(handpicked, ["restore", "--yes", HERE])
    assert (again.exit_code, again.stdout.splitlines()[0]) == (0, "Restored: 0 files. Erased again: 0.")


@pytest.fixture(scope="module")
def server() -> object:
    program = find_seaweed()
    if program is None:
        refuse_or_skip("There is no S3 server here.", os.environ)
    with S3Server.running(program) as running:
        yield running


@pytest.mark.slow
@pytest.mark.usefixtures("any_database")
def test_in_a_real_store_a_backup_under_load_comes_back_whole_with_its_files_and_without_who_was_erased(
    server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in server.settings(f"own{tmp_path.name[-1]}{os.getpid()}").items():
        monkeypatch.setenv(name, value)
    forget_settings()
    here = f"s3://{BUCKET}/backup-{tmp_path.name[-1]}{os.getpid()}"
    jana, _ = people("Jana", "Kari")
    film = os.urandom(7_000_000)
    storage().put(KEY, {"film": ("video/mp4", film)}, 0.1)
    stop, wrote = Event(), []

    def write() -> None:
        while not stop.is_set():
            with transaction() as session:
                wrote.append(make_job(session, "content.preview", f"gft_{len(wrote)}").id)

    writer = Thread(target=write)
    writer.start()
    try:
        made = save_in_bucket(here)
    finally:
        stop.set()
        writer.join()
    assert (made.files, made.in_bucket) == (1, False)
    erase(jana)
    storage().erase(KEY)

    done = put(here)

    assert (done.erased, done.files) == (1, 1)
    assert storage().read(KEY, "film") == film
    assert names() == {None, "Kari"}
    with reading() as session:
        kept = set(session.scalars(select(Job.id).where(Job.kind == "content.preview")))
        shreds = session.scalars(select(Job.kind).where(Job.subject_id == jana)).all()
    assert kept <= set(wrote)
    assert "planning.forget_in_uploads" in shreds, "what was drawn or uploaded follows by job, which runs first"
    assert audit_database() == []
    assert put(here).erased == 1, "it can be put back once more"


@pytest.mark.slow
@pytest.mark.usefixtures("database")
def test_a_backup_in_a_real_store_comes_back_to_a_folder_and_a_store_that_refuses_says_so(
    server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.settings("other").items():
        monkeypatch.setenv(name, value)
    forget_settings()
    here = f"s3://{BUCKET}/away-{os.getpid()}"
    people("Jana")
    storage().put(KEY, PAGE, 0.1)
    save_in_bucket(here)
    with monkeypatch.context() as wrong:
        wrong.setenv("HANDPICKED_STORAGE_SECRET", "wrong")
        forget_settings()
        with pytest.raises(TemporaryError, match="The storage refuses our key"):
            save_in_bucket(f"{here}-2")
    forget_settings()
    dispose_engines()
    with fetched(here) as (folder, files):
        for name in server.settings():
            monkeypatch.delenv(name)
        forget_settings()
        with pytest.raises(NotFound):
            storage().read(KEY, "body")
        assert put_back(folder, [], lambda _: None, files=files).files == 1

    assert storage().read(KEY, "body") == b"a page"
    assert not isinstance(storage(), Bucket)
    assert names() == {"Jana"}
