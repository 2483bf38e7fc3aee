from __future__ import annotations

from datetime import timedelta

import obstore
import pytest

from service.app.commands.doctor import Finding, examine
from service.config import settings
from service.db.base import utc_now
from service.storage import try_bucket as module
from service.storage.bucket import Bucket
from service.storage.try_bucket import try_bucket
from tests.seaweed import S3Server
from tests.service.storage.buckets import opened


def test_a_real_store_has_all_that_is_needed_and_nothing_is_left_in_it(stored: Bucket) -> None:
    assert try_bucket(stored.store) is None
    assert not list(obstore.list(stored.store))


def test_a_store_that_ignores_conditions_is_named(stored: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    put = obstore.put
    monkeypatch.setattr(module.obstore, "put", lambda store, path, body, **_: put(store, path, body))
    assert "ignores conditions on writing" in str(try_bucket(stored.store))


def test_clocks_that_differ_are_named(stored: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_now", lambda: utc_now() + timedelta(minutes=6))
    assert "differ by more than five minutes" in str(try_bucket(stored.store))


def test_a_wrong_key_is_said_as_what_to_do(server: S3Server) -> None:
    wrong = opened(server, HANDPICKED_STORAGE_SECRET="not the secret")
    assert str(try_bucket(wrong.store)).startswith("The storage refuses our key. Check HANDPICKED_STORAGE_KEY_ID")


def test_doctor_tries_the_bucket_that_is_named(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.settings("doctor").items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    try:
        assert Finding("Storage", "good", "s3://gifts/doctor answers") in examine()
    finally:
        settings.cache_clear()
