"""Ports for servers that tests start."""

from __future__ import annotations

import socket
from random import SystemRandom

_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses.

    It lies below those that the machine hands out for outgoing connections, so that none of them has it when a server ends
    and is to start on it again.
    """
    for port in SystemRandom().sample(range(_FIRST, _LAST), 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError(f"Of fifty ports from {_FIRST} to {_LAST} none is free.")
