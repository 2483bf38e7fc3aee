from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from service.storage.bucket import Bucket
from tests.postgres import refuse_or_skip
from tests.seaweed import S3Server, find_seaweed
from tests.service.storage.buckets import opened


@pytest.fixture(scope="package")
def server() -> Iterator[S3Server]:
    program = find_seaweed()
    if program is None:
        refuse_or_skip("There is no S3 server here.", os.environ)
    with S3Server.running(program) as running:
        yield running


@pytest.fixture
def stored(server: S3Server) -> Bucket:
    """An empty storage in a real bucket."""
    return opened(server)
