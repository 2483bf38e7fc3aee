"""An address that somebody else gave us to call, read so strictly that it has one meaning: the one that we check and connect to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import idna

from service.config import settings
from service.errors import InvalidInput
from service.networks import is_public, is_within

LONGEST: Final = 500
_URL: Final = re.compile(
    r"https://(?P<host>\[[^\[\]/?#@]*\]|[^\[\]/?#@:]+)(?::(?P<port>\d{1,5}))?(?P<target>[/?][!-~]*)?", re.ASCII
)
_TARGET: Final = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?")
_PLAIN_V4: Final = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")
_NUMBER: Final = re.compile(r"\d+|0x[0-9a-f]*")
_NOWHERE: Final = frozenset(
    {
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "test",
        "invalid",
        "onion",
        "alt",
        "arpa",
    }
)
"""Last parts of names that lead nowhere on the internet, or into a network of one's own (RFC 6761, RFC 8375, ICANN)."""
_HTTPS: Final = 443
_PRIVILEGED: Final = 1024


@dataclass(frozen=True, slots=True)
class Target:
    """`host`: a name in ASCII or an address without brackets; `path`: with its query, as it goes on the line."""

    host: str
    port: int
    path: str

    @property
    def shown(self) -> str:
        """As people read it: without https and without a query, which may hold a secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _HTTPS else f":{self.port}"
        return f"{host}{port}{self.path.partition('?')[0].rstrip('/')}"


class PrivateAddress(InvalidInput):
    """It lies inside a private network, or leads nowhere on the internet."""

    code = "private_address"


def read_url(text: str) -> Target:
    """The address in its parts. Raises InvalidInput for what is none, PrivateAddress for one that we do not call.

    A name is not looked up here: it may lead elsewhere a moment later, so that is asked when it is called.
    """
    found = _URL.fullmatch(text) if len(text) <= LONGEST and "#" not in text else None
    if found is None:
        raise InvalidInput(_advice(text), param="url")
    target, port = found["target"] or "/", int(found["port"] or _HTTPS)
    if not _TARGET.fullmatch(target):
        raise InvalidInput("The address holds a letter that must be written as %XX.", param="url")
    if port == 0 or port > 65535 or (port < _PRIVILEGED and port != _HTTPS):
        raise InvalidInput("Use port 443, or one from 1024 to 65535.", param="url")
    host = found["host"]
    if host.startswith("["):
        _require_public(host[1:-1], 6)
        return Target(host[1:-1].lower(), port, _path(target))
    name = _ascii_name(host)
    if _PLAIN_V4.fullmatch(name):
        _require_public(name, 4)
    else:
        _require_name(name)
    return Target(name, port, _path(target))


def may_reach(address: str) -> bool:
    """Whether we connect to an address: a public one, or one of the networks that whoever runs this has named."""
    return is_public(address) or any(is_within(address, network) for network in settings().own_networks)


def _path(target: str) -> str:
    return target if target.startswith("/") else f"/{target}"


def _advice(text: str) -> str:
    if len(text) > LONGEST:
        return f"An address has at most {LONGEST} characters."
    if not text.startswith("https://"):
        return "Write the whole address, beginning with https://."
    if "@" in text.partition("?")[0]:
        return "Leave out user and password: every message is signed instead."
    if "#" in text:
        return "Leave out what stands from # on."
    return "This isn’t an address. Write it as https://hooks.example.com/gifts."


def _ascii_name(host: str) -> str:
    lower = host.lower()
    if lower.isascii():
        return lower
    try:
        return idna.encode(lower, uts46=False, std3_rules=True).decode()
    except idna.IDNAError:
        raise InvalidInput("This name can’t be on the internet. Check its spelling.", param="url") from None


def _require_public(address: str, version: int) -> None:
    try:
        parsed = ip_address(address)
    except ValueError:
        parsed = None
    if parsed is None or parsed.version != version or "%" in address:
        raise InvalidInput("This isn’t an address. Write it as https://hooks.example.com/gifts.", param="url")
    if not may_reach(address):
        raise PrivateAddress(
            f"{address} is inside a private network. Use an address the internet can reach.", param="url"
        )


def _require_name(name: str) -> None:
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidInput("This name can’t be on the internet. Check its spelling.", param="url")
    if _NUMBER.fullmatch(labels[-1]):
        # What ends in a number is read as an address by some, in ways that differ: 127.1, 0x7f.0.0.1, 2130706433.
        raise InvalidInput("Write an address of numbers as four numbers with dots, none beginning with 0.", param="url")
    if name == "localhost" and any(is_within("127.0.0.1", network) for network in settings().own_networks):
        return
    if len(labels) == 1 or labels[-1] in _NOWHERE:
        raise PrivateAddress(
            f"{name[:60]} is a name inside a private network. Use an address the internet can reach.", param="url"
        )
