"""Who brings a parcel. A link to a carrier is made of our own address and a number of the form that this carrier gives; whatever
else somebody typed is told as plain text, so that no page ever links to where a form or a file says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.errors import InvalidInput
from service.folding import fold
from service.written import is_plain, one_line

MOST_LETTERS: Final = 60
"""Of a carrier's name, and of the number it gave a parcel."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """`numbers` is the whole form of its parcels' numbers without spaces; `page` takes one in the place of `{}`."""

    name: str
    numbers: re.Pattern[str]
    page: str


_UPU: Final = r"[A-Z]{2}\d{9}[A-Z]{2}"
"""A registered item of any national post, as the Universal Postal Union numbers them."""
CARRIERS: Final[Mapping[str, Carrier]] = {
    fold(carrier.name): carrier
    for carrier in (
        Carrier("Česká pošta", re.compile(r"[A-Z]{2}\d{9,10}[A-Z]"), "https://www.postaonline.cz/trackandtrace/-/zasilka/cislo?parcelNumbers={}"),
        Carrier("DHL", re.compile(r"\d{10,11}|\d{12}|\d{20}|JJD\d{11,19}|JVGL\d{11,20}"), "https://www.dhl.com/en/express/tracking.html?AWB={}"),
        Carrier("DPD", re.compile(r"\d{14}[\dA-Z]?"), "https://tracking.dpd.de/status/en_US/parcel/{}"),
        Carrier("FedEx", re.compile(r"\d{12}|\d{15}|\d{20}"), "https://www.fedex.com/fedextrack/?trknbr={}"),
        Carrier("GLS", re.compile(r"\d{11,12}|[A-Z\d]{8}"), "https://gls-group.com/track/{}"),
        Carrier("Japan Post", re.compile(rf"\d{{11,12}}|{_UPU}"), "https://trackings.post.japanpost.jp/services/srv/search/?requestNo1={}"),
        Carrier("Packeta", re.compile(r"Z?\d{10}"), "https://tracking.packeta.com/en/?id={}"),
        Carrier("Pósturinn", re.compile(_UPU), "https://posturinn.is/en/tracking?trackingNumber={}"),
        Carrier("Royal Mail", re.compile(_UPU), "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
        Carrier("UPS", re.compile(r"1Z[A-Z\d]{16}"), "https://www.ups.com/track?tracknum={}"),
    )
}  # fmt: skip
"""Carrier by its folded name. One that is not named here is told by the name that was typed, without a link."""


@dataclass(frozen=True, slots=True)
class Carriage:
    """Who has a parcel and under which number; what nobody told is None."""

    carrier: str | None = None
    tracking: str | None = None

    @property
    def page(self) -> str | None:
        """Where the parcel can be followed; None unless carrier and number are of a form that we know."""
        known = CARRIERS.get(fold(self.carrier or ""))
        number = _bare(self.tracking or "")
        if known is None or not known.numbers.fullmatch(number):
            return None
        return known.page.format(number)


NOBODY: Final = Carriage()
"""Nothing was told of who brings a parcel."""


def read_carriage(carrier: str, tracking: str) -> Carriage:
    """Two fields of a form or cells of a file, either of which may be empty. Raises InvalidInput for what is no name or number; its
    `param` says which."""
    given = {"carrier": one_line(carrier), "tracking": one_line(tracking)}
    for param, raw in (("carrier", carrier), ("tracking", tracking)):
        called = "name of the carrier" if param == "carrier" else "parcel’s number"
        if len(given[param]) > MOST_LETTERS:
            raise InvalidInput(f"The {called} has more than {MOST_LETTERS} characters.", param=param)
        if not is_plain(raw):
            raise InvalidInput(f"The {called} has signs in it that can’t be read. Type it again.", param=param)
    known = CARRIERS.get(fold(given["carrier"]))
    return Carriage(known.name if known else given["carrier"] or None, given["tracking"] or None)


def _bare(number: str) -> str:
    """The number as carriers print it: capitals and digits, without what only parts them for the eye."""
    bare = re.sub(r"[ .\-\u2010-\u2013]", "", number).upper()
    return bare if bare.isascii() and bare.isalnum() else ""
