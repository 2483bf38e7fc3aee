from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from service.app.command_line import handpicked
from service.config import settings
from service.errors import NotFound
from service.storage.bucket import Bucket
from service.storage.copy import Copied, copy_all
from service.storage.local_folder import LocalFolder
from tests.seaweed import S3Server
from tests.service.storage.buckets import opened
from tests.service.storage.contract import FILES, KEY, OTHER


def test_all_that_is_whole_is_copied_once(tmp_path: Path, stored: Bucket) -> None:
    folder = LocalFolder(tmp_path)
    for key in (KEY, OTHER, "ff" + "1" * 62):
        folder.put(key, FILES, 0.25)
    (tmp_path / "ac" / f"{OTHER}.pack").write_bytes((tmp_path / "ac" / f"{OTHER}.pack").read_bytes()[:-1])

    assert copy_all(folder, stored) == Copied(copied=2, there=0, broken=1)
    assert copy_all(folder, stored) == Copied(copied=0, there=2, broken=1)
    assert stored.find(KEY) == folder.find(KEY)
    assert stored.read(KEY, "text") == b"words"
    with pytest.raises(NotFound):
        stored.read(OTHER, "body")


def test_what_is_in_a_bucket_can_be_fetched_home(tmp_path: Path, stored: Bucket) -> None:
    stored.put(KEY, FILES, 0.25)
    assert copy_all(stored, LocalFolder(tmp_path)) == Copied(copied=1, there=0, broken=0)
    assert LocalFolder(tmp_path).find(KEY) == stored.find(KEY)


def test_the_command_says_what_it_did_and_refuses_without_a_bucket(
    data_dir: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    LocalFolder(settings().renditions_dir).put(KEY, FILES, 0.25)
    refused = CliRunner().invoke(handpicked, ["copy-storage"])
    assert "HANDPICKED_STORAGE_URL names no bucket" in str(refused.exception)

    for name, value in server.settings("copied").items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    told = CliRunner().invoke(handpicked, ["copy-storage"])
    assert (told.exit_code, told.output) == (0, "1 copied, 0 there already, 0 incomplete and left behind\n")
    assert opened(server, HANDPICKED_STORAGE_URL="s3://gifts/copied").read(KEY, "text") == b"words"
