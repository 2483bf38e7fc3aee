from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from service.content import store
from service.errors import NotFound, TemporaryError

KEY = "ab" * 32
FILES = {"body": ("text/html", b"<p>"), "text": ("text/plain", b"words")}


def test_what_was_stored_is_found_whole(data_dir: Path) -> None:
    stored = store.store(KEY, FILES, 0.25)

    assert stored.files == {
        "body": {"media_type": "text/html", "bytes": 3, "sha256": hashlib.sha256(b"<p>").hexdigest()},
        "text": {"media_type": "text/plain", "bytes": 5, "sha256": hashlib.sha256(b"words").hexdigest()},
    }
    assert store.find(KEY) == stored
    assert store.read(KEY, "text") == b"words"
    assert sorted(path.name for path in (data_dir / "renditions" / "ab").iterdir()) == [
        f"{KEY}.body",
        f"{KEY}.json",
        f"{KEY}.text",
    ]


def test_a_rendition_without_all_its_files_is_none(data_dir: Path) -> None:
    store.store(KEY, FILES, 0.25)
    store.path_of(KEY, "text").write_bytes(b"word")

    assert store.find(KEY) is None
    assert store.find("cd" * 32) is None


def test_removing_leaves_nothing(data_dir: Path) -> None:
    store.store(KEY, FILES, 0.25)

    assert store.remove(KEY) == 2
    assert list((data_dir / "renditions" / "ab").iterdir()) == []
    with pytest.raises(NotFound):
        store.read(KEY, "body")


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "/x"])
def test_a_hash_cannot_lead_anywhere_else(data_dir: Path, key: str) -> None:
    with pytest.raises(NotFound):
        store.path_of(key, "body")


@pytest.mark.parametrize("name", ["", "..", "../x", "body/..", "Body", "json", "a.b", "a" * 33])
def test_a_name_cannot_lead_anywhere_else(data_dir: Path, name: str) -> None:
    with pytest.raises(NotFound):
        store.path_of(KEY, name)


def test_a_full_disk_leaves_nothing_half_written(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(TemporaryError, match="no room left"):
        store.store(KEY, FILES, 0.25)

    assert list((data_dir / "renditions" / "ab").iterdir()) == []


def test_what_is_written_stays_written_though_clearing_up_fails(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(Path, "unlink", fails)
    store.store(KEY, FILES, 0.25)
    assert store.find(KEY) is not None


def test_a_disk_that_is_full_is_told_though_clearing_up_fails_too(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "not yours")

    monkeypatch.setattr("os.fsync", full)
    monkeypatch.setattr(Path, "unlink", fails)
    with pytest.raises(TemporaryError, match="no room left"):
        store.store(KEY, FILES, 0.25)
