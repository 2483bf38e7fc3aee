"""What a rendered form carries and an answer has to bring back. Looking at a page writes nothing, so it is signed, not stored."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final

from service.content.links import Linked
from service.security.keys import derive_key

GOOD_FOR: Final = timedelta(hours=12)


def form_nonce(gift: Linked, at: datetime) -> str:
    """For example `1795338000.3f...`: when the form was drawn, and that it was drawn by us for this gift and link."""
    drawn = int(at.timestamp())
    return f"{drawn}.{_sign(gift, drawn)}"


def is_nonce(gift: Linked, nonce: str, at: datetime) -> bool:
    """True for a form of this gift that is not older than `GOOD_FOR`."""
    drawn, _, signature = nonce.partition(".")
    if not (drawn.isascii() and drawn.isdigit()) or len(drawn) > 12:
        return False
    age = at.timestamp() - int(drawn)
    return (
        age + 1 >= 0
        and age <= GOOD_FOR.total_seconds()
        and hmac.compare_digest(signature.encode(), _sign(gift, int(drawn)).encode())
    )


def _sign(gift: Linked, drawn: int) -> str:
    message = f"{gift.id}\x00{gift.link_version}\x00{drawn}".encode()
    return hmac.digest(derive_key("form nonces"), message, "sha256").hex()
