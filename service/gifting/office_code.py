"""The code on a gift's statement by which an ethics office answers to it, without an account. It opens nothing else.

Eighty bits, so that nobody finds one by trying; only a keyed hash of it is kept. It is another code than the one by which a gift is
checked: that one stands on every mail.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final

from service.gifting.check_code import code_letters, in_parts, letters_typed
from service.security.keys import derive_key

LENGTH: Final = 16
_PURPOSE: Final = "office codes"


def office_code(gift_id: str) -> str:
    """For example 7KQ4-M2XT-R9AB-44TT; it stays the same for as long as the gift lives, and so for every paper of it."""
    return in_parts(code_letters(_PURPOSE, gift_id, LENGTH))


def office_hash(gift_id: str) -> str:
    """What is kept of a gift's code."""
    return _hash(code_letters(_PURPOSE, gift_id, LENGTH))


def typed_office_hash(typed: str) -> str | None:
    """The same of what somebody typed; None where it is no code at all."""
    letters = letters_typed(typed, LENGTH)
    return None if letters is None else _hash(letters)


def _hash(letters: str) -> str:
    return hmac.new(derive_key("office hashes"), letters.encode(), sha256).hexdigest()
