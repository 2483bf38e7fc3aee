"""The short code that opens a gift's page without a mail: on a printed card, or read out. Only a hash of it is kept.

Fifty bits, so that with the limit on guesses nobody finds one; a new link of the gift ends the code as it ends every other link.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.config import settings
from service.folding import latin_letters
from service.gifting.find import find_for_reader
from service.gifting.models import RecipientGift
from service.outreach.models import CardCode
from service.security.keys import derive_key
from service.security.links import link_token

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no letter in it is taken for another."""
LENGTH: Final = 10
_READ_AS: Final = str.maketrans("OIL", "011")
_RFC: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def give_code(session: Session, gift: RecipientGift, at: datetime) -> str:
    """The code of the link that the gift has now, for example 7KQ4M-2XTR9; from now on it opens the gift's page."""
    code = _code(gift)
    hashed = _hash(code)
    if session.get(CardCode, hashed) is None:
        session.add(
            CardCode(
                code_hash=hashed,
                workspace_id=gift.workspace_id,
                gift_id=gift.id,
                link_version=gift.link_version,
                made_at=at,
            )
        )
        session.flush()
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def gift_by_code(session: Session, typed: str) -> RecipientGift | None:
    """The gift that a code opens; None for one that is wrong, was ended or whose person was erased: nobody is told which."""
    row = session.scalar(select(CardCode).where(CardCode.code_hash == _hash(_plain(typed))))
    gift = None if row is None else find_for_reader(session, row.gift_id)
    return gift if row is not None and gift is not None and gift.link_version == row.link_version else None


def typed_at() -> str:
    """Where a code is typed, as it is read out: without the scheme."""
    return f"{settings().base_url.partition('://')[2]}/c"


def code_link(code: str) -> str:
    """What the picture on the card leads to."""
    return f"{settings().base_url}/c/{code}"


def _code(gift: RecipientGift) -> str:
    token = link_token("card", gift.id, gift.link_version)
    letters = base64.b32encode(hashlib.sha256(token.encode()).digest()).decode()[:LENGTH]
    return letters.translate(str.maketrans(_RFC, LETTERS))


def _plain(typed: str) -> str:
    return latin_letters(typed[:64]).translate(_READ_AS)


def _hash(code: str) -> str:
    return hmac.new(derive_key("card codes"), code.encode(), hashlib.sha256).hexdigest()
