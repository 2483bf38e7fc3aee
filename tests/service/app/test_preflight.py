"""What has to be so before anything is started."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from service.app import preflight
from service.app.preflight import check_machine, check_port_free, check_shared_memory, check_writable, only_instance
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
        with pytest.raises(SettingsError, match=rf"HANDPICKED_PORT: 127\.0\.0\.1:{port} cannot be listened on"):
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
    with pytest.raises(SettingsError, match="longer than SQLite can open"):
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
