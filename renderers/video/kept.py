"""What was composed of a giver's material, as films take it: read from where the installation keeps it, by its key.

Whoever runs the renderers says once how the bytes are read (`material_from`); they are laid beside what else is made once, so that
a worker reads the storage once for a campaign and not once for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from renderers.errors import MaterialRefused
from renderers.runtime.cache import cache_folder, made_once

LOGO: Final = "logo"
SOUND: Final = "sound"
_read: list[Callable[[str, str], bytes]] = []


def material_from(read: Callable[[str, str], bytes]) -> None:
    """Says how a file is read by key and name; called once, at a process's start. `read` raises whatever it likes where there is
    none."""
    _read[:] = [read]


def scene_name(frame: str, locale: str) -> str:
    """The name under which the opening for this frame, its words in this language, is kept."""
    return f"{frame}_{locale.lower().replace('-', '_')}"


def kept_bytes(key: str, name: str) -> bytes:
    """A file's bytes. Raises MaterialRefused where it is not there."""

    def lay(path: Path) -> None:
        path.write_bytes(_read[0](key, name))

    try:
        return made_once(cache_folder("material") / f"{key}.{name}", lay).read_bytes()
    except Exception as error:
        raise MaterialRefused("What was composed of the giver’s material is missing.", where=name) from error
