"""Putting a backup back: only where nothing runs, under the same key; and whoever was erased since is erased again before anything
runs (rule: an erasure outlives a backup)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Final

import psutil
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect, select, text

from service.app.backup.manifest import FILES, LISTING, POSTGRES, SQLITE, Manifest, read_manifest
from service.app.backup.postgres_tools import restore
from service.app.database.config import alembic_config
from service.app.database.migrate import migrate
from service.app.wiring import register_all
from service.clock import machine_now
from service.config import settings, sqlite_file
from service.content.erase import erase_person
from service.db.connect import dispose_engines, make_engine, transaction
from service.db.erasure_log import add_lines, erased_since, log_file
from service.db.key_check import key_value
from service.errors import Conflict, InvalidInput
from service.recipients.models import Recipient
from service.storage.copy import copy_all
from service.storage.in_force import local_files, storage, storage_in
from service.storage.interface import Storage

ASIDE: Final = "before-restore"
_ALIVE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was done: `erased` people were erased again, `files` came back, `missing` of them the bucket doesn't have any more."""

    erased: int
    files: int
    missing: int
    aside: Sequence[Path]


def put_back(
    folder: Path,
    logs: Sequence[Path],
    told: Callable[[str], None],
    *,
    without_erasures: bool = False,
    files: Storage | None = None,
) -> PutBack:
    """Replaces database and files; what was there lies beside it until somebody deletes it. A bucket keeps what it has, and gets
    what it lacks.

    `files`: where the backup's files lie, if not in its folder; they may come back to a folder or a bucket then. `logs`: lists of
    erasures of other hosts. `without_erasures`: go on though neither the database that is there nor any list can be read. Raises
    InvalidInput for what is no backup, Conflict where something runs, the key is another one, or nobody can tell who was erased
    since, TemporaryError where the bucket is away; nothing has been changed then.
    """
    manifest = read_manifest(folder)
    _require_fitting(folder, manifest, has_own_files=files is None)
    _require_stillness()
    erased, is_known = _erased_since(manifest.began_at, logs)
    if not is_known and not without_erasures:
        raise Conflict(
            "Nobody can tell who was erased since this backup: neither the database here nor a list of erasures can be read. "
            f"Bring {log_file().name} of each host by --erasures, or say --without-erasures if nobody was."
        )
    stamp = _free_stamp()
    coming = None if files is None else _bring(files, stamp)
    _write_down(erased)
    aside = [_replace_database(folder, manifest, stamp), _replace_files(manifest, stamp, coming or folder / FILES)]
    told("Database and files are back. Bringing the tables to this version …")
    migrate()
    register_all()
    number = _erase_again(erased)
    return PutBack(number, manifest.files, _missing(folder, manifest), [one for one in aside if one is not None])


def _require_fitting(folder: Path, manifest: Manifest, *, has_own_files: bool) -> None:
    if manifest.key != key_value():
        raise Conflict("This backup was made under another key. Set HANDPICKED_SECRET_KEY to the one in use then.")
    ours = SQLITE if sqlite_file(settings().database) else POSTGRES
    if manifest.database != ours or not (folder / ours).is_file():
        raise Conflict("This backup is of another kind of database than HANDPICKED_DATABASE_URL names, or not whole.")
    if has_own_files and manifest.in_bucket != (local_files() is None):
        raise Conflict("This backup’s files lay elsewhere: set or remove HANDPICKED_STORAGE_URL as it was then.")
    if manifest.revision is not None:
        try:
            ScriptDirectory.from_config(alembic_config()).get_revision(manifest.revision)
        except CommandError:
            raise Conflict("This backup is of a newer version. Install that version, then restore.") from None


def _require_stillness() -> None:
    """Raises Conflict where anybody has the database open, or a worker gave a sign of life just now."""
    dispose_engines()  # our own connections are nobody's work
    running = "Handpicked is running here ({}). Stop every process, also on other hosts, then restore."
    file = sqlite_file(settings().database)
    if file is not None:
        if others := _who_has_open(file):
            raise Conflict(running.format(f"process {', '.join(map(str, others))}"))
        if not file.exists():
            return
    asked = make_engine(settings().database)
    try:
        with asked.connect().execution_options(reading=True) as connection:
            if connection.dialect.name == "postgresql":
                count = (
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
                if number := connection.scalar(text(count)):
                    raise Conflict(running.format(f"{number} connections to the database"))
            if inspect(connection).has_table("worker_pulse"):
                seen = connection.execute(text("SELECT max(seen_at) FROM worker_pulse")).scalar()
                if seen is not None and machine_now() - _moment(seen) < _ALIVE:
                    raise Conflict(running.format("a worker was heard less than two minutes ago"))
    finally:
        asked.dispose()


def _moment(value: datetime | str) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=machine_now().tzinfo)


