"""Where the value should go: the charities that a person is offered, or any other in their own words.

The form posts to `<base_path>/donate` with the hidden `nonce`, `charity`: a key of the list, or `other` with `named`.
"""

from __future__ import annotations

from dataclasses import dataclass

from renderers.context import Brand, Charity, Money, Person, Reader, Sender
from renderers.language.translations import keys
from renderers.microsite.framed import framed

OTHER = "other"


@dataclass(frozen=True, slots=True)
class GivePage:
    """`price` None where the giver hides it: then the page names no sum. `gift` None where it is a sum that was set aside for
    somebody without a gift. `notice`: a code of `decline.notice`, or None."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    gift: str | None
    gift_locale: str
    price: Money | None
    charities: tuple[Charity, ...]
    longest: int
    notice: str | None = None
    place: str = "give"


def give_page(page: GivePage) -> bytes:
    """The page as HTML, proofed."""
    html = framed(
        "microsite/declining/give.html",
        page,
        "donation page",
        notice=_notice(page),
        tone="warn",
        undo_for=None,
    )
    return html.encode()


def _notice(page: GivePage) -> str | None:
    """The code as it stands in the catalogs; None for nothing to say."""
    code = "refused_value" if page.notice == "refused" and page.gift is None else page.notice
    return code if f"decline.notice.{code}" in keys("decline") else None
