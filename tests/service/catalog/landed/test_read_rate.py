"""A rate as somebody writes it."""

from __future__ import annotations

from datetime import date

import pytest

from service.catalog.landed.read_rate import NewRate, read_rate
from service.errors import InvalidInput

TODAY = date(2026, 7, 20)
DUTY = {"cost": "duty", "to": "EU", "amount": "3", "currency": "EUR", "percent": "4.7 %", "source": "Tariff 2026"}


def test_an_amount_a_share_and_a_way_are_read() -> None:
    found = read_rate({**DUTY, "from": "China", "kind_of_goods": "games", "valid_from": "1.7.2026"}, TODAY)
    assert found == NewRate("duty", "CN", "EU", "games", 300, 47_000, "EUR", "Tariff 2026", date(2026, 7, 1))


def test_no_cost_is_said_by_a_word() -> None:
    found = read_rate({"cost": "Customs", "to": "CZ", "percent": "none", "source": "Free trade"}, TODAY)
    assert (found.cost, found.amount_minor, found.share_ppm, found.valid_from) == ("duty", 0, 0, TODAY)


@pytest.mark.parametrize(
    ("cells", "param", "sentence"),
    [
        ({**DUTY, "cost": "bribe"}, "cost", "“bribe” is no cost. It’s one of wrap, shipping, duty, tax, fee, return, input_vat."),
        ({**DUTY, "amount": "0"}, "amount", "An amount of 0 may be a slip. If it costs nothing, write none."),
        ({**DUTY, "percent": "0,0%"}, "percent", "A rate of 0% may be a slip. If it costs nothing, write none."),
        ({**DUTY, "percent": "-3"}, "percent", "“-3” is no percentage from 0.0001 to 500."),
        ({**DUTY, "amount": "", "percent": ""}, "amount",
         "Give an amount for each piece, a percentage, or both. Where there’s no cost, write none."),
        ({**DUTY, "currency": ""}, "currency", "Name the currency of the amount, such as EUR."),
        ({**DUTY, "source": " "}, "source", "Say where this rate is from: a price list, a tariff, a quote."),
        ({**DUTY, "to": "Atlantis"}, "to",
         "“Atlantis” is no country. Name one, one of EU, UK, CHLI, or leave it empty for any."),
        ({**DUTY, "valid_from": "someday"}, "valid_from", "“someday” is no day. Enter it as 2026-07-01."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(cells: dict[str, str], param: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_rate(cells, TODAY)
    assert (refused.value.param, refused.value.sentence) == (param, sentence)