def _who_has_open(file: Path) -> list[int]:
    wanted, found = {str(file), f"{file}-wal"}, []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and any(one.path in wanted for one in process.open_files()):
                found.append(process.pid)
    return found


def _erased_since(since: datetime, logs: Sequence[Path]) -> tuple[set[str], bool]:
    """(who, whether anybody could tell)."""
    known, is_known = set[str](), False
    for path in (log_file(), *logs):
        if path in logs and not path.is_file():
            raise InvalidInput(f"There’s no file {path}.")
        if path.is_file():
            known, is_known = known | erased_since(path, since), True
    file = sqlite_file(settings().database)
    if file is not None and not file.exists():
        return known, is_known
    asked = make_engine(settings().database)
    try:
        with asked.connect().execution_options(reading=True) as connection:
            if inspect(connection).has_table("recipient"):
                gone = select(Recipient.id).where(Recipient.erased_at.is_not(None))
                return known | set(connection.scalars(gone)), True
    except Exception:  # a database that is damaged is what one restores for
        return known, is_known
    finally:
        asked.dispose()
    return known, is_known


def _free_stamp() -> str:
    """A name that nothing beside database and files has yet: of two restores in one second, each keeps what was there."""
    places = [place for place in (sqlite_file(settings().database), local_files()) if place is not None]
    first = f"{ASIDE}-{machine_now():%Y%m%d-%H%M%S}"
    names = chain([first], (f"{first}-{number}" for number in count(2)))
    return next(name for name in names if not any(_beside(place, name).exists() for place in places))


def _beside(place: Path, stamp: str) -> Path:
    return place.with_name(f"{place.name}.{stamp}")


def _replace_database(folder: Path, manifest: Manifest, stamp: str) -> Path | None:
    dispose_engines()
    file = sqlite_file(settings().database)
    if file is None:
        restore(folder / POSTGRES)
        return None
    aside = _beside(file, stamp) if file.exists() else None
    if aside is not None:
        file.rename(aside)
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    coming = file.with_name(f"{file.name}.coming")
    shutil.copyfile(folder / manifest.database, coming)
    coming.chmod(0o600)
    coming.rename(file)
    return aside


def _bring(files: Storage, stamp: str) -> Path | None:
    """Files that lie elsewhere are fetched before anything is replaced: into the bucket, which gets what it lacks, or into a folder
    beside the one that is there. Raises TemporaryError where they cannot be."""
    to = local_files()
    if to is None:
        copy_all(files, storage())
        return None
    coming = _beside(to, f"{stamp}-coming")
    coming.mkdir(parents=True, mode=0o700)
    try:
        copy_all(files, storage_in(coming))
    except BaseException:
        shutil.rmtree(coming)
        raise
    return coming


def _write_down(erased: set[str]) -> None:
    """Whoever is to be erased again stands in this host's list before the database that says so is replaced: a restore that is cut
    short from here on and done again still knows them."""
    known = erased_since(log_file(), datetime.min.replace(tzinfo=UTC)) if log_file().is_file() else set()
    if missing := sorted(erased - known):
        add_lines(log_file(), missing, machine_now())


def _replace_files(manifest: Manifest, stamp: str, source: Path) -> Path | None:
    to = local_files()
    if manifest.in_bucket or to is None:
        return None
    aside = _beside(to, stamp) if to.exists() else None
    if aside is not None:
        to.rename(aside)
    if source.parent == to.parent:
        source.rename(to)
    else:
        shutil.copytree(source, to, dirs_exist_ok=True)
    return aside


def _erase_again(recipient_ids: set[str]) -> int:
    """Whoever the backup still knows, each in a transaction; what was drawn for them goes by jobs, which run first."""
    number = 0
    for recipient_id in sorted(recipient_ids):
        with transaction() as session:
            recipient = session.get(Recipient, recipient_id)
            if recipient is not None and recipient.erased_at is None:
                number += erase_person(session, recipient, machine_now())
    return number


def _missing(folder: Path, manifest: Manifest) -> int:
    if not manifest.in_bucket:
        return 0
    keys = (folder / LISTING).read_text("utf-8").split()
    return sum(storage().find(key) is None for key in keys)
