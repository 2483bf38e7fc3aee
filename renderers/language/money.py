"""Sums as a reader writes them: €38, 38 €, 38,50 €."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision

from renderers.context import Money
from renderers.language.translations import babel_locale


@lru_cache(maxsize=4096)
def money(locale: str, sum_: Money, *, exact: bool = False) -> str:
    """The sum in the reader's language. Whole sums lose their zeros unless `exact`, as in a column of figures."""
    digits = get_currency_precision(sum_.currency)
    amount = Decimal(sum_.amount_minor).scaleb(-digits)
    if exact or amount != amount.to_integral_value():
        return str(format_currency(amount, sum_.currency, locale=babel_locale(locale)))
    pattern = babel_locale(locale).currency_formats["standard"]
    whole = pattern.pattern.replace(".00", "")
    return str(format_currency(amount, sum_.currency, format=whole, currency_digits=False, locale=babel_locale(locale)))
