"""A real name server on this machine that knows what a test has told it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = Mapping[tuple[str, str], list[str]]
"""(name, kind) -> the records as a zone file writes them."""


@contextmanager
def name_server(zone: Zone, *, deaf: bool = False) -> Iterator[str]:
    """Its address as HANDPICKED_NAME_SERVER names it. `deaf`: it hears every question and answers none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        Thread(target=_serve, args=(ear, dict(zone), deaf), daemon=True).start()
        yield f"127.0.0.1#{ear.getsockname()[1]}"


def _serve(ear: socket.socket, zone: dict[tuple[str, str], list[str]], deaf: bool) -> None:
    while True:
        try:
            question, who = ear.recvfrom(4096)
        except OSError:
            return
        if not deaf:
            ear.sendto(_answer(question, zone), who)


def _answer(question: bytes, zone: dict[tuple[str, str], list[str]]) -> bytes:
    asked = dns.message.from_wire(question)
    (one,) = asked.question
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.AA | dns.flags.RA
    name, kind = one.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(one.rdtype)
    found = zone.get((name, kind))
    if found is None and not any(known == name for known, _ in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif found:
        answer.answer.append(dns.rrset.from_text_list(one.name, 60, "IN", kind, found))
    return answer.to_wire(max_size=65535)
