"""The storage of this installation."""

from __future__ import annotations

from service.config import settings
from service.storage.interface import Storage
from service.storage.local_folder import LocalFolder


def storage() -> Storage:
    """Where drawn files lie by the settings: a folder of the data folder."""
    return LocalFolder(settings().renditions_dir)
