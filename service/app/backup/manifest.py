"""What a backup says of itself: when it began, of which version, under which key, and what it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from service.errors import InvalidInput

NAME: Final = "backup.json"
FORM: Final = 1
SQLITE: Final = "database.sqlite3"
POSTGRES: Final = "database.pgdump"
FILES: Final = "files"
LISTING: Final = "files.txt"
"""Keys of what lay in the bucket."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`began_at`: erasures from then on are repeated after a restore. `key`: the check value, which tells nothing of the key."""

    began_at: datetime
    database: str
    revision: str | None
    key: str
    files: int
    in_bucket: bool

    def write(self, folder: Path) -> None:
        """Written last: a folder without it is no backup."""
        body = {"form": FORM, **asdict(self), "began_at": self.began_at.isoformat()}
        (folder / NAME).write_text(json.dumps(body, indent=2) + "\n", "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises InvalidInput for a folder that holds no whole backup of a form that we know."""
    try:
        body: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        if body.pop("form") != FORM:
            raise InvalidInput(f"{folder} was made by another version, which this one can’t read.")
        return Manifest(**{**body, "began_at": datetime.fromisoformat(body["began_at"])})
    except (OSError, ValueError, KeyError, TypeError):
        raise InvalidInput(f"{folder} holds no whole backup: {NAME} is missing or damaged.") from None
