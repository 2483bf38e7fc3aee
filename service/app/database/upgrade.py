"""`handpicked upgrade --check`: everything that is left to do after another version was installed. It changes nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from service.app.database.migrate import pending_migrations
from service.config import CHECKOUT, PREFIX, deprecated_settings, settings, sqlite_file, unknown_settings
from service.errors import HandpickedError

LOCK: Final = CHECKOUT / "requirements.lock"
_PINNED: Final = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)\s*(?P<marker>;)?", re.MULTILINE
)
_AND: Final = "\n    "
_NO_DATABASE: Final = "There is no database yet. To make it: handpicked migrate"


def left_to_do(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each thing to do: settings, then packages, then the database. Empty where nothing is."""
    unknown = unknown_settings(environment)
    found = [*unknown, *deprecated_settings(environment), *packages_to_install(LOCK)]
    return [*found, *([] if unknown else _database(environment))]


def packages_to_install(lock: Path) -> list[str]:
    """What of `lock` is missing here or is here in another version, as one sentence. A package that the lock wants only on some
    machines may be missing; without a lock nothing is said.
    """
    if not lock.is_file():
        return []
    pinned, always = defaultdict[str, set[str]](set), set()
    for found in _PINNED.finditer(lock.read_text("utf-8")):
        pinned[found["name"]].add(_plain(found["version"]))
        if not found["marker"]:
            always.add(found["name"])
    wrong = []
    for name, wanted in sorted(pinned.items()):
        here = _installed(name)
        if here is None and name in always:
            wrong.append(f"{name}: {' or '.join(sorted(wanted))} is wanted, none is here")
        elif here is not None and here not in wanted:
            wrong.append(f"{name}: {' or '.join(sorted(wanted))} is wanted, {here} is here")
    if not wrong:
        return []
    return [f"What is installed isn’t what {lock.name} lists. Run: make setup{_AND}{_AND.join(wrong)}"]


def _installed(name: str) -> str | None:
    try:
        return _plain(version(name))
    except PackageNotFoundError:
        return None


def _plain(numbers: str) -> str:
    """1.002 and 1.2 are one version (PEP 440)."""
    return ".".join(str(int(part)) if part.isdecimal() else part for part in numbers.split("."))


def _database(environment: Mapping[str, str]) -> list[str]:
    """What stands in the way of looking is itself to be done. A file that isn't there, and its key, stay unmade."""
    try:
        file = _default_or_given(environment)
        if file is not None and not file.exists():
            return [_NO_DATABASE]
        settings()  # before the engine: its errors say which variable is wrong
        missing = pending_migrations()
    except HandpickedError as error:
        return [error.sentence]
    except SQLAlchemyError:
        return ["The database doesn’t answer, so nobody can say which migrations it lacks. Start it and look again."]
    if not missing:
        return []
    count = "1 migration is" if len(missing) == 1 else f"{len(missing)} migrations are"
    return [f"{count} pending. Back up, stop every process, then run: handpicked migrate{_AND}{_AND.join(missing)}"]


def _default_or_given(environment: Mapping[str, str]) -> Path | None:
    """The file of a SQLite database, read without making a key for it; None for a server and where the address lies in a file."""
    if url := environment.get(f"{PREFIX}DATABASE_URL"):
        return sqlite_file(url)
    if f"{PREFIX}DATABASE_URL_FILE" in environment:
        return None
    return Path(environment.get(f"{PREFIX}DATA_DIR", CHECKOUT / "var")).expanduser() / "handpicked.sqlite3"
