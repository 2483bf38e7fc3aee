"""Addresses of other servers in the settings: each is checked whole, and what is wrong with it is said without repeating it,
since it may hold a password."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

_HINT: Final = "Special characters in a user or password are written as %2F, %23, %3F, %40 and so on"
_LONGEST_SHOWN: Final = 20
"""Values that are meant (a number, a level) are short; keys and passwords that came into the wrong variable are long."""
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FOLDERS: Final = re.compile(r"(/[A-Za-z0-9_-]+)*/?")
_POSTGRES: Final = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


def check_database(value: str) -> str:
    """PostgreSQL with its driver named, or SQLite in a file. Raises ValueError."""
    if value.startswith("sqlite:///"):
        if value.removeprefix("sqlite:///") in {"", ":memory:"}:
            raise ValueError("must name a file: a database in memory serves one process only")
        return value
    parts = _split(value)
    if parts.scheme not in _POSTGRES:
        raise ValueError("must start with postgresql:// or sqlite:///")
    if not parts.netloc and not parts.query:
        raise ValueError("names no server")
    return "postgresql+psycopg://" + value.split("://", 1)[1]


def check_broker(value: str) -> str:
    """Redis by host or by socket; a socket in the form that Celery's library knows. Raises ValueError."""
    parts = _split(value)
    if parts.scheme in {"unix", "redis+socket"}:
        if parts.netloc or not parts.path.startswith("/"):
            raise ValueError("must name the socket by its whole path, such as unix:///run/redis.sock")
        return "redis+socket://" + value.split("://", 1)[1]
    if parts.scheme not in {"redis", "rediss"}:
        raise ValueError("must start with redis://, rediss:// or unix://")
    if not parts.hostname:
        raise ValueError("names no host")
    if (number := parts.path.strip("/")) and not (number.isascii() and number.isdigit()):
        raise ValueError(f"must end with the number of a database or with none. {_HINT}")
    return value


def check_mail_server(value: str) -> str:
    """smtp:// or smtps:// with host, perhaps port, user with password, and `?starttls=1`. Raises ValueError."""
    parts = _split(value)
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("must start with smtp:// or smtps://")
    if not parts.hostname:
        raise ValueError("names no host")
    if parts.path.strip("/"):
        raise ValueError(f"must end after host and port. {_HINT}")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("must have a user with a password, or neither")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if asked not in ([], [("starttls", "1")], [("starttls", "0")]):
        raise ValueError("may end with ?starttls=1 and with nothing else after the ?")
    if parts.scheme == "smtps" and ("starttls", "1") in asked:
        raise ValueError("must not ask for starttls where smtps encrypts from the first byte")
    return value


def check_gateway(value: str) -> str:
    """Where text messages are handed over: https:// with host, perhaps port and path. What proves who we are has a setting of its
    own. Raises ValueError."""
    parts = _split(value)
    if parts.scheme != "https":
        raise ValueError("must start with https://: telephone numbers go there")
    if not parts.hostname or "@" in parts.netloc or parts.query:
        raise ValueError(
            "must be an address such as https://texts.example.com/messages, without a user and without a ?"
        )
    return value


def check_alerts(value: str) -> str:
    """Where alerts are sent: https:// with host, perhaps port, path and query. Raises ValueError."""
    parts = _split(value)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be an address such as https://alerts.example.com/handpicked, without a user")
    return value


def check_origin(value: str) -> str:
    """Where people reach us: scheme, host and perhaps port. Raises ValueError."""
    parts = _split(value)
    is_origin = parts.scheme in {"http", "https"} and parts.hostname and not parts.path.strip("/")
    if not is_origin or parts.query or "@" in parts.netloc:
        raise ValueError("must be an origin such as https://gifts.example.com, without a path")
    return value.rstrip("/")


def check_issuer(value: str, *, may_query: bool = False) -> str:
    """An address that says who somebody is: HTTPS, or plain HTTP on this machine. Raises ValueError."""
    parts = _split(value)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise ValueError("must start with https://")
    if not parts.hostname or "@" in parts.netloc or (parts.query and not may_query):
        raise ValueError("must be an address such as https://login.example.com/realm, without a user and without a ?")
    return value


def check_storage(value: str) -> str:
    """A bucket, or a folder of one: s3://bucket/folder. Raises ValueError."""
    parts = _split(value)
    if parts.scheme != "s3":
        raise ValueError("must start with s3://")
    if not _BUCKET.fullmatch(parts.netloc) or ".." in parts.netloc:
        raise ValueError("must name a bucket by 3 to 63 small letters, digits, dots and hyphens, such as s3://gifts")
    if parts.query or not _FOLDERS.fullmatch(parts.path):
        raise ValueError("may name folders after the bucket, such as s3://gifts/handpicked, and nothing else")
    return value.rstrip("/")


def check_storage_endpoint(value: str) -> str:
    """Where a store other than Amazon's answers: HTTPS, or plain HTTP inside a network of one's own. Raises ValueError."""
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be an address such as https://s3.example.com, without a user")
    if parts.path.strip("/") or parts.query:
        raise ValueError("must end after host and port: the bucket is named by HANDPICKED_STORAGE_URL")
    if parts.scheme == "http" and not _is_inside(parts.hostname):
        raise ValueError("must start with https:// where the store is reached through the public network")
    return value.rstrip("/")


def _is_inside(host: str) -> bool:
    """Whether a host can only be one of our own network: a private address, or a name without a dot."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".internal", ".local", ".localhost"))


def may_be_shown(value: str) -> bool:
    """Whether a wrong value may be repeated: not where it could be a password, a key, or an address with one."""
    return len(value) <= _LONGEST_SHOWN and "@" not in value and "://" not in value


def _split(value: str) -> SplitResult:
    """The address in its parts. What the library would say of a wrong one quotes it, so we say it ourselves."""
    if any(ord(character) <= 32 or ord(character) == 127 for character in value):
        raise ValueError("must hold no blanks and no control characters")
    if "#" in value:
        raise ValueError(f"must hold no #. {_HINT}")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = None, None
    if parts is None or port == 0:
        raise ValueError(f"has a host or port that cannot be read (a port is 1 to 65535). {_HINT}")
    return parts
