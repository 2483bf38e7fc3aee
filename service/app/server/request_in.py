"""A request while it arrives: its bytes are kept until the last one is there, so that nobody's slowness holds a thread.

Only the length of its body is read here; what the head means is for the server's own parser to say, on the whole request.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from typing import IO, Final

from service.app.pages.open_forms import BYTES, is_open

HEAD_MAX: Final = 32 * 1024
IN_MEMORY: Final = 256 * 1024
"""A body over this lies in a file until it is whole."""
HEAD_SECONDS: Final = 10.0
"""For the whole head, and for the first byte of a connection."""
BODY_SECONDS: Final = 20.0
BODY_RATE: Final = 32 * 1024
"""Bytes a second that a body has to come with, beside `BODY_SECONDS`."""
_END: Final = b"\r\n\r\n"
_LONGEST_LENGTH: Final = 12


class Refused(Exception):
    """This request is not waited for any longer. `status` is the HTTP status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Incoming:
    """One request. `body_max` in bytes. Not thread-safe: one thread feeds, then another reads."""

    def __init__(self, body_max: int) -> None:
        self._body_max = body_max
        self._head = bytearray()
        self._body: IO[bytes] = BytesIO()
        self._missing: int | None = None
        self.length = 0
        """Bytes of the body, once the head is there."""
        self.method = ""
        self.path = ""
        """Both as the client wrote them, the path with what stands behind it."""
        self.wants_continue = False

    @property
    def is_begun(self) -> bool:
        """Whether a byte of it is there."""
        return bool(self._head)

    @property
    def has_head(self) -> bool:
        """Whether the whole head is there."""
        return self._missing is not None

    @property
    def is_whole(self) -> bool:
        """Whether head and body are there."""
        return self._missing == 0

    @property
    def seconds(self) -> float:
        """How long may pass from the request's first byte to its last, as far as is known."""
        return HEAD_SECONDS if self._missing is None else HEAD_SECONDS + BODY_SECONDS + self.length / BODY_RATE

    def feed(self, data: bytes) -> bytes:
        """Takes what is this request's and answers the rest. Raises Refused."""
        if self._missing is None:
            data = self._feed_head(data)
        if self._missing:
            own, data = data[: self._missing], data[self._missing :]
            self._body.write(own)
            self._missing -= len(own)
        return data if self.is_whole else b""

    def whole(self) -> IO[bytes]:
        """Head and body from their beginning, to be read once."""
        self._body.seek(0)
        return _Joined(bytes(self._head), self._body)

    def drop(self) -> None:
        """Gives back what was kept."""
        self._body.close()

    def _feed_head(self, data: bytes) -> bytes:
        searched = max(0, len(self._head) - len(_END) + 1)
        # Blank lines before a request are allowed and mean nothing (RFC 9112, 2.2).
        self._head += data if self._head else data.lstrip(b"\r\n")
        end = self._head.find(_END, searched)
        if (end if end >= 0 else len(self._head)) > HEAD_MAX:
            raise Refused(431 if b"\r\n" in self._head else 414)
        if end < 0:
            return b""
        rest = bytes(self._head[end + len(_END) :])
        del self._head[end + len(_END) :]
        self._missing = self.length = self._read_length()
        if self.length > IN_MEMORY:
            self._body = _in_file()
        return rest

    def _read_length(self) -> int:
        lengths = []
        first = bytes(self._head).partition(b"\r\n")[0].decode("latin-1").split(" ")
        self.method, self.path = first[0], "".join(first[1:2])
        most = min(self._body_max, BYTES) if is_open(self.path) else self._body_max
        for line in bytes(self._head).split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            match name.strip().lower():
                case b"transfer-encoding":
                    # A browser says how long its form is; who does not say could go on for ever.
                    raise Refused(411)
                case b"content-length":
                    lengths.append(value.strip())
                case b"expect":
                    self.wants_continue = value.strip().lower() == b"100-continue"
        if len(lengths) != 1 or not lengths[0].isdigit():
            return 0  # none; or nonsense, which the parser refuses
        digits = lengths[0].lstrip(b"0") or b"0"
        # Whatever the parser takes for a length is one here as well: else a body would be read as the next request.
        if len(digits) > _LONGEST_LENGTH or int(digits) > most:
            raise Refused(413)
        return int(digits)


class _Joined(BytesIO):
    """The head, then the body, as one thing to receive from."""

    def __init__(self, head: bytes, body: IO[bytes]) -> None:
        super().__init__(head)
        self._behind = body

    def recv(self, size: int) -> bytes:
        return self.read(size) or self._behind.read(size)


def _in_file() -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(prefix="handpicked-")
    except OSError:  # a full disk: the request says so itself when it wants to write
        return BytesIO()
