"""An address as it stands on a label: in the order of its country, with the country in English for the carriers on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel import Locale

from service.recipients.postal.addresses import Address, Place

PLACE_NAMES: Final[Mapping[Place | None, str]] = {
    None: "", "home": "Home", "office": "Office", "pickup": "Pick-up point",
}  # fmt: skip
"""For whoever packs and carries it, in English."""
_USUAL: Final = ("{name}", "{site}", "{street}", "{postcode} {city}")
"""As most of Europe writes it."""
_CITY_FIRST: Final = ("{name}", "{site}", "{street}", "{city} {postcode}")
_TWO_LINES: Final = ("{name}", "{site}", "{street}", "{city}", "{postcode}")
_FROM_LARGE: Final = ("{postcode}", "{city}", "{street}", "{site}", "{name}")
_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("AU", "CA", "IN", "NZ", "TW", "US"), _CITY_FIRST),
    **dict.fromkeys(("GB", "IE", "UA", "ZA"), _TWO_LINES),
    **dict.fromkeys(("CN", "JP", "KR"), _FROM_LARGE),
    **dict.fromkeys(("KZ", "RU"), ("{name}", "{site}", "{street}", "{city}", "{postcode}")),
}  # fmt: skip
"""What differs from the usual, as the postal authorities of these countries ask for it (UPU S42)."""
_MIDDLE: Final = {"CZ": 3, "SK": 3, "GR": 3, "SE": 3}
"""Figures before the space in a postcode that people often type without."""
_PREFIXED: Final = {"MD": "MD-", "JP": "〒"}
_WITH_DASH: Final = {"JP": 3}


def label_lines(address: Address) -> list[str]:
    """The lines of the label, the last one the country's name. What was not given leaves no gap and no empty line."""
    values = {
        "name": address.name, "street": address.street, "city": address.city,
        "postcode": _postcode(address.country, address.postcode or ""), "site": address.site or "",
    }  # fmt: skip
    lines = [" ".join(form.format(**values).split()) for form in _FORMS.get(address.country, _USUAL)]
    return [line for line in lines if line] + [country_name(address.country).upper()]


def country_name(code: str) -> str:
    """In English; the code where it is of no country."""
    return str(Locale("en").territories.get(code, code))


def _postcode(country: str, postcode: str) -> str:
    bare = "".join(postcode.split())
    if (at := _MIDDLE.get(country)) and bare.isdecimal():
        return f"{bare[:at]} {bare[at:]}"
    if (at := _WITH_DASH.get(country)) and bare.isdecimal():
        postcode = f"{bare[:at]}-{bare[at:]}"
    prefix = _PREFIXED.get(country, "")
    return postcode if not postcode or postcode.startswith(prefix) else f"{prefix}{postcode}"
