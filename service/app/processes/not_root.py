"""Workers draw what strangers write, so they do not do it as the one who may do anything on the machine."""

from __future__ import annotations

import os
from typing import Final

from service.config import Settings
from service.errors import SettingsError

VARIABLE: Final = "HANDPICKED_ALLOW_ROOT"


def is_root() -> bool:
    """Whether this process runs, or may act, as root."""
    return 0 in {os.getuid(), os.geteuid()}


def require_no_root(of: Settings) -> None:
    """Raises SettingsError where this process is root's and nobody has said that it may be."""
    if is_root() and not of.allow_root:
        raise SettingsError(
            "Handpicked does not run as root: a fault while drawing could then change anything on this machine. "
            f"Start it as a separate user. If root is the only user, as in a container, set {VARIABLE}=yes."
        )
