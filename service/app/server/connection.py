"""One client's line, and who gives way where there are too many of them."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Collection, Iterable
from time import monotonic
from typing import Final, Literal

from service.app.server.lanes import Lane
from service.app.server.request_in import HEAD_SECONDS, Incoming
from service.app.server.response_out import Outbox
from service.config import settings
from service.networks import is_of_nobody, is_within, place_of

CONNECTIONS_OF_NETWORK: Final = 64
"""Of one network at a time; a proxy and one's own machine stand for everybody and are not counted."""
State = Literal["reading", "served", "sending", "draining"]


class Connection:
    """One client's line. `until` is when it is given up, in monotonic seconds; None while it is being served."""

    def __init__(self, line: socket.socket, peer: object, server: object, body_max: int) -> None:
        self.line = line
        self.peer = peer
        self.server = server
        self.port = server[1] if isinstance(server, tuple) else None
        self.state: State = "reading"
        self.since = monotonic()
        self.until: float | None = self.since + HEAD_SECONDS
        self.incoming = Incoming(body_max)
        self.outbox = Outbox()
        self.rest = b""
        """What came behind the request: the beginning of the next."""
        self.stays_open = False
        self.sends_until = 0.0
        self.drained = 0
        self.lane: Lane | None = None
        """Whose threads serve it; None while none does."""
        self.network = _network_of(peer)


def who_gives_way(everybody: Collection[Connection], newest: Connection, most: int) -> list[Connection]:
    """Where too many are there, whoever has been longest without a whole request, else longest taking an answer: of the same
    network first, then of the largest crowd. Where all are being served it is the newest."""
    gone: list[Connection] = []
    if newest.network is not None:
        mine = [one for one in everybody if one.network == newest.network]
        if len(mine) > CONNECTIONS_OF_NETWORK:
            gone.append(_oldest_waiting(mine) or newest)
    if len(everybody) - len(gone) > most:
        # In order of age, so that of two crowds of one size the one that came first gives way, and not whichever is met first.
        left = sorted((one for one in everybody if one not in gone), key=lambda one: one.since)
        crowd = Counter(one.network for one in left if one.state != "served")
        largest = crowd.most_common(1)[0][0] if crowd else None
        gone.append(_oldest_waiting(one for one in left if one.network == largest) or newest)
    return gone


def _oldest_waiting(among: Iterable[Connection]) -> Connection | None:
    idle = [one for one in among if one.state != "served"]
    waiting = [one for one in idle if one.state != "sending"]
    return min(waiting or idle, key=lambda one: one.since, default=None)


def _network_of(peer: object) -> str | None:
    address = peer[0] if isinstance(peer, tuple) else None
    is_proxy = address is not None and any(is_within(address, network) for network in settings().proxies)
    return None if is_proxy or is_of_nobody(address) else place_of(address).near
