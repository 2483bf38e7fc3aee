"""The LMTP door (RFC 2033) for what comes back: a mail server on this machine hands each message over here.

One recipient a message, so that one answer says what became of it; a server brings the message again for each other one. A message
that is too large or not understood is never turned away with an error, which would only be sent to somebody.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, cast

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from service.errors import InvalidInput
from service.outreach.returns.take_in import take_in

_LARGEST: Final = 32 * 1024 * 1024
_LONGEST_LINE: Final = 256 * 1024
"""Others' mails have lines that no standard allows; refusing one would be an error to whoever wrote it."""
_IDLE_SECONDS: Final = 60.0
_AT_ONCE: Final = 4
"""Messages that are read at a time; more wait in their connections."""
_CONNECTIONS: Final = 50
_COMMANDS: Final = 2000
_log: Final = structlog.get_logger()


class _Door:
    """What aiosmtpd asks of a handler."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        async with self._turn:
            try:
                taken = await asyncio.to_thread(
                    take_in,
                    cast("bytes", envelope.content),
                    recipient=envelope.rcpt_tos[0],
                    sender=envelope.mail_from or "",
                )
            except Exception as error:
                # Whatever hinders us may pass; the sending server keeps the message meanwhile.
                _log.warning("mail_in.later", error=type(error).__name__)
                return "451 4.3.0 Later"
        _log.info("mail_in.taken", returned=taken.kind, matched=taken.is_matched)
        return f"250 2.0.0 {taken.kind}"


def read_place(place: str) -> tuple[str, int] | Path:
    """Where to listen: `127.0.0.1:2424`, `[::1]:2424`, or `unix:/path`. Raises InvalidInput for anything that others reach."""
    if place.startswith("unix:/"):
        return Path(place.removeprefix("unix:"))
    host, _, port = place.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.strip("[]")
    with suppress(ValueError):
        if ip_address(host).is_loopback and 0 < int(port) < 65536:
            return host, int(port)
    raise InvalidInput(
        "Use a local port, such as 127.0.0.1:2424, or a socket, such as unix:/run/handpicked/lmtp.",
        param="listen",
    )


async def serve(
    place: tuple[str, int] | Path, ready: Callable[[], None], *, until: asyncio.Event | None = None
) -> None:
    """Listens until SIGTERM, SIGINT or `until`; `ready` is called once it does. Raises OSError where the place is taken."""
    # The library's own log quotes every line of the envelope, addresses and all.
    logging.getLogger("mail.log").disabled = True
    loop, stop = asyncio.get_running_loop(), until or asyncio.Event()
    door, open_now = _Door(), 0

    class Connection(LMTP):
        line_length_limit = _LONGEST_LINE

        def connection_made(self, transport: Any) -> None:
            nonlocal open_now
            open_now += 1
            super().connection_made(transport)
            if open_now > _CONNECTIONS:
                transport.abort()

        def connection_lost(self, error: Exception | None) -> None:
            nonlocal open_now
            open_now -= 1
            super().connection_lost(error)

    def connection() -> LMTP:
        return Connection(
            door, data_size_limit=_LARGEST, timeout=_IDLE_SECONDS, command_call_limit=_COMMANDS, hostname="handpicked"
        )

    if isinstance(place, Path):
        server = await loop.create_unix_server(connection, path=str(place))
        # Its folder says who may come in: a mail server runs as somebody else.
        place.chmod(0o666)
    else:
        server = await loop.create_server(connection, *place)
    if until is None:
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
    async with server:
        ready()
        await stop.wait()
    if isinstance(place, Path):
        place.unlink(missing_ok=True)
