"""The inscription as a drawing over the gift's picture: the picture itself stays everybody's, and the line goes with the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renderers.context import GiftFacts
from renderers.errors import ImageRefused
from renderers.inscription.lettered import ink_for, onto_picture, sheet_for
from renderers.product.pictures import product_picture
from renderers.product.places import place_on

EDGE: Final = 768


@dataclass(frozen=True, slots=True)
class Carved:
    """Lines with their baselines on a sheet, in SVG's units; `matrix` lays the sheet on a picture `edge` units wide."""

    edge: int
    matrix: str
    middle: str
    size: int
    ink: str
    lines: tuple[tuple[str, str], ...]


def carved(gift: GiftFacts, locale: str) -> Carved | None:
    """What is drawn over the picture; None where nothing stands on the gift, its picture has no place, or there is no picture."""
    quad = None if gift.inscription is None or gift.place is None else place_on(gift.place, "inscription")
    if quad is None or gift.inscription is None:
        return None
    try:
        ink = ink_for(product_picture(gift.image), quad)
    except ImageRefused:
        return None
    sheet = sheet_for(gift.inscription, quad, locale)
    return Carved(
        EDGE,
        " ".join(f"{value:.5g}" for value in onto_picture(quad, EDGE, sheet)),
        f"{sheet.width / 2:g}",
        sheet.style.size,
        ink,
        tuple((line, f"{baseline:.1f}") for line, baseline in sheet.lines),
    )
