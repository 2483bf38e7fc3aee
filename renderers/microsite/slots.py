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
_BEGINS: Final = b"<!--"
_ENDS: Final = b"-->"
_SLOT_ENDS: Final = b"/slot"
_OURS: Final = (b"part:", b"/part:", b"slot:", _SLOT_ENDS)
"""What a mark of ours begins with; another comment stays where it is."""
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
    gone = {b"part:%b" % part.encode(): b"/part:%b" % part.encode() for part in without}
    put = {b"slot:%b" % name.encode(): html for name, html in fragments.items()}
    kept: list[bytes] = []
    _keep(body, put, gone, kept)
    return b"".join(kept).replace(_NONCE % NONCE.encode(), _NONCE % nonce.encode())


def _keep(html: bytes, put: Mapping[bytes, bytes], gone: Mapping[bytes, bytes], kept: list[bytes]) -> None:
    """Adds what is shown of `html` to `kept`, in one pass over it: a page is searched for its marks at every look."""
    first, *pieces = html.split(_BEGINS)
    kept.append(first)
    until: bytes | None = None
    for piece in pieces:
        mark, ends, rest = piece.partition(_ENDS)
        if until is None:
            until = gone.get(mark)
            if until is None and mark in put:
                until = _SLOT_ENDS
                _keep(put[mark], {}, gone, kept)
            elif until is None:
                kept.append(rest if mark.startswith(_OURS) else _BEGINS + mark + ends + rest)
        elif mark == until:
            until = None
            kept.append(rest)
