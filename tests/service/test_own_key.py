"""The key an installation makes for itself: once, on the disk before its name, and never where data lacks its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from service import own_key as module
from service.config import read_settings, sqlite_file
from service.errors import SettingsError
from service.own_key import NAME, own_key


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_first_start_makes_one_private_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    key = own_key(tmp_path / "new", tmp_path / "new" / "handpicked.sqlite3")

    assert len(key) == 64
    assert names(tmp_path / "new") == [NAME]
    assert (tmp_path / "new" / NAME).read_text() == key
    assert (tmp_path / "new" / NAME).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_key_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def noting(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any, **named: Any) -> Any:
            what = Path(f"/proc/self/fd/{given[0]}").readlink() if name == "sync" else str(given[0])
            done.append(f"{name} {'folder' if Path(what).is_dir() else 'file'}")
            return act(*given, **named)

        return noted

    monkeypatch.setattr(os, "fsync", noting("sync", os.fsync))
    monkeypatch.setattr(os, "link", noting("link", os.link))
    own_key(tmp_path, None)

    assert done == ["sync file", "link file", "sync folder", "sync folder"]


def test_who_is_killed_before_the_name_is_there_has_made_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(os, "fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            own_key(tmp_path, None)
    assert names(tmp_path) == []
    assert len(own_key(tmp_path, None)) == 64


def test_of_many_who_start_at_once_all_have_the_same_key(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [Thread(target=lambda: keys.append(own_key(tmp_path, None))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1
    assert names(tmp_path) == [NAME]


def test_reading_the_key_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = own_key(tmp_path, None)

    def full(*_given: Any, **_named: Any) -> None:
        raise OSError(28, "No space left on device")

    for name in ("open", "link", "mkdir"):
        monkeypatch.setattr(module.os, name, full)
    assert own_key(tmp_path, None) == key


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty, and an empty key protects nothing"),
        (b"\n", "is empty"),
        (b" " * 64, "is empty"),
        (b"abcde", "must have at least 32 characters; it has 5"),
        (b"k" * 31 + b"\n", "it has 31"),
        (b"\0" * 64, "is damaged"),
        (b"\xff\xfe" * 40, "is damaged: it is not text"),
    ],
)
def test_a_file_that_holds_no_key_stops_the_start_and_says_what_to_restore(
    body: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(body)

    with pytest.raises(SettingsError) as refused:
        read_settings({"HANDPICKED_DATA_DIR": str(tmp_path)})

    assert said in refused.value.sentence
    assert refused.value.sentence.startswith(f"{tmp_path}/{NAME} ")
    assert "Restore it from your backup." in refused.value.sentence
    assert (tmp_path / NAME).read_bytes() == body


def test_a_key_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(SettingsError, match=r"secret\.key cannot be read \(Is a directory\)"):
        own_key(tmp_path, None)
    (tmp_path / NAME).rmdir()
    (tmp_path / NAME).symlink_to(tmp_path / "unmounted")
    with pytest.raises(SettingsError, match=r"secret\.key cannot be read \(No such file or directory\)"):
        own_key(tmp_path, None)


@pytest.mark.parametrize("where", ["handpicked.sqlite3", "elsewhere.db"])
def test_a_database_without_its_key_never_gets_a_new_one(where: str, tmp_path: Path) -> None:
    (tmp_path / where).write_bytes(b"SQLite format 3\0")
    given = {"HANDPICKED_DATA_DIR": str(tmp_path)}
    if where != "handpicked.sqlite3":
        given["HANDPICKED_DATABASE_URL"] = f"sqlite:///{tmp_path / where}"

    with pytest.raises(SettingsError, match=r"Restore secret\.key from your backup.*No new key was made"):
        read_settings(given)

    assert names(tmp_path) == [where]


def test_an_empty_database_file_is_no_data_yet(tmp_path: Path) -> None:
    (tmp_path / "handpicked.sqlite3").touch()
    assert len(own_key(tmp_path, tmp_path / "handpicked.sqlite3")) == 64


@pytest.mark.parametrize("value", ["", " " * 40, "abcde", "k" * 31, " " + "k" * 31 + " "])
def test_a_given_key_that_is_none_is_refused_and_not_replaced_in_silence(value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^HANDPICKED_SECRET_KEY (is empty|must have at least 32 characters)"):
        read_settings({"HANDPICKED_DATA_DIR": str(tmp_path), "HANDPICKED_SECRET_KEY": value})
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "SMTP_URL", "DATABASE_URL", "PORT"])
@pytest.mark.parametrize("body", ["", "\n", "  \t\n"])
def test_an_empty_file_behind_any_setting_is_an_error(name: str, body: str, tmp_path: Path) -> None:
    (tmp_path / "given").write_text(body)
    with pytest.raises(SettingsError, match=rf"^HANDPICKED_{name}_FILE: .*/given is empty"):
        read_settings({"HANDPICKED_DATA_DIR": str(tmp_path / "data"), f"HANDPICKED_{name}_FILE": f"{tmp_path}/given"})
    assert names(tmp_path) == ["given"]


def test_a_file_variable_without_a_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HANDPICKED_SECRET_KEY_FILE is empty"):
        read_settings({"HANDPICKED_DATA_DIR": str(tmp_path), "HANDPICKED_SECRET_KEY_FILE": ""})


def test_a_value_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40)
    with pytest.raises(SettingsError, match="both set"):
        read_settings({"HANDPICKED_SECRET_KEY": "", "HANDPICKED_SECRET_KEY_FILE": f"{tmp_path}/key"})


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("sqlite:////srv/gifts.db", Path("/srv/gifts.db")),
        ("sqlite:///gifts.db?timeout=3", Path("gifts.db")),
        ("sqlite:///:memory:", None),
        ("sqlite://", None),
        ("postgresql+psycopg://db/gifts", None),
    ],
)
def test_the_file_of_an_address_is_known(address: str, file: Path | None) -> None:
    assert sqlite_file(address) == file
