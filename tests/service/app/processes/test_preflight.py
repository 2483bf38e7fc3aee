"""What has to be so before anything is started."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.app.processes import preflight
from service.app.processes.preflight import (
    check_machine,
    check_memory,
    check_port_free,
    check_shared_memory,
    check_writable,
    only_instance,
)
from service.config import Settings, settings
from service.errors import SettingsError
from tests.ports import free_port


def test_a_machine_as_it_should_be_is_accepted() -> None:
    check_machine(settings().model_copy(update={"port": free_port()}))

    assert settings().data_dir.is_dir()


def test_a_port_in_use_is_refused_by_name() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"HANDPICKED_PORT: 127\.0\.0\.1:{port} can’t be opened"):
            check_port_free("127.0.0.1", port)


def test_a_data_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match=r"HANDPICKED_DATA_DIR: .*file/data cannot be written \(Not a directory\)"):
        check_writable(tmp_path / "file" / "data")


def test_shared_memory_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--shm-size"):
        check_shared_memory(tmp_path / "missing")


def test_a_full_disk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=5 * 1024**2)
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda _path: usage)

    with pytest.raises(SettingsError, match="only 5 MB are free"):
        check_machine(settings().model_copy(update={"port": free_port()}))


def test_a_path_beyond_what_sqlite_can_open_is_refused_and_a_very_long_one_is_not(tmp_path: Path) -> None:
    def of(length: int) -> Settings:
        folder = tmp_path
        while length - len(str(folder)) > 201:
            folder /= "d" * 100
        folder /= "d" * (length - len(str(folder)) - 1)
        return settings().model_copy(update={"data_dir": folder, "port": free_port()})

    check_machine(of(470))
    with pytest.raises(SettingsError, match="too long for SQLite"):
        check_machine(of(490))


def test_a_second_instance_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    with (
        only_instance(tmp_path),
        pytest.raises(SettingsError, match="already running with the data folder"),
        only_instance(tmp_path),
    ):
        pass
    with only_instance(tmp_path):
        pass


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (errno.EACCES, "Ports below 1024 need root; set HANDPICKED_PORT to 1024 or above."),
        (errno.EADDRINUSE, "Stop what uses it, or set HANDPICKED_PORT to a free port."),
    ],
)
def test_a_port_that_is_not_permitted_is_not_called_taken(
    error: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_socket: object, _address: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(SettingsError) as refused:
        check_port_free("127.0.0.1", 80)
    assert refused.value.sentence == f"HANDPICKED_PORT: 127.0.0.1:80 can’t be opened ({os.strerror(error)}). {says}"


def _container(folder: Path, limit: str, used_mb: int, files_mb: int) -> Path:
    (folder / "memory.max").write_text(limit)
    (folder / "memory.current").write_text(str(used_mb * 1024**2))
    (folder / "memory.stat").write_text(f"anon 1\ninactive_file {files_mb * 1024**2}\n")
    return folder


def test_a_container_with_too_little_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"Only 512 MB of memory are free, and web and workers need 1,200 MB\."):
        check_memory(_container(tmp_path, str(1024**3), used_mb=612, files_mb=100))


def test_a_machine_with_too_little_memory_is_refused_and_its_swap_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    free = SimpleNamespace(available=800 * 1024**2)
    monkeypatch.setattr(preflight.psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(preflight.psutil, "swap_memory", lambda: SimpleNamespace(free=0))
    with pytest.raises(SettingsError, match="Only 800 MB of memory are free"):
        check_memory(tmp_path)
    monkeypatch.setattr(preflight.psutil, "swap_memory", lambda: SimpleNamespace(free=400 * 1024**2))
    check_memory(_container(tmp_path, "max\n", used_mb=1, files_mb=0))
