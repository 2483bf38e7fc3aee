"""What every storage must do. A test class of an implementation inherits this and says how to make an empty one."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from service.db.base import utc_now
from service.errors import NotFound
from service.storage.interface import Storage

KEY, OTHER = "ab" * 32, "ac" + "0" * 62
FILES = {"body": ("text/html", b"<p>"), "text": ("text/plain", b"words")}
SOON = timedelta(minutes=1)


class StorageContract:
    @pytest.fixture
    def storage(self) -> Storage:
        raise NotImplementedError

    def test_what_was_put_is_found_whole(self, storage: Storage) -> None:
        stored = storage.put(KEY, FILES, 0.25)

        assert (stored.key, stored.seconds) == (KEY, 0.25)
        assert stored.files == {
            "body": {"media_type": "text/html", "bytes": 3, "sha256": hashlib.sha256(b"<p>").hexdigest()},
            "text": {"media_type": "text/plain", "bytes": 5, "sha256": hashlib.sha256(b"words").hexdigest()},
        }
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

        assert storage.erase(KEY) == 2
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

    @pytest.mark.parametrize("name", ["", "..", "../x", "body/..", "Body", "json", "a.b", "a" * 33])
    def test_a_name_cannot_lead_anywhere_else(self, storage: Storage, name: str) -> None:
        for act in (
            lambda: storage.put(KEY, {name: ("text/plain", b"")}, 0),
            lambda: storage.read(KEY, name),
            lambda: storage.open(KEY, name),
            lambda: storage.size(KEY, name),
        ):
            with pytest.raises(NotFound):
                act()
