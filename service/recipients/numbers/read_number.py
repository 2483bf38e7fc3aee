"""What a person types as their telephone number, in any notation and any digits, as E.164."""

from __future__ import annotations

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from service.errors import InvalidInput

LONGEST: Final = 40
_TAKES_TEXTS: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
"""A landline reads no text, and a number that costs the caller is nobody's."""


def read_number(typed: str, country: str) -> str:
    """E.164. `country`: ISO 3166 alpha-2, of a number written without its own. Raises InvalidInput (`number`)."""
    words = typed.strip()
    if not words:
        raise InvalidInput("Enter your mobile number.", param="number")
    found = _parsed(words, country) if len(words) <= LONGEST else None
    if found is None or not phonenumbers.is_valid_number(found) or found.extension:
        raise InvalidInput("This is no telephone number. Begin it with + and the country code.", param="number")
    if phonenumbers.number_type(found) not in _TAKES_TEXTS:
        raise InvalidInput("This number takes no text messages. Enter a mobile number.", param="number_kind")
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def international(number: str) -> str:
    """A number as it is written for people, for example +420 601 123 456."""
    found = _parsed(number, "")
    return number if found is None else phonenumbers.format_number(found, PhoneNumberFormat.INTERNATIONAL)


def _parsed(words: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(words, country or None)
    except NumberParseException:
        return None
