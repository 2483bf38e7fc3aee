from __future__ import annotations

import pytest

from service.errors import InvalidInput
from service.recipients.postal.carriers import CARRIERS, Carriage, read_carriage


@pytest.mark.parametrize(
    ("carrier", "tracking", "page"),
    [
        ("ups", "1Z 999 AA1 01 2345 6784", "https://www.ups.com/track?tracknum=1Z999AA10123456784"),
        (
            "ceska posta",
            "RR123456785E",
            "https://www.postaonline.cz/trackandtrace/-/zasilka/cislo?parcelNumbers=RR123456785E",
        ),
        ("Packeta", "Z 1234567890", "https://tracking.packeta.com/en/?id=Z1234567890"),
    ],
)
def test_a_known_carrier_with_a_number_of_its_form_is_linked(carrier: str, tracking: str, page: str) -> None:
    assert read_carriage(carrier, tracking).page == page


@pytest.mark.parametrize(
    ("carrier", "tracking"),
    [
        ("UPS", "https://evil.example/1Z999AA10123456784"),
        ("UPS", "1Z999AA10123456784/../x"),
        ("UPS", "javascript:alert(1)"),
        ("My cousin", "1Z999AA10123456784"),
        ("", "1Z999AA10123456784"),
        ("UPS", ""),
        ("DPD", "٠١٢٣٤٥٦٧٨٩٠١٢٣"),
    ],
)
def test_anything_else_is_plain_text(carrier: str, tracking: str) -> None:
    said = read_carriage(carrier, tracking)
    assert (said.page, said.tracking or "") == (None, tracking)


def test_every_link_is_https_and_leads_to_the_carrier_whatever_number_stands_in_it() -> None:
    assert {carrier.page.split("{}")[0].split("/")[0] for carrier in CARRIERS.values()} == {"https:"}
    assert all(carrier.page.count("{}") == 1 for carrier in CARRIERS.values())


@pytest.mark.parametrize(("carrier", "tracking"), [("x" * 61, ""), ("", "9" * 61), ("U\u202ePS", ""), ("", "1\ue000")])
def test_what_cannot_be_read_is_refused(carrier: str, tracking: str) -> None:
    with pytest.raises(InvalidInput):
        read_carriage(carrier, tracking)


def test_what_was_not_told_is_none() -> None:
    assert read_carriage(" ", "") == Carriage(None, None)
