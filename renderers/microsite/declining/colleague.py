"""Give it to a colleague: what that means, and one press. Nobody's name is asked for.

The form posts to `<base_path>/pass-on` with the hidden `nonce`, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from renderers.context import Brand, Person, Reader, Sender
from renderers.microsite.framed import framed


@dataclass(frozen=True, slots=True)
class ColleaguePage:
    """`may_pass_on`: whether the gift is safe for somebody of whom nothing is known."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    gift: str
    gift_locale: str
    may_pass_on: bool
    place: str = "colleague"


def colleague_page(page: ColleaguePage) -> bytes:
    """The page as HTML, proofed."""
    return framed("microsite/declining/colleague.html", page, "colleague page", tone="", undo_for=None).encode()
