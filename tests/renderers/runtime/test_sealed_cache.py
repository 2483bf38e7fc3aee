"""Kept scenes: found by what made them, sealed, bounded, and safe with several workers at them."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from renderers.runtime import sealed_cache as shelf_module
from renderers.runtime.sealed_cache import UNUSED_SECONDS, SealedCache

JANA, PETR = b"made of Jana", b"made of Petr"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_kept_is_found_by_what_made_it_and_by_nothing_else(tmp_path: Path) -> None:
    shelf = SealedCache(tmp_path)
    shelf.keep(JANA, b"a scene")
    assert shelf.find(JANA) == b"a scene"
    assert SealedCache(tmp_path).find(JANA) == b"a scene"
    assert shelf.find(PETR) is None


def test_neither_name_nor_content_can_be_read_without_knowing_them(tmp_path: Path) -> None:
    SealedCache(tmp_path).keep(JANA, b"Jana's own scene")
    (path,) = files(tmp_path)
    assert b"Jana" not in path.read_bytes()
    assert "Jana" not in path.name
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "poison",
    [lambda _: b"", lambda _: b"short", lambda whole: whole[:-1], lambda whole: whole[:20] + b"x" + whole[21:]],
    ids=["empty", "short", "cut off", "one byte changed"],
)
def test_a_file_that_was_tampered_with_does_not_open_and_goes(tmp_path: Path, poison) -> None:  # type: ignore[no-untyped-def]
    shelf = SealedCache(tmp_path)
    shelf.keep(JANA, b"a scene of some length")
    (path,) = files(tmp_path)
    path.write_bytes(poison(path.read_bytes()))
    assert shelf.find(JANA) is None
    assert files(tmp_path) == []


def test_a_scene_put_in_the_place_of_another_does_not_open(tmp_path: Path) -> None:
    shelf = SealedCache(tmp_path)
    shelf.keep(JANA, b"Jana's")
    (place,) = files(tmp_path)
    other = SealedCache(tmp_path / "other")
    other.keep(PETR, b"Petr's")
    place.write_bytes(files(tmp_path / "other")[0].read_bytes())
    assert shelf.find(JANA) is None


def test_a_full_shelf_lets_go_of_what_was_used_longest_ago(tmp_path: Path) -> None:
    shelf = SealedCache(tmp_path, most_bytes=10_000)
    now = time.time()
    for number in range(9):
        shelf.keep(b"%d" % number, bytes(1_000))
        os.utime(shelf._path(b"%d" % number), (now - 100 + number, now - 100 + number))
    assert shelf.find(b"0") is not None  # used again: now the newest
    shelf.keep(b"9", bytes(2_000))
    there = [number for number in range(10) if shelf.find(b"%d" % number) is not None]
    assert there == [0, 4, 5, 6, 7, 8, 9]
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 10_000


def test_what_nobody_asked_for_in_thirty_days_goes_though_there_is_room(tmp_path: Path) -> None:
    SealedCache(tmp_path).keep(JANA, b"Jana's")
    SealedCache(tmp_path).keep(PETR, b"Petr's")
    (jana,) = [path for path in files(tmp_path) if path == SealedCache(tmp_path)._path(JANA)]
    month_ago = time.time() - UNUSED_SECONDS - 60
    os.utime(jana, (month_ago, month_ago))
    SealedCache(tmp_path).keep(b"another", b"scene")
    assert SealedCache(tmp_path).find(JANA) is None
    assert SealedCache(tmp_path).find(PETR) == b"Petr's"


def test_a_folder_that_cannot_be_written_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    shelf = SealedCache(blocked)
    shelf.keep(JANA, b"a scene")
    assert shelf.find(JANA) is None


def torn(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content[:100])
        file.flush()
        time.sleep(0.002)
        file.write(content[100:])


def misses(folder: Path) -> int:
    """How often a reader, while two workers write the same again and again, does not find what was there before they began."""
    SealedCache(folder).keep(JANA, bytes(50_000))

    def write() -> None:
        shelf = SealedCache(folder)
        for _ in range(40):
            shelf.keep(JANA, bytes(50_000))

    def read() -> int:
        found = [SealedCache(folder).find(JANA) for _ in range(150)]
        assert all(block in (None, bytes(50_000)) for block in found)
        return found.count(None)

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write) for _ in range(2)]
        readers = [pool.submit(read) for _ in range(2)]
        for writer in writers:
            writer.result()
        return sum(reader.result() for reader in readers)


def test_workers_that_write_the_same_never_disturb_a_reader(tmp_path: Path) -> None:
    assert misses(tmp_path) == 0


def test_written_in_place_they_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "_write", torn)
    assert misses(tmp_path) > 0
