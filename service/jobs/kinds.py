"""Which kinds of work exist in this process. The wiring registers them once; the ledger itself knows no room."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from service.errors import TemporaryError
from service.jobs.act_types import JobKind

_KINDS: Final[dict[str, JobKind]] = {}


class UnknownKind(TemporaryError):
    """No such kind here. Temporary: during a rolling upgrade another worker may know it already."""

    code = "unknown_kind"


def register(kinds: Mapping[str, JobKind]) -> None:
    """Makes `kinds` the whole table of this process; what was registered before is forgotten."""
    _KINDS.clear()
    _KINDS.update(kinds)


def registered() -> Mapping[str, JobKind]:
    """The table as it stands: name -> kind, read-only."""
    return MappingProxyType(_KINDS)


def kind_of(name: str) -> JobKind:
    """The kind of that name. Raises UnknownKind."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKind(f"The job kind {name} is not registered in this process.") from None
