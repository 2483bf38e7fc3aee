"""A PDF file with holes: everything that is the same in every copy is packed once, the rest is written after it.

Objects keep the numbers WeasyPrint gave them, so every reference between them stays true. Order in the file does not matter: the
objects that differ stand last, before the table of places.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

_HEADER: Final = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_NOTHING: Final[Mapping[int, Any]] = {}
_PLAIN, _PACKED = 1, 2
"""Kinds of a line in the table of places: at an offset, or inside the stream of packed objects."""
_LINE: Final = 7
"""Bytes of one line: kind, place in four, index in two."""
LEVEL: Final = 4
"""The highest level takes four times as long for five bytes in a hundred."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`packed` is the file's beginning, `places` the table with empty lines for the holes, of `count` objects."""

    packed: bytes
    places: bytes
    count: int
    root: bytes
    info: int

    def filled(self, holes: Mapping[int, bytes], identifier: str) -> bytes:
        """The whole file. `holes`: number -> the object's bytes. Equal holes and identifiers give equal bytes."""
        parts, at, places = [self.packed], len(self.packed), bytearray(self.places)
        for number, body in holes.items():
            written = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            places[number * _LINE : (number + 1) * _LINE] = _place(_PLAIN, at, 0)
            parts.append(written)
            at += len(written)
        places += _place(_PLAIN, at, 0)
        digest = hashlib.sha256(b"".join(holes.values())).hexdigest()[:32].encode()
        table = zlib.compress(bytes(places), 1)
        parts.append(
            b"%d 0 obj\n<</Type /XRef/Index [0 %d]/W [1 4 2]/Size %d/Root %b/Info %d 0 R/ID [(%b) (%b)]"
            b"/Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (
                self.count,
                self.count + 1,
                self.count + 1,
                self.root,
                self.info,
                identifier.encode(),
                digest,
                len(table),
                table,
                at,
            )
        )
        return b"".join(parts)


def skeleton_of(
    pdf: Any,
    holes: Collection[int],
    without: Collection[int] = (),
    instead: Mapping[int, Any] = _NOTHING,
    written: dict[int, bytes] | None = None,
) -> Skeleton:
    """What of a pydyf document is the same in every copy. `holes` are the numbers of the objects that are not, `without` those this
    file has not, `instead` those that are other ones in it. `written` keeps packed streams for another edition of `pdf`.
    """
    written = {} if written is None else written
    parts, at = [_HEADER], len(_HEADER)
    inside: list[Any] = []
    lines: dict[int, bytes] = {0: bytes(_LINE)}
    for number, given in enumerate(pdf.objects[1:], start=1):
        thing = instead.get(number, given)
        thing.number = number
        if number in holes or number in without:
            lines[number] = bytes(_LINE)
        elif thing.compressible:
            inside.append(thing)
        else:
            lines[thing.number] = _place(_PLAIN, at, 0)
            parts.append((written.get(number) or written.setdefault(number, thing.indirect)) + b"\n")
            at += len(parts[-1])
    stream = len(pdf.objects)
    parts.append(_packed_stream(stream, inside))
    lines[stream] = _place(_PLAIN, at, 0)
    lines |= {thing.number: _place(_PACKED, stream, index) for index, thing in enumerate(inside)}
    places = b"".join(lines[number] for number in range(stream + 1))
    return Skeleton(b"".join(parts), places, stream + 1, pdf.catalog.reference, pdf.info.number)


def stream_object(body: bytes) -> bytes:
    """A content stream as an object's bytes."""
    packed = zlib.compress(body, LEVEL)
    return b"<</Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed)


def _packed_stream(number: int, inside: list[Any]) -> bytes:
    bodies, index, at = [], [], 0
    for thing in inside:
        body = thing.data
        index.append(b"%d %d" % (thing.number, at))
        bodies.append(body)
        at += len(body) + 1
    first = b" ".join(index) + b"\n"
    packed = zlib.compress(first + b"\n".join(bodies), 9)
    return (
        b"%d 0 obj\n<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
        % (
            number,
            len(inside),
            len(first),
            len(packed),
            packed,
        )
    )


def _place(kind: int, where: int, index: int) -> bytes:
    return kind.to_bytes() + where.to_bytes(4) + index.to_bytes(2)
