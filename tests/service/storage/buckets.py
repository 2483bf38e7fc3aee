"""Buckets of a test's own."""

from __future__ import annotations

import secrets

from service.config import read_settings
from service.storage.bucket import Bucket
from service.storage.connect_bucket import connected
from tests.seaweed import S3Server


def opened(server: S3Server, **other: str) -> Bucket:
    """An empty storage: a folder of its own in the server's bucket. `other`: settings that differ."""
    given = {"HANDPICKED_SECRET_KEY": "k" * 40} | server.settings(secrets.token_hex(4)) | other
    return Bucket(connected(read_settings(given)))
