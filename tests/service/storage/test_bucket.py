from __future__ import annotations

import hashlib
import os
import threading
from datetime import timedelta

import obstore
import pytest

from service.db.base import utc_now
from service.errors import NotFound, TemporaryError
from service.storage import bucket, pack
from service.storage.bucket import Bucket
from service.storage.interface import Storage
from tests.ports import free_port
from tests.seaweed import S3Server
from tests.service.storage.buckets import opened
from tests.service.storage.contract import FILES, KEY, StorageContract, earlier_list


class TestBucket(StorageContract):
    @pytest.fixture
    def storage(self, stored: Bucket) -> Storage:
        return stored

    def put_as_earlier(self, storage: Storage) -> None:
        assert isinstance(storage, Bucket)
        for name, (_, body) in FILES.items():
            obstore.put(storage.store, f"{KEY[:2]}/{KEY}/{name}.{hashlib.sha256(body).hexdigest()[:16]}", body)
        obstore.put(storage.store, f"{KEY[:2]}/{KEY}/json", earlier_list())

    def lies(self, storage: Storage) -> list[str]:
        assert isinstance(storage, Bucket)
        some = obstore.list(storage.store, prefix=KEY[:2])
        return sorted(entry["path"].rpartition("/")[2] for entries in some for entry in entries)


def test_a_long_file_is_read_in_blocks_from_anywhere(stored: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    body = os.urandom(bucket.BLOCK_BYTES * 2 + 7)
    stored.put(KEY, {"film": ("video/mp4", body)}, 1.0)
    asked = list[int]()
    get_range = obstore.get_range

    def counted(store: object, path: str, *, start: int, length: int) -> object:
        asked.append(length)
        return get_range(store, path, start=start, length=length)  # type: ignore[call-overload]

    with stored.open(KEY, "film").content as film:
        monkeypatch.setattr(obstore, "get_range", counted)
        film.seek(-5, os.SEEK_END)
        assert film.read() == body[-5:]
        assert asked == [5]
        film.seek(0)
        assert film.read() == body


def test_of_two_that_draw_at_once_the_first_list_counts_and_nothing_is_mixed(
    stored: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "SHORT_BYTES", 4)
    first = stored.put(KEY, {"film": ("video/mp4", b"first"), "text": ("text/plain", b"a")}, 1.0)
    second = stored.put(KEY, {"film": ("video/mp4", b"other bytes"), "text": ("text/plain", b"b")}, 2.0)

    assert second == first
    assert (stored.read(KEY, "film"), stored.read(KEY, "text")) == (b"first", b"a")
    assert stored.erase(KEY) == 3  # the list with its short file, and a film of each
    assert not list(obstore.list(stored.store, prefix=KEY[:2]))


def test_a_rendition_without_all_its_files_is_none_and_can_be_put_again(
    stored: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "SHORT_BYTES", 4)
    put = stored.put(KEY, FILES, 0.25)
    lost = f"{KEY[:2]}/{KEY}/text.{put.files['text']['sha256'][:16]}"
    obstore.delete(stored.store, lost)
    assert (stored.find(KEY), stored.size(KEY, "text")) == (None, None)
    with pytest.raises(NotFound):
        stored.read(KEY, "text")

    assert stored.put(KEY, FILES, 0.5) == stored.find(KEY)


def test_a_list_that_was_cut_is_none_and_can_be_put_again(stored: Bucket) -> None:
    stored.put(KEY, FILES, 0.25)
    path = f"{KEY[:2]}/{KEY}/pack"
    obstore.put(stored.store, path, bytes(obstore.get(stored.store, path).bytes())[:-1])
    assert (stored.find(KEY), stored.size(KEY, "body"), stored.size(KEY, "text")) == (None, 3, None)
    with pytest.raises(NotFound):
        stored.read(KEY, "text")

    assert stored.put(KEY, FILES, 0.5) == stored.find(KEY)


def test_what_is_found_is_new_again(stored: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "NEW_AGAIN_AFTER", timedelta(0))
    stored.put(KEY, FILES, 0.25)
    threading.Event().wait(1.1)  # the store counts whole seconds
    at = utc_now()
    assert stored.older_than(KEY[:2], at) == frozenset({KEY})

    assert stored.find(KEY) is not None

    assert (
        stored.older_than(KEY[:2], at - timedelta(seconds=1)),
        stored.erase_older(KEY, at.replace(microsecond=0)),
    ) == (
        frozenset(),
        0,
    )


def test_what_is_erased_between_looking_and_making_new_is_not_found(
    stored: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "NEW_AGAIN_AFTER", timedelta(0))
    stored.put(KEY, FILES, 0.25)
    make_new = Bucket._make_new

    def erased_first(self: Bucket, *given: str) -> bool:
        self.erase(KEY)
        return make_new(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Bucket, "_make_new", erased_first)
    assert stored.find(KEY) is None
    assert not list(obstore.list(stored.store, prefix=KEY[:2]))


def test_a_folder_of_the_bucket_sees_nothing_of_another(server: S3Server) -> None:
    one, other = opened(server), opened(server)
    one.put(KEY, FILES, 0.25)
    assert (other.find(KEY), list(other.parts())) == (None, [])


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"HANDPICKED_STORAGE_SECRET": "not the secret"}, "refuses our key"),
        ({"HANDPICKED_STORAGE_URL": "s3://never-made"}, "no such bucket"),
        ({"HANDPICKED_STORAGE_ENDPOINT": f"http://127.0.0.1:{free_port()}"}, "can’t be reached"),
    ],
)
def test_what_keeps_a_store_from_answering_is_said_and_may_go_away(
    server: S3Server, other: dict[str, str], said: str
) -> None:
    storage = opened(server, **other)
    for act in (lambda: storage.find(KEY), storage.parts, lambda: storage.older_than("ab", utc_now())):
        with pytest.raises(TemporaryError, match=said) as told:
            act()
        assert server.secret not in str(told.value)
