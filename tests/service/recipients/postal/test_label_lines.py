from __future__ import annotations

import pytest

from service.recipients.postal.addresses import Address
from service.recipients.postal.label_lines import label_lines


@pytest.mark.parametrize(
    ("country", "postcode", "lines"),
    [
        ("CZ", "11000", ["Jana", "Long 1", "110 00 Town", "CZECHIA"]),
        ("DE", "10115", ["Jana", "Long 1", "10115 Town", "GERMANY"]),
        ("GB", "SW1A 1AA", ["Jana", "Long 1", "Town", "SW1A 1AA", "UNITED KINGDOM"]),
        ("US", "10001", ["Jana", "Long 1", "Town 10001", "UNITED STATES"]),
        ("JP", "1000001", ["〒100-0001", "Town", "Long 1", "Jana", "JAPAN"]),
        ("RU", "101000", ["Jana", "Long 1", "Town", "101000", "RUSSIA"]),
        ("MD", "2001", ["Jana", "Long 1", "MD-2001 Town", "MOLDOVA"]),
        ("AE", None, ["Jana", "Long 1", "Town", "UNITED ARAB EMIRATES"]),
        ("GB", None, ["Jana", "Long 1", "Town", "UNITED KINGDOM"]),
    ],
)
def test_an_address_stands_as_its_country_writes_it(country: str, postcode: str | None, lines: list[str]) -> None:
    assert label_lines(Address("Jana", "Long 1", postcode, "Town", country, None, None)) == lines


def test_braces_in_an_address_stay_as_they_were_typed() -> None:
    assert label_lines(Address("{city}", "{name}", "11000", "{x}", "CZ", None, None))[:2] == ["{city}", "{name}"]
