"""What every storage must do. A test class of an implementation inherits this and says how to make an empty one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from service.db.base import utc_now
from service.errors import NotFound
from service.storage import pack
from service.storage.copy import copy_all
from service.storage.interface import Storage
from service.storage.local_folder import LocalFolder

KEY, OTHER = "ab" * 32, "ac" + "0" * 62
FILES = {"body": ("text/html", b"<p>"), "text": ("text/plain", b"words")}
SOON = timedelta(minutes=1)


def listed(files: Mapping[str, tuple[str, bytes]]) -> dict[str, dict[str, object]]:
    return {
        name: {"media_type": media_type, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for name, (media_type, body) in files.items()
    }


def earlier_list() -> bytes:
    """What an earlier release wrote down about `FILES`."""
    return json.dumps({"files": listed(FILES), "seconds": 0.25}).encode()


class StorageContract:
    @pytest.fixture
    def storage(self) -> Storage:
        raise NotImplementedError

    def put_as_earlier(self, storage: Storage) -> None:
        """Stores `FILES` under `KEY` as releases did that had a file of its own for each."""
        raise NotImplementedError

    def lies(self, storage: Storage) -> list[str]:
        """The last parts of the names of all that lies there for `KEY`."""
        raise NotImplementedError

    def test_what_was_put_is_found_whole(self, storage: Storage) -> None:
        stored = storage.put(KEY, FILES, 0.25)

        assert (stored.key, stored.seconds) == (KEY, 0.25)
        assert stored.files == listed(FILES)
        assert storage.find(KEY) == stored
        assert storage.read(KEY, "text") == b"words"
        assert (storage.size(KEY, "text"), storage.size(KEY, "film"), storage.size(OTHER, "text")) == (5, None, None)

    def test_an_open_file_is_read_from_any_place_on(self, storage: Storage) -> None:
        storage.put(KEY, FILES, 0.25)
        file = storage.open(KEY, "text")
        with file.content as content:
            content.seek(2)
            assert (content.read(2), content.read(), content.seekable()) == (b"rd", b"s", True)
        assert (file.bytes, abs(utc_now() - file.written_at) < SOON) == (5, True)

    def test_short_files_lie_as_one_and_a_long_one_beside_them(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pack, "SHORT_BYTES", 5)
        long, empty = b"longer", b""
        files = {"film": ("video/mp4", long), **FILES, "cues": ("text/plain", empty)}
        stored = storage.put(KEY, files, 0.25)

        assert [name.partition(".")[0] for name in self.lies(storage)] == ["film", "pack"]
        assert storage.find(KEY) == stored
        assert {name: storage.read(KEY, name) for name in files} == {name: body for name, (_, body) in files.items()}
        for name, (_, body) in files.items():
            with storage.open(KEY, name).content as content:
                assert (content.read(), storage.size(KEY, name)) == (body, len(body))
        assert storage.erase(KEY) == 2
        assert self.lies(storage) == []

    def test_a_short_file_far_back_in_its_list_is_read_whole(self, storage: Storage) -> None:
        files = {f"part{number}": ("text/plain", bytes([number]) * 9_000) for number in range(4)}
        storage.put(KEY, files, 0.25)
        assert self.lies(storage) == ["pack"]
        assert {name: storage.read(KEY, name) for name in files} == {name: body for name, (_, body) in files.items()}
        with storage.open(KEY, "part3").content as content:
            content.seek(8_999)
            assert content.read() == b"\x03"

    def test_what_an_earlier_release_stored_is_read_kept_copied_and_erased(
        self, storage: Storage, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        self.put_as_earlier(storage)
        new = LocalFolder(tmp_path_factory.mktemp("new"))

        found = storage.find(KEY)
        assert found is not None
        assert (found.files, found.seconds) == (listed(FILES), 0.25)
        assert (storage.read(KEY, "body"), storage.size(KEY, "text"), storage.size(KEY, "film")) == (b"<p>", 5, None)
        with storage.open(KEY, "text").content as content:
            content.seek(2)
            assert content.read() == b"rds"
        assert copy_all(storage, new).copied == 1
        assert (new.find(KEY), new.read(KEY, "text")) == (found, b"words")
        assert storage.erase(KEY) == 3
        assert (storage.find(KEY), self.lies(storage)) == (None, [])

    def test_drawn_again_over_an_earlier_one_the_new_one_counts_and_both_are_erased(self, storage: Storage) -> None:
        self.put_as_earlier(storage)
        storage.put(KEY, {"text": ("text/plain", b"other words")}, 0.5)

        found = storage.find(KEY)
        assert (storage.read(KEY, "text"), found and found.seconds) == (b"other words", 0.5)
        assert storage.erase_older(KEY, utc_now() + SOON) == 4
        assert self.lies(storage) == []

    def test_what_is_not_there_is_not_found(self, storage: Storage) -> None:
        storage.put(KEY, FILES, 0.25)
        assert storage.find(OTHER) is None
        for key, name in ((OTHER, "body"), (KEY, "film")):
            with pytest.raises(NotFound):
                storage.read(key, name)
            with pytest.raises(NotFound):
                storage.open(key, name)

    def test_many_that_put_the_same_one_at_once_leave_it_whole(self, storage: Storage) -> None:
        with ThreadPoolExecutor(4) as pool:
            put = list(pool.map(lambda _: storage.put(KEY, FILES, 0.25), range(8)))
        assert {stored.key for stored in put} == {KEY}
        assert storage.find(KEY) == put[0]

    def test_erasing_leaves_nothing_of_this_key_and_all_of_others(self, storage: Storage) -> None:
        storage.put(KEY, FILES, 0.25)
        storage.put(OTHER, FILES, 0.25)

        assert storage.erase(KEY) == 1
        assert (storage.find(KEY), storage.erase(KEY)) == (None, 0)
        with pytest.raises(NotFound):
            storage.read(KEY, "body")
        assert storage.find(OTHER) is not None

    def test_a_walk_meets_every_key_in_one_part_and_goes_on_where_it_ended(self, storage: Storage) -> None:
        keys = {KEY, OTHER, "ff" + "1" * 62}
        for key in keys:
            storage.put(key, FILES, 0.25)
        parts, later = list(storage.parts()), utc_now() + SOON

        met = [key for part in parts for key in storage.older_than(part, later)]
        assert (sorted(met), parts) == (sorted(keys), sorted(parts))
        for part in parts:
            assert list(storage.parts(part)) == parts[parts.index(part) :]

    def test_only_what_is_older_is_met_and_erased(self, storage: Storage) -> None:
        storage.put(KEY, FILES, 0.25)
        before, later = utc_now() - SOON, utc_now() + SOON

        assert not [key for part in storage.parts() for key in storage.older_than(part, before)]
        assert storage.erase_older(KEY, before) == 0
        assert storage.find(KEY) is not None
        assert storage.erase_older(KEY, later) > 0
        assert storage.find(KEY) is None
        assert not [key for part in storage.parts() for key in storage.older_than(part, later)]

    @pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "/x"])
    def test_a_key_cannot_lead_anywhere_else(self, storage: Storage, key: str) -> None:
        for act in (
            lambda: storage.put(key, FILES, 0),
            lambda: storage.find(key),
            lambda: storage.read(key, "body"),
            lambda: storage.open(key, "body"),
            lambda: storage.size(key, "body"),
            lambda: storage.erase(key),
            lambda: storage.erase_older(key, utc_now()),
        ):
            with pytest.raises(NotFound):
                act()

    @pytest.mark.parametrize("name", ["", "..", "../x", "body/..", "Body", "json", "pack", "a.b", "a" * 33])
    def test_a_name_cannot_lead_anywhere_else(self, storage: Storage, name: str) -> None:
        for act in (
            lambda: storage.put(KEY, {name: ("text/plain", b"")}, 0),
            lambda: storage.read(KEY, name),
            lambda: storage.open(KEY, name),
            lambda: storage.size(KEY, name),
        ):
            with pytest.raises(NotFound):
                act()
