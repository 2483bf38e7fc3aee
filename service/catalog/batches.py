"""A maker's batch number as it is compared: people type the same one in several ways."""

from __future__ import annotations

import unicodedata


def batch_key(typed: str) -> str:
    """Letters and figures alone, wide and small ones alike: "L 2041-A" and "l2041a" are one batch."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
