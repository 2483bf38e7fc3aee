"""The two doors for what comes back: a pipe, one message on standard input, and LMTP (`lmtp`). Both end here."""

from __future__ import annotations

from typing import BinaryIO, Final

from service.clock import machine_now
from service.outreach.returns.mime import LARGEST
from service.outreach.returns.read import read
from service.outreach.returns.take import Taken, take

_CHUNK: Final = 64 * 1024


def take_in(raw: bytes, *, recipient: str = "", sender: str | None = None) -> Taken:
    """Reads one message and takes it in; of the message itself nothing is kept or logged."""
    return take(read(raw, recipient=recipient, sender=sender), machine_now())


def read_start(stream: BinaryIO) -> bytes:
    """The beginning of a message as far as it is looked at. The rest is read and dropped: whoever writes it must not be cut off."""
    kept = stream.read(LARGEST)
    while stream.read(_CHUNK):
        pass
    return kept
