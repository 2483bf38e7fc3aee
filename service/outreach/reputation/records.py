"""What the DNS says of the sending domain: SPF, DKIM, DMARC, and the name of the machine that sends (PTR).

Ready is said only where all four were asked and are right. Where nobody could be asked, that is said, and nothing is held up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Lock
from time import monotonic
from typing import Final, Literal
from urllib.parse import urlsplit

from service.config import settings
from service.errors import SettingsError
from service.outreach.letters.dkim_signing import public_part, sending_domain, signs
from service.outreach.reputation.lookup import CouldNotAsk, addresses, names_of, texts

State = Literal["ok", "wrong", "missing", "unasked"]
COULD_NOT_ASK: Final = "could not ask"
KEPT_SECONDS: Final = 300.0
KEPT_UNASKED_SECONDS: Final = 30.0
_ALL: Final = re.compile(r"(?:^|\s)([+?~-]?)all(?:\s|$)", re.IGNORECASE)
_REDIRECT: Final = re.compile(r"(?:^|\s)redirect=\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One of the four: how it stands, and a sentence: what was found, or what to do."""

    name: str
    state: State
    sentence: str


def look() -> tuple[Record, ...]:
    """All four, asked at once."""
    checks = (("SPF", _spf), ("DKIM", _dkim), ("DMARC", _dmarc), ("PTR", _ptr))
    with ThreadPoolExecutor(len(checks)) as pool:
        return tuple(pool.map(lambda one: _looked(*one), checks))


def looked() -> tuple[Record, ...]:
    """The same, as it was found within the last minutes: a page is opened more often than records change."""
    key = (settings().mail_from, settings().return_path, settings().smtp_url.get_secret_value(), settings().name_server)
    with _lock:
        kept = _kept.get(key)
        if kept is not None and monotonic() < kept[0]:
            return kept[1]
    found = look()
    seconds = KEPT_UNASKED_SECONDS if any(one.state == "unasked" for one in found) else KEPT_SECONDS
    with _lock:
        _kept.clear()
        _kept[key] = (monotonic() + seconds, found)
    return found


def is_ready(records: Sequence[Record]) -> bool:
    """Whether all of them were asked and are right."""
    return bool(records) and all(one.state == "ok" for one in records)


_kept: dict[tuple[str, ...], tuple[float, tuple[Record, ...]]] = {}
_lock: Final = Lock()


def _looked(name: str, check: Callable[[], tuple[State, str]]) -> Record:
    try:
        return Record(name, *check())
    except CouldNotAsk:
        return Record(name, "unasked", f"{COULD_NOT_ASK}: no name server answered")


def _spf() -> tuple[State, str]:
    """Of the domain that bounces go to, since that is the one receivers ask about."""
    domain = (settings().return_path or settings().mail_from).rpartition("@")[2].encode("idna").decode().lower()
    found = [one for one in texts(domain) if one.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return "missing", f"{domain} has no SPF record. Add a TXT record: v=spf1 a:{_host() or 'your.mail.server'} -all"
    if len(found) > 1:
        return "wrong", f"{domain} has {len(found)} SPF records, and receivers then use none. Keep one"
    last = _ALL.search(found[0])
    if last is None and not _REDIRECT.search(found[0]):
        return (
            "wrong",
            f"The SPF record of {domain} doesn’t say what to do with other servers. End it with -all or ~all",
        )
    if last is not None and last[1] in ("", "+"):
        return "wrong", f"The SPF record of {domain} lets anyone send (+all). End it with -all or ~all"
    return "ok", f"{domain} names who may send"


def _dkim() -> tuple[State, str]:
    if not signs():
        return "unasked", f"{COULD_NOT_ASK}: we don’t sign, so your relay must. To sign here, set HANDPICKED_DKIM_KEY"
    try:
        ours = public_part()
    except SettingsError as error:
        return "wrong", error.sentence
    name = f"{settings().dkim_selector}._domainkey.{sending_domain()}"
    found = [one for one in map(_tags, texts(name)) if "p" in one]
    if not found:
        return "missing", f"Add a TXT record at {name}: v=DKIM1; k=rsa; p={ours}"
    if len(found) > 1 or found[0]["p"] != ours:
        return "wrong", f"{name} holds another key than ours. It should say: v=DKIM1; k=rsa; p={ours}"
    return "ok", f"{name} holds our key"


def _dmarc() -> tuple[State, str]:
    domain = sending_domain()
    for name in dict.fromkeys((domain, ".".join(domain.split(".")[-2:]))):
        found = [one for one in map(_tags, texts(f"_dmarc.{name}")) if one.get("v", "").upper() == "DMARC1"]
        if len(found) > 1:
            return "wrong", f"_dmarc.{name} has {len(found)} DMARC records, and receivers then use none. Keep one"
        if found and found[0].get("p", "").lower() not in ("none", "quarantine", "reject"):
            return "wrong", f"The DMARC record of {name} has no policy. Add p=none, p=quarantine or p=reject"
        if found:
            return "ok", f"{name} says what to do with forged mail: {found[0]['p'].lower()}"
    return "missing", f"Add a TXT record at _dmarc.{domain}: v=DMARC1; p=none"


def _ptr() -> tuple[State, str]:
    """Of the server that takes our mail: the name of its address, and that this name leads back to it."""
    host = _host()
    if not host:
        return "unasked", f"{COULD_NOT_ASK}: no mail server is set up"
    found = addresses(host)
    public = [one for one in found if not (ip_address(one).is_loopback or ip_address(one).is_link_local)]
    if not found:
        return "missing", f"{host} has no address"
    if not public:
        return "unasked", f"{COULD_NOT_ASK}: {host} is this machine; check the name of the address that it sends from"
    for address in public:
        named = names_of(address)
        if not named:
            return "missing", f"{address}, the address of {host}, has no name (PTR). Ask whoever gave you the address"
        if not any(address in addresses(name) for name in named):
            return "wrong", f"{named[0]}, the name of {address}, doesn’t lead back to it. Correct its address"
    return "ok", f"{host} has a name that leads back to it"


def _host() -> str:
    return urlsplit(settings().smtp_url.get_secret_value()).hostname or ""


def _tags(text: str) -> dict[str, str]:
    """v=DMARC1; p=none -> its parts; white space inside a value is no part of it."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, sign, value in pairs if sign}
