"""Whose network an address is of: what one stranger can change at will counts as one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

_NEAR: Final = {4: 24, 6: 64}
_WIDE: Final = {4: 16, 6: 48}
_LONGEST: Final = 64
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Place:
    """A network and the wider one around it, as text; both None where nothing is known."""

    near: str | None = None
    wide: str | None = None


NOWHERE: Final = Place()


def place_of(address: str | None) -> Place:
    """/24 and /16 of an IPv4 address, /64 and /48 of an IPv6 one, which is what one household or one rented machine gets."""
    parsed = _parsed(address)
    if parsed is None:
        return NOWHERE
    near, wide = (ip_network((parsed, bits[parsed.version]), strict=False) for bits in (_NEAR, _WIDE))
    return Place(str(near), str(wide))


def read_networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks, separated by commas. Raises ValueError that names the one that is none."""
    found: list[Network] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(word))
        except ValueError:
            raise ValueError(
                "must be addresses or networks such as 10.0.0.5 or 10.0.0.0/24, separated by commas"
            ) from None
    return tuple(found)


def sender_behind(peer: str | None, forwarded: Sequence[str], trusted: Sequence[Network]) -> str | None:
    """Who sent a request that `peer` handed over. `forwarded`: the addresses of X-Forwarded-For in their order.

    Each trusted proxy has added whom it heard at the end, so the last address that is no proxy of ours counts; what stands before
    it anybody may have written. Without trusted proxies the header says nothing.
    """
    last = peer
    for address in reversed(forwarded):
        known = _parsed(last)
        if known is None or not any(known in network for network in trusted):
            break
        if _parsed(address) is None:
            break
        last = address.strip()
    return last


def is_within(address: str, network: Network) -> bool:
    """Whether it is one of the network's addresses."""
    parsed = _parsed(address)
    return parsed is not None and parsed in network


def is_of_nobody(address: str | None) -> bool:
    """Whether it is an address of this machine or of a network of one's own, where a proxy may stand for everybody."""
    parsed = _parsed(address)
    return parsed is None or parsed.is_private or parsed.is_loopback or parsed.is_link_local


def _parsed(address: str | None) -> IPv4Address | IPv6Address | None:
    if not address or len(address) > _LONGEST:
        return None
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed
