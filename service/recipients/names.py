"""How a person may be called. What is not known is None, never an empty word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.errors import InvalidInput
from service.recipients.models import Recipient
from service.security.encryption import Unreadable, readable
from service.written import is_plain, one_line

NOBODY: Final = "Name not known"
ERASED: Final = "Erased"
LOST_NAME: Final = "Someone whose name we can’t read"
_LONGEST: Final = 80
_FAMILY_FIRST: Final = frozenset({"ja", "zh", "ko", "hu", "vi"})


@dataclass(frozen=True, slots=True)
class Name:
    """`full` is in the order the person writes it. Both None: no name is known. `called`: how they told us to address them, which
    stands wherever we would name them to themselves, and is shown to nobody else."""

    given: str | None
    full: str | None
    called: str | None = None


def name_of(recipient: Recipient) -> Name:
    """The name as it may be shown; a person who was erased has none."""
    given, family = _known(recipient.given_name), _known(recipient.family_name)
    return Name(given, full_name(given, family, recipient.locale), _known(recipient.called))


def person_name(recipient: Recipient) -> str:
    """How the sender sees a person: the name it imported, else the mail address; an erased person has neither."""
    if recipient.erased_at is not None:
        return ERASED
    if (name := name_of(recipient).full) is not None:
        return name
    is_lost = any(isinstance(part, Unreadable) for part in (recipient.given_name, recipient.family_name))
    return LOST_NAME if is_lost else recipient.email or NOBODY


def city_of(recipient: Recipient) -> str | None:
    """The person's town as it may be shown."""
    return _known(recipient.city)


def full_name(given: str | None, family: str | None, locale: str) -> str | None:
    """Both parts in the order of the language; one part alone where only that is known."""
    parts = (family, given) if locale.split("-", maxsplit=1)[0] in _FAMILY_FIRST else (given, family)
    return " ".join(part for part in parts if part) or None


def correct_name(recipient: Recipient, words: str, at: datetime) -> None:
    """The person says how they are called: their words stand as they are, whole, whatever a list says later. Raises InvalidInput
    for none or too many."""
    name = one_line(words)
    if not name or len(name) > _LONGEST or not is_plain(words):
        raise InvalidInput(f"A name can have 1 to {_LONGEST} characters.", param="value")
    recipient.given_name, recipient.family_name, recipient.name_told_at = name, None, at


def forget_name(recipient: Recipient) -> None:
    """From now on every sentence goes without a name."""
    recipient.given_name = recipient.family_name = recipient.name_told_at = None


def _known(part: str | None) -> str | None:
    return one_line(readable(part) or "") or None
