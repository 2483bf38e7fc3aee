"""A gift's delivery address: four fields filled in as they are known, to be looked at and changed until the parcel leaves.

The form posts to `<base_path>/address` what `live` says of it, with `page` = address: its faults are told on this page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.microsite.fragments import address_error
from renderers.microsite.telling.tell import Surroundings
from renderers.parcel.terms import ORDINARY_TERMS, AddressTerms
from renderers.proof import proof, recording


@dataclass(frozen=True, slots=True)
class AddressPage:
    """`country`: its name, fixed since the gift was chosen for it. `values`: field -> what stands in it; `errors`: its code."""

    around: Surroundings
    country: str
    is_saved: bool
    values: Mapping[str, str]
    errors: Mapping[str, str]
    terms: AddressTerms = ORDINARY_TERMS


def address_page(page: AddressPage) -> bytes:
    """The page as HTML, proofed. Raises ProofFailed like a drawing."""
    around, locale = page.around, page.around.person.locale
    with recording() as inserted:
        html = typeset(
            "microsite/address.html",
            locale,
            page=page,
            around=around,
            theme=theme_of(around.brand),
            mark=wordmark(around.brand, around.person if around.reader == "greeted" else None),
            base_path=around.base_path,
            nonce=around.nonce,
            is_hidden=page.is_saved and around.reader != "greeted",
            error=lambda reason: address_error(locale, reason),
        )
        proof(readable(html, "address page"), inserted, "address page")
    return html.encode()
