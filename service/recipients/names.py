"""How a person may be called. What is not known is None, never an empty word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.recipients.models import Recipient

_FAMILY_FIRST: Final = frozenset({"ja", "zh", "ko", "hu", "vi"})


@dataclass(frozen=True, slots=True)
class Name:
    """`full` is in the order the person writes it. Both None: no name is known."""

    given: str | None
    full: str | None


def name_of(recipient: Recipient) -> Name:
    """The name as it may be shown; a person who was erased has none."""
    given, family = _known(recipient.given_name), _known(recipient.family_name)
    return Name(given, full_name(given, family, recipient.locale))


def full_name(given: str | None, family: str | None, locale: str) -> str | None:
    """Both parts in the order of the language; one part alone where only that is known."""
    parts = (family, given) if locale.split("-", maxsplit=1)[0] in _FAMILY_FIRST else (given, family)
    return " ".join(part for part in parts if part) or None


def _known(part: str | None) -> str | None:
    return (part or "").strip() or None
