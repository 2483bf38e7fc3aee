"""Sums as readers write them."""

from __future__ import annotations

import pytest

from renderers.context import Money
from renderers.language.money import money


@pytest.mark.parametrize(
    ("locale", "sum_", "written"),
    [
        ("en", Money(3800, "EUR"), "€38"),
        ("en", Money(3850, "EUR"), "€38.50"),
        ("cs", Money(3800, "EUR"), "38\u00a0€"),
        ("ru", Money(123456, "EUR"), "1\u00a0234,56\u00a0€"),
        ("is", Money(3800, "ISK"), "3.800\u00a0kr."),
        ("ja", Money(0, "EUR"), "€0"),
    ],
)
def test_whole_sums_have_no_zeros(locale: str, sum_: Money, written: str) -> None:
    assert money(locale, sum_) == written


def test_a_column_of_figures_keeps_them() -> None:
    assert money("en", Money(3800, "EUR"), exact=True) == "€38.00"
