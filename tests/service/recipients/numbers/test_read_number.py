"""Telephone numbers as people type them."""

from __future__ import annotations

import pytest

from service.errors import InvalidInput
from service.recipients.numbers.read_number import international, read_number


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("601 123 456", "CZ", "+420601123456"),
        ("+420 601 123 456", "DE", "+420601123456"),
        ("00420 601-123-456", "CZ", "+420601123456"),
        ("（０９０）１２３４−５６７８", "JP", "+819012345678"),
        ("٠١٠٠ ١٢٣ ٤٥٦٧", "EG", "+201001234567"),
        ("07911 123456", "GB", "+447911123456"),
        ("+7 (912) 345-67-89", "CZ", "+79123456789"),
        ("611 1234", "IS", "+3546111234"),
        ("tel: +40 712 345 678", "RO", "+40712345678"),
    ],
)
def test_every_notation_and_every_script_is_one_number(typed: str, country: str, number: str) -> None:
    assert read_number(typed, country) == number
    assert read_number(international(number), "") == number


@pytest.mark.parametrize(
    ("typed", "country", "field"),
    [
        ("", "CZ", "number"),
        ("   ", "CZ", "number"),
        ("123", "CZ", "number"),
        ("601 123 456", "XX", "number"),
        ("+999 601 123 456", "CZ", "number"),
        ("not a number", "CZ", "number"),
        ("+420 601 123 456 ext. 7", "CZ", "number"),
        ("6" * 41, "CZ", "number"),
        ("+420 601 123 456\n+420 601 123 457", "CZ", "number"),
        ("+44 20 7946 0958", "CZ", "number_kind"),
        ("906 123 456", "CZ", "number_kind"),
        ("158", "CZ", "number"),
    ],
)
def test_what_is_no_mobile_number_is_refused_by_its_field(typed: str, country: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_number(typed, country)
    assert refused.value.param == field
