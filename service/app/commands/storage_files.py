"""Brings files into the bucket where an installation moves from one host to several."""

from __future__ import annotations

from service.config import settings
from service.errors import SettingsError
from service.storage.copy import copy_all
from service.storage.in_force import data_folder, storage


def copy_into_bucket() -> str:
    """What was done, as a sentence. Raises SettingsError where no bucket is named."""
    if not settings().storage_url:
        raise SettingsError("HANDPICKED_STORAGE_URL names no bucket, so there is nowhere to copy the files to.")
    done = copy_all(data_folder(), storage())
    return f"{done.copied} copied, {done.there} there already, {done.broken} incomplete and left behind"
