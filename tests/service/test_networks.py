"""Whose network an address is of, and who stands behind a proxy."""

from __future__ import annotations

import pytest

from service.networks import NOWHERE, Place, place_of, read_networks, sender_behind


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.7", Place("203.0.113.0/24", "203.0.0.0/16")),
        ("::ffff:203.0.113.7", Place("203.0.113.0/24", "203.0.0.0/16")),
        ("2001:db8:1:2:3:4:5:6", Place("2001:db8:1:2::/64", "2001:db8:1::/48")),
        ("fe80::1%eth0", Place("fe80::/64", "fe80::/48")),
        ("not an address", NOWHERE),
        ("1" * 1000, NOWHERE),
        ("", NOWHERE),
        (None, NOWHERE),
    ],
)
def test_what_one_stranger_can_change_is_one_place(address: str | None, place: Place) -> None:
    assert place_of(address) == place


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "sender"),
    [
        ("198.51.100.9", ["203.0.113.7"], "", "198.51.100.9"),
        ("10.0.0.5", ["203.0.113.7"], "10.0.0.5", "203.0.113.7"),
        ("10.0.0.5", ["6.6.6.6", "203.0.113.7"], "10.0.0.0/24", "203.0.113.7"),
        ("10.0.0.5", ["6.6.6.6", "203.0.113.7", "10.0.0.6"], "10.0.0.0/24", "203.0.113.7"),
        ("198.51.100.9", ["203.0.113.7"], "10.0.0.0/24", "198.51.100.9"),
        ("10.0.0.5", ["nonsense"], "10.0.0.0/24", "10.0.0.5"),
        ("10.0.0.5", [], "10.0.0.0/24", "10.0.0.5"),
    ],
)
def test_only_what_a_proxy_of_ours_has_added_is_believed(
    peer: str, forwarded: list[str], proxies: str, sender: str
) -> None:
    assert sender_behind(peer, forwarded, read_networks(proxies)) == sender


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="addresses or networks such as"):
        read_networks("10.0.0.0/24, my proxy")
