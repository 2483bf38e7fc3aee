"""How somebody wants to be addressed, as they tell it themselves: no form asks for a title, and none is guessed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.folding import fold_case
from service.recipients.facts.heard import hear
from service.recipients.models import Recipient
from service.security.encryption import readable
from service.written import is_plain, one_line

LONGEST: Final = 80
"""Letters, as of a name."""


def tell_called(session: Session, recipient: Recipient, words: str, at: datetime) -> bool:
    """Their words stand as they are, whole. True where something in them speaks of food or materials, which is asked about; the
    person is locked. Raises InvalidInput for none or too many.

    Names are not read for food: whoever is called Mr Rice is. So only what is no part of the name that we know is read.
    """
    told = one_line(words)
    if not told or len(told) > LONGEST or not is_plain(words):
        raise InvalidInput(f"A form of address can have 1 to {LONGEST} characters.", param="value")
    recipient.called, recipient.called_at = told, at
    return hear(session, recipient, _beside_the_name(recipient, told), "asked", at)


def forget_called(recipient: Recipient) -> None:
    """From now on they are addressed by what else is known, or without a name."""
    recipient.called = recipient.called_at = None


def _beside_the_name(recipient: Recipient, told: str) -> str:
    parts = " ".join(readable(part) or "" for part in (recipient.given_name, recipient.family_name))
    known = {fold_case(word.strip(_ENDS)) for word in parts.split()}
    return " ".join(word for word in told.split() if fold_case(word.strip(_ENDS)) not in known)


_ENDS: Final = ".,()"
"""What may stand at the ends of a word of a name."""
