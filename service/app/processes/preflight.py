"""What has to be so before anything is started; each refusal says what to do."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EADDRINUSE, EPERM
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import psutil

from service.config import Settings
from service.db.disk import want_behind
from service.errors import SettingsError

SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 where the system keeps semaphores
LONGEST_DATABASE_PATH: Final = 500
"""SQLite's own limit is 512 bytes, and it appends to the name."""
FREE_NEEDED_MB: Final = 100
MEMORY_NEEDED_MB: Final = 1200
"""What web, broker, sweeper and four workers take together before the first film where each loads for itself; forked they take half
of it, and the sample campaign more at its height, for which a machine can swap."""
FIRST_FREE_PORT: Final = 1024
PORT_SECONDS: Final = 3.0
CGROUP: Final = Path("/sys/fs/cgroup")  # where a container's share of the memory is written


def check_machine(of: Settings) -> None:
    """Raises SettingsError for the first thing that would keep the product from running."""
    check_data_folder(of)
    check_shared_memory()
    check_memory()
    check_port_free(of.host, of.port)
    if of.metrics_port:
        check_port_free(of.metrics_host, of.metrics_port, "HANDPICKED_METRICS_PORT")


def check_data_folder(of: Settings) -> None:
    """Raises SettingsError where it cannot be written, is nearly full, or its path is too long for the database."""
    check_writable(of.data_dir)
    free_mb = shutil.disk_usage(of.data_dir).free // 1024**2
    if free_mb < FREE_NEEDED_MB:
        raise SettingsError(
            f"HANDPICKED_DATA_DIR: only {free_mb} MB are free in {of.data_dir}. "
            f"Free at least {FREE_NEEDED_MB} MB or choose another folder."
        )
    if not of.database_url and len(os.fsencode(of.data_dir / "handpicked.sqlite3")) > LONGEST_DATABASE_PATH:
        raise SettingsError(
            f"HANDPICKED_DATA_DIR: the path is too long for SQLite (at most {LONGEST_DATABASE_PATH} bytes). Choose "
            "a folder with a shorter path."
        )


def check_writable(folder: Path) -> None:
    """Makes the folder where it is missing and writes a file in it. Raises SettingsError where either fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
            probe.flush()
    except OSError as error:
        if want_behind(error) == "full":
            raise SettingsError(
                f"HANDPICKED_DATA_DIR: the disk is full: there is no room in {folder}. Nothing that was saved is "
                f"lost. Free at least {FREE_NEEDED_MB} MB."
            ) from None
        raise SettingsError(f"HANDPICKED_DATA_DIR: {folder} cannot be written ({error.strerror}).") from None


def check_shared_memory(folder: Path = SHARED_MEMORY) -> None:
    """Worker children share semaphores there. Raises SettingsError where it cannot be written."""
    if sys.platform == "darwin":
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written ({error.strerror}), and the workers need it. "
            "In a container, start it with --shm-size=64m or mount a tmpfs there."
        ) from None


def check_memory(cgroup: Path = CGROUP) -> None:
    """Raises SettingsError where less memory is free, on the machine or in its container, than the product needs to start."""
    free_mb = _free_memory(cgroup) // 1024**2
    if free_mb < MEMORY_NEEDED_MB:
        raise SettingsError(
            f"Only {free_mb:,} MB of memory are free, and web and workers need {MEMORY_NEEDED_MB:,} MB. "
            "Close other programs, or give this machine or container more memory."
        )


def _free_memory(cgroup: Path) -> int:
    """Bytes that may still be taken: the machine's (with its swap), or what a container is allowed, whichever is less."""
    free = psutil.virtual_memory().available + psutil.swap_memory().free
    with suppress(OSError, ValueError):  # no container, or no limit ("max")
        limit = int((cgroup / "memory.max").read_text(encoding="ascii"))
        used = int((cgroup / "memory.current").read_text(encoding="ascii"))
        facts = dict(line.split() for line in (cgroup / "memory.stat").read_text(encoding="ascii").splitlines())
        # What files take of it is given back when it is wanted.
        return min(free, limit - used + int(facts.get("inactive_file", "0")))
    return free


def check_port_free(host: str, port: int, setting: str = "HANDPICKED_PORT") -> None:
    """Raises SettingsError, naming the setting, where somebody listens already, or where this address is not ours to listen on.

    A run that was killed a moment ago holds its port until the machine has put it away, so a port in use is asked for again.
    """
    deadline = monotonic() + PORT_SECONDS
    while (error := _refusal(host, port)) is not None:
        if error.errno == EADDRINUSE and monotonic() < deadline:
            sleep(0.05)
            continue
        is_forbidden = error.errno in {EACCES, EPERM}
        way = (
            f"Ports below 1024 need root; set {setting} to 1024 or above."
            if is_forbidden and port < FIRST_FREE_PORT
            else f"Set {setting} to another port."
            if is_forbidden
            else f"Stop what uses it, or set {setting} to a free port."
        )
        raise SettingsError(f"{setting}: {host}:{port} can’t be opened ({error.strerror}). {way}")


def _refusal(host: str, port: int) -> OSError | None:
    """Why nobody can listen there now; None where one could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


@contextmanager
def only_instance(data_dir: Path) -> Iterator[None]:
    """Holds the data folder's lock. Raises SettingsError where another instance holds it. The lock ends with the process."""
    descriptor = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except OSError:
            raise SettingsError(
                f"Handpicked is already running with the data folder {data_dir}. "
                "Stop it, or set HANDPICKED_DATA_DIR to another folder."
            ) from None
        yield
    finally:
        os.close(descriptor)
