"""Sums as bookkeeping reads them: a plain figure with a point, without separators and signs of a currency."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import get_currency_precision


def plain_money(minor: int, currency: str) -> str:
    """Minor units -> 1234.50; in yen 1235."""
    digits = int(get_currency_precision(currency))
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"
