"""An act that refuses."""

from __future__ import annotations

from renderers.errors import ContextError


def refuse(_: bytes) -> bytes:
    raise ContextError("The ledger does not add up: a test says so.")
