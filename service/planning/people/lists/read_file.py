"""Lists of people are read in the bounded process, whatever they are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from service.planning.people.lists.headings import Field
from service.sheets.within_limits import read_within_limits

if TYPE_CHECKING:
    from service.planning.people.lists.intake import Upload

_READ_UPLOAD: Final = "service.planning.people.lists.intake:read_upload"
_READ_TEXTS: Final = "service.planning.people.lists.intake:read_texts"
_THINGS: Final = "your people"


def read_list(
    data: bytes,
    filename: str,
    corrections: Mapping[tuple[int, Field], str] | None = None,
    skip: Collection[int] = (),
) -> Upload:
    """As `intake.read_upload`, within limits. Raises ListRefused also for a file that would take too much of the machine."""
    upload: Upload = read_within_limits(
        _READ_UPLOAD, data, filename, dict(corrections or {}), frozenset(skip), things=_THINGS
    )
    return upload


def read_texts(data: bytes, filename: str) -> list[str]:
    """As `intake.read_texts`, within limits. Raises ListRefused likewise."""
    texts: list[str] = read_within_limits(_READ_TEXTS, data, filename, things=_THINGS)
    return texts
