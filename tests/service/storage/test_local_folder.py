from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest

from service.db.base import utc_now
from service.errors import NotFound, TemporaryError
from service.storage import pack
from service.storage.interface import Storage
from service.storage.local_folder import LocalFolder
from tests.service.storage.contract import FILES, KEY, StorageContract, earlier_list


class TestLocalFolder(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        return LocalFolder(tmp_path)

    def put_as_earlier(self, storage: Storage) -> None:
        assert isinstance(storage, LocalFolder)
        folder = storage.root / KEY[:2]
        folder.mkdir()
        for name, (_, body) in FILES.items():
            (folder / f"{KEY}.{name}").write_bytes(body)
        (folder / f"{KEY}.json").write_bytes(earlier_list())

    def lies(self, storage: Storage) -> list[str]:
        assert isinstance(storage, LocalFolder)
        return sorted(path.name.removeprefix(f"{KEY}.") for path in storage.root.rglob(f"{KEY}.*"))


def test_files_lie_under_the_first_letters_of_their_key(tmp_path: Path) -> None:
    LocalFolder(tmp_path).put(KEY, FILES, 0.25)
    assert sorted(path.name for path in (tmp_path / "ab").iterdir()) == [f"{KEY}.pack"]


def test_a_rendition_without_all_its_files_is_none(tmp_path: Path) -> None:
    storage = LocalFolder(tmp_path)
    storage.put(KEY, FILES, 0.25)
    kept = tmp_path / "ab" / f"{KEY}.pack"
    kept.write_bytes(kept.read_bytes()[:-1])

    assert (storage.find(KEY), storage.size(KEY, "body"), storage.size(KEY, "text")) == (None, 3, None)
    with pytest.raises(NotFound):
        storage.read(KEY, "text")
    assert storage.put(KEY, FILES, 0.25) == storage.find(KEY)


def test_a_rendition_whose_long_file_was_cut_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "SHORT_BYTES", 4)
    storage = LocalFolder(tmp_path)
    storage.put(KEY, FILES, 0.25)
    (tmp_path / "ab" / f"{KEY}.text").write_bytes(b"word")
    assert (storage.find(KEY), storage.size(KEY, "text")) == (None, 4)


def test_erasing_leaves_what_is_being_written_now_and_the_sweep_takes_what_was_left(tmp_path: Path) -> None:
    storage = LocalFolder(tmp_path)
    storage.put(KEY, FILES, 0.25)
    half = tmp_path / "ab" / f".{KEY}.body.12ab34cd"
    half.write_bytes(b"<")
    storage.erase(KEY)
    assert list((tmp_path / "ab").iterdir()) == [half]

    at, long_ago = utc_now() - timedelta(minutes=1), (utc_now() - timedelta(hours=1)).timestamp()
    assert (storage.older_than("ab", at), storage.erase_older(KEY, at)) == (frozenset(), 0)
    os.utime(half, (long_ago, long_ago))
    assert (storage.older_than("ab", at), storage.erase_older(KEY, at)) == (frozenset({KEY}), 1)
    assert list((tmp_path / "ab").iterdir()) == []


def test_what_is_found_is_new_again(tmp_path: Path) -> None:
    storage = LocalFolder(tmp_path)
    storage.put(KEY, FILES, 0.25)
    at, long_ago = utc_now() - timedelta(minutes=1), (utc_now() - timedelta(hours=1)).timestamp()
    for path in (tmp_path / "ab").iterdir():
        os.utime(path, (long_ago, long_ago))

    assert storage.older_than("ab", at) == frozenset({KEY})
    assert storage.find(KEY) is not None
    assert (storage.older_than("ab", at), storage.erase_older(KEY, at)) == (frozenset(), 0)


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(TemporaryError, match="data folder is full"):
        LocalFolder(tmp_path).put(KEY, FILES, 0.25)

    assert list((tmp_path / "ab").iterdir()) == []


def test_what_is_written_stays_written_though_clearing_up_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(Path, "unlink", fails)
    LocalFolder(tmp_path).put(KEY, FILES, 0.25)
    assert LocalFolder(tmp_path).find(KEY) is not None


def test_a_disk_that_is_full_is_told_though_clearing_up_fails_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "not yours")

    monkeypatch.setattr("os.fsync", full)
    monkeypatch.setattr(Path, "unlink", fails)
    with pytest.raises(TemporaryError, match="data folder is full"):
        LocalFolder(tmp_path).put(KEY, FILES, 0.25)
