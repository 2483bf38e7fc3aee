"""Asks the DNS, briefly. Three answers are told apart: what is there, that nothing is, and that nobody could be asked."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any, Final

import dns.exception
import dns.resolver
import dns.reversename

from service.config import settings
from service.errors import TemporaryError

SECONDS: Final = 1.5
"""For one question with all its tries; a page waits for it."""


class CouldNotAsk(TemporaryError):
    """No name server answered."""

    code = "dns_unanswered"


def texts(name: str) -> list[str]:
    """The TXT records of a name, each joined from its parts; none where there is none. Raises CouldNotAsk."""
    return [b"".join(record.strings).decode("ascii", "replace") for record in _asked(name, "TXT")]


def addresses(host: str) -> list[str]:
    """The addresses of a host. Raises CouldNotAsk."""
    try:
        return [str(ip_address(host.strip("[]")))]
    except ValueError:
        found = [str(record.address) for kind in ("A", "AAAA") for record in _asked(host, kind)]
    return sorted(set(found))


def names_of(address: str) -> list[str]:
    """The names that an address has (PTR), lower case, without the last dot. Raises CouldNotAsk."""
    pointer = str(dns.reversename.from_address(address))
    return [str(record.target).rstrip(".").lower() for record in _asked(pointer, "PTR")]


def _asked(name: str, kind: str) -> Sequence[Any]:
    try:
        return list(_resolver().resolve(name, kind, lifetime=SECONDS))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError):
        raise CouldNotAsk("No name server answered.") from None


def _resolver() -> dns.resolver.Resolver:
    """The machine's own, or the one that HANDPICKED_NAME_SERVER names (address, or address#port)."""
    named = settings().name_server
    if not named:
        return dns.resolver.Resolver()
    address, _, port = named.partition("#")
    chosen = dns.resolver.Resolver(configure=False)
    chosen.nameservers, chosen.port = [address], int(port or 53)
    return chosen
