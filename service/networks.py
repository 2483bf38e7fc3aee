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


_NOT_PUBLIC: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
"""What the registries of special-purpose addresses (IANA, RFC 6890) keep from the public internet, written out, since what Python's
own `is_global` says differs between its versions."""
_PUBLIC_V6: Final = ip_network("2000::/3")
"""All that is handed out of IPv6. What maps, translates or embeds an IPv4 address lies outside it, or is named above."""
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
"""The third quarter of an IPv6 address whose last one is an IPv4 address (RFC 5214)."""


def is_public(address: str) -> bool:
    """Whether it is one address, as a resolver or a socket writes it, that anybody on the internet may have. Unknown is not."""
    try:
        parsed = ip_address(address) if 0 < len(address) <= _LONGEST else None
    except ValueError:
        return False
    if parsed is None or any(parsed in network for network in _NOT_PUBLIC):
        return False
    if isinstance(parsed, IPv4Address):
        return True
    return parsed in _PUBLIC_V6 and parsed.scope_id is None and (int(parsed) >> 32) & 0xFFFFFFFF not in _ISATAP


def _parsed(address: str | None) -> IPv4Address | IPv6Address | None:
    if not address or len(address) > _LONGEST:
        return None
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed
