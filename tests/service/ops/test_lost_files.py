"""Files that no row of any table knows are found and removed, a walk at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from service.ops.lost_files import LostFiles
from service.storage.in_force import storage
from service.storage.local_folder import LocalFolder
from tests.factories import AT


@pytest.mark.usefixtures("database")
def test_a_file_that_cannot_be_removed_keeps_no_other_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = [f"{number:02x}" + "0" * 62 for number in range(3)]
    for key in keys:
        storage().put(key, {"body": ("text/plain", b"x")}, 0.1)
    real = LocalFolder.erase_older

    def erase(folder: LocalFolder, key: str, at: datetime) -> int:
        if key == keys[0]:
            raise PermissionError
        return real(folder, key, at)

    monkeypatch.setattr(LocalFolder, "erase_older", erase)
    passed = LostFiles()(datetime.now(AT.tzinfo) + timedelta(days=1))

    assert (int(passed), passed.failed) == (2, 1)
    assert [storage().find(key) is None for key in keys] == [False, True, True]


@pytest.mark.usefixtures("database")
def test_a_long_walk_through_the_files_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from service.ops import lost_files

    keys = [f"{number:02x}" + "0" * 62 for number in range(4)]
    for key in keys:
        storage().put(key, {"body": ("text/plain", b"x")}, 0.1)
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(lost_files, "monotonic", lambda: float(next(clock)))
    walk, at = LostFiles(), datetime.now(AT.tzinfo) + timedelta(days=1)

    assert [(int(passed), passed.is_more) for passed in (walk(at), walk(at))] == [(2, True), (2, False)]
