"""Where the live parts of the gift page go, and the keys its forms may send.

A slot is drawn ahead with what it shows to most readers at most moments; what is different now is put in its place. A part stands
there for some readers or states only and is taken out for the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from renderers.errors import TemplateError

SLOTS: Final = (
    "language", "notice", "answered", "answers", "address", "others", "film", "question", "offer", "tell", "other",
    "papers", "switch",
)  # fmt: skip
PARTS: Final = ("open", "named", "unnamed", "asked", "unasked", "quiet", "noted", "first", "thread")
"""Open: while the gift waits for an answer. Named: with the reader's name. Asked: while there is a question to them. Quiet: while
no notice stands first. First: what only a first look is shown. Thread: the way to their letters. The others: the same without."""
NONCE: Final = "nonce-of-this-look"
"""Stands in every form that was drawn ahead."""
_SLOT: Final = re.compile(rb"<!--slot:([a-z]+)-->(.*?)<!--/slot-->", re.DOTALL)
_SLOT_BEGINS: Final = b"<!--slot:"
_SLOT_ENDS: Final = b"<!--/slot-->"
_MARK_ENDS: Final = b"-->"
_MARK: Final = re.compile(rb"<!--/?part:[a-z]+-->")
_NONCE: Final = b'="%b"'

NEVER: Final[dict[str, tuple[str, ...]]] = {
    "wool": ("wool",), "leather": ("leather",), "silk_down": ("silk", "down"), "scents": ("scent",), "latex": ("latex",),
    "nickel": ("nickel",), "pollen": ("pollen",), "pet_toxic": ("pet_toxic",),
}  # fmt: skip
"""What may be kept away from somebody in things that are not eaten -> the materials it is called by."""
DECLINE_WORDS: Final = 500
"""Letters that may be written beside a reason."""


def slot(name: str, usual: str = "") -> Markup:
    """A slot for a template, with the HTML that it shows unless something else is put there."""
    return Markup(f"<!--slot:{name}-->{usual}<!--/slot-->")  # noqa: S704 our own template has escaped it


def emptied(html: str, name: str) -> str:
    """The drawn page with nothing in one of its slots."""
    return re.sub(rf"<!--slot:{name}-->.*?<!--/slot-->", "", html, flags=re.DOTALL)


def require_slots(html: str) -> None:
    """Raises TemplateError unless every slot stands in the page exactly once."""
    found = [name.decode() for name, _ in _SLOT.findall(html.encode())]
    if sorted(found) != sorted(SLOTS):
        raise TemplateError(f"The page has the slots {', '.join(found)}.", where="microsite/gift.html")


def fill(body: bytes, fragments: Mapping[str, bytes], *, without: frozenset[str], nonce: str) -> bytes:
    """The page of this moment: `fragments` in their slots, every other slot as it was drawn, the parts `without` taken out."""
    put = {name.encode(): html for name, html in fragments.items()}
    first, *slots = body.split(_SLOT_BEGINS)
    body = first + b"".join(_filled(one, put) for one in slots)
    for part in sorted(without):
        body = _cut(body, part)
    return _MARK.sub(b"", body).replace(_NONCE % NONCE.encode(), _NONCE % nonce.encode())


def _filled(one: bytes, put: Mapping[bytes, bytes]) -> bytes:
    """A slot from its name on, and what follows it."""
    name, _, rest = one.partition(_MARK_ENDS)
    usual, _, after = rest.partition(_SLOT_ENDS)
    return put.get(name, usual) + after


def _cut(body: bytes, part: str) -> bytes:
    """Without all that stands in this part, wherever it stands."""
    begins, ends = b"<!--part:%b-->" % part.encode(), b"<!--/part:%b-->" % part.encode()
    first, *rest = body.split(begins)
    return first + b"".join(piece.partition(ends)[2] for piece in rest)
