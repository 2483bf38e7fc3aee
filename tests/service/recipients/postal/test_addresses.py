from __future__ import annotations

from datetime import date

import pytest

from service.recipients.postal.addresses import Address, AddressInvalid, from_body, read_address, to_body
from service.recipients.postal.label_lines import label_lines

TODAY = date(2026, 11, 22)
GOOD = {"name": "Jana Nováková", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}


def test_an_address_is_read_with_single_spaces_and_in_the_gifts_country() -> None:
    address = read_address(GOOD | {"street": "  Na  Příkopě 1 ", "not_before": "2026-12-01"}, country="CZ", today=TODAY)

    assert address == Address("Jana Nováková", "Na Příkopě 1", "110 00", "Praha", "CZ", None, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        ("CZ", "11000"),
        ("GB", "sw1a 1aa"),
        ("US", "10001-1234"),
        ("IS", "101"),
        ("RO", "010011"),
        ("NL", "1012 ab"),
        ("AE", ""),
    ],
)
def test_postcodes_are_taken_as_their_country_writes_them(country: str, postcode: str) -> None:
    read = read_address(GOOD | {"postcode": postcode}, country=country, today=TODAY)

    assert read.postcode == (postcode.upper() or None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("030/1234567", "030/1234567"),
        ("+49 (0)30 / 12 34 – 567", "+49 (0)30 / 12 34 – 567"),
        ("+1 555 010 0200 ext. 12", "+1 555 010 0200 ext. 12"),
        ("(555) 010-0200 x7", "(555) 010-0200 x7"),
        ("０３－１２３４－５６７８", "03-1234-5678"),
        ("٠٣٠ ١٢٣٤٥٦٧", "٠٣٠ ١٢٣٤٥٦٧"),
    ],
)
def test_a_telephone_number_is_taken_as_people_write_it(typed: str, kept: str) -> None:
    assert read_address(GOOD | {"phone": typed}, country="CZ", today=TODAY).phone == kept


def test_a_postcode_of_wide_digits_is_the_same_postcode() -> None:
    assert read_address(GOOD | {"postcode": "１５０－０００１"}, country="JP", today=TODAY).postcode == "150-0001"


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"street": " ", "city": ""}, {"street": "required", "city": "required"}),
        ({"postcode": ""}, {"postcode": "required"}),
        ({"postcode": "1100"}, {"postcode": "postcode"}),
        ({"street": "x" * 161}, {"street": "too_long"}),
        ({"name": "Jana\x00"}, {"name": "invalid"}),
        ({"name": "Jana\u202e"}, {"name": "invalid"}),
        ({"phone": "call me"}, {"phone": "phone"}),
        ({"phone": "- / - / -"}, {"phone": "phone"}),
        ({"phone": "1234"}, {"phone": "phone"}),
        ({"not_before": "tomorrow"}, {"not_before": "date"}),
        ({"not_before": "2026-11-21"}, {"not_before": "date"}),
        ({"place": "moon"}, {"place": "place"}),
        ({"place": "pickup", "site": " "}, {"site": "site"}),
        ({"note": "x" * 161}, {"note": "too_long"}),
    ],
)
def test_every_field_says_what_is_wrong_with_it(wrong: dict[str, str], errors: dict[str, str]) -> None:
    with pytest.raises(AddressInvalid) as refusal:
        read_address(GOOD | wrong, country="CZ", today=TODAY)

    assert refusal.value.errors == errors


@pytest.mark.parametrize(("place", "site"), [("office", "Jones & Sons"), ("pickup", "Jones & Sons"), ("home", None)])
def test_a_company_or_a_pick_up_point_stands_on_the_label_and_at_home_neither_does(
    place: str, site: str | None
) -> None:
    read = read_address(
        GOOD | {"place": place, "site": "Jones & Sons", "note": " ring  twice "}, country="CZ", today=TODAY
    )

    assert (read.place, read.site, read.note) == (place, site, "ring twice")
    lines = ["Jana Nováková", "Jones & Sons", "Na Příkopě 1", "110 00 Praha", "CZECHIA"]
    assert label_lines(read) == [line for line in lines if site or line != "Jones & Sons"]
    assert from_body(to_body(read)) == read


def test_an_address_from_before_there_were_places_is_still_read() -> None:
    body = (
        '{"name": "Jana", "street": "Long 1", "postcode": null, "city": "Town", "country": "AE", "phone": null, '
        '"not_before": "2026-12-01"}'
    )
    assert from_body(body) == Address("Jana", "Long 1", None, "Town", "AE", None, date(2026, 12, 1), None, None, None)
