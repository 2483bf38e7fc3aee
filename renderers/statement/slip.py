"""Packing slips: for each parcel a sheet for whoever packs it, and the card that goes into the box, both from one record.

The sheet speaks English, as the console does; the card speaks to the person, and names what the gift contains, never what they eat.
Drawn in a child, since how many there are is decided by a press.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from renderers.errors import ProofFailed
from renderers.language.translations import direction
from renderers.lettering.fonts import require_letters
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording
from renderers.runtime.bounded import Limits, draw_bounded
from renderers.statement.pdf.html_to_pdf import print_pdf
from renderers.statement.pdf.read_back import words_of

LIMITS: Final = Limits(cpu_seconds=60, wall_seconds=120, memory_mb=2048)
MOST: Final = 50
"""Parcels of one file."""
_CONSOLE: Final = "en"


@dataclass(frozen=True, slots=True)
class Slip:
    """One parcel. `marks` are (kind, words) of `product/marks.table_of` in the language of the card, `marks_packing` in English."""

    number: str
    locale: str
    company: str
    ordered_on: str
    product: str
    product_locale: str
    product_packing: str
    sku: str
    batch: str | None
    address: tuple[str, ...]
    place: str
    """Home, Office, Pick-up point, or "" where nobody was asked."""
    note: str | None
    """For the courier, in the person's own words."""
    phone: str | None
    not_before: str | None
    inscription: str | None
    inscribed: str | None
    """The sentence on the card that says what is written on the gift, in the language of the gift's texts."""
    handling: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    marks_packing: tuple[tuple[str, str], ...]


def draw_slips(slips: Sequence[Slip], limits: Limits = LIMITS) -> bytes:
    """One PDF, two pages a parcel, in the order given.

    Raises TooLarge where it takes more than `limits`, ProofFailed, FontMissing and TemplateError as any drawing.
    """
    return draw_bounded(f"{__name__}:draw_in_child", json.dumps([asdict(slip) for slip in slips]).encode(), limits)


def draw_in_child(given: bytes) -> bytes:
    """The act of the child."""
    return print_slips([_slip(told) for told in json.loads(given)])


def print_slips(slips: Sequence[Slip]) -> bytes:
    """Draws and proofs the file in this process. Raises as `draw_slips` does."""
    with recording() as inserted:
        sheets = [
            (
                typeset("parcel/sheet.html", _CONSOLE, slip=slip),
                typeset("parcel/card.html", slip.locale, slip=slip),
            )
            for slip in slips
        ]
        parts = [part for sheet in sheets for part in sheet]
        for part in parts:
            words = readable(part, "packing slip")
            proof(words, inserted, "packing slip")
            require_letters(words, "packing slip")
        html = typeset("parcel/slips.html", _CONSOLE, number=slips[0].number)
    pdf = print_pdf(html.replace("<!--sheets-->", "".join(parts)), " ".join(slip.number for slip in slips))
    _require(words_of(pdf), slips)
    return pdf


def _require(printed: str, slips: Sequence[Slip]) -> None:
    """Looks for what must not be wrong in what the file really says; words from right to left are drawn turned, figures are not."""
    told = "".join(printed.split())
    for slip in slips:
        english = [words for _, words in slip.marks_packing]
        card = [words for _, words in slip.marks] if direction(slip.locale) == "ltr" else []
        for figure in (slip.number, slip.sku, slip.batch, *english, *card):
            if figure is not None and not all(part in told for part in _parts(figure)):
                raise ProofFailed(f"“{figure}” is not in the finished PDF.", where="packing slip")


def _parts(figure: str) -> list[str]:
    """Its words: between two of them the line may have ended with a hyphen."""
    return [part for part in figure.replace("-", " ").split() if part.isascii()]


def _slip(told: dict[str, object]) -> Slip:
    lists = {
        name: tuple(tuple(one) if isinstance(one, list) else one for one in value)
        for name, value in told.items()
        if isinstance(value, list)
    }
    return Slip(**told | lists)  # type: ignore[arg-type]  # what `asdict` wrote
