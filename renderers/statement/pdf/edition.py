"""The two files a statement becomes: the reader's, and the archive's with the figures attached for machines.

They are two because a PDF made by WeasyPrint can claim one standard at a time. Nothing but the claim, the colour profile and the
attached files differs; both are drawn from the same layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the archive's edition; `made_at` stands where WeasyPrint would write the moment of drawing."""

    name: str
    body: bytes
    about: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """`standard`, `part` and `conformance` are what the file's own metadata says of it."""

    variant: str
    standard: str
    part: int
    conformance: str | None
    is_archive: bool


EDITIONS: Final[Mapping[str, Edition]] = {
    "reader": Edition("pdf/ua-1", "ua", 1, None, is_archive=False),
    "archive": Edition("pdf/a-3a", "a", 3, "A", is_archive=True),
}


def attachments(edition: Edition, attached: Sequence[Attached]) -> list[Any]:
    """WeasyPrint's attachments of an edition; the reader's has none."""
    if not edition.is_archive:
        return []
    from weasyprint import Attachment  # noqa: PLC0415 - loads Pango, see press

    fetcher = _no_fetcher()
    return [
        Attachment(
            string=file.body,
            url_fetcher=fetcher,
            name=file.name,
            description=file.about,
            created=file.made_at,
            modified=file.made_at,
            relationship="Data",
        )
        for file in attached
    ]


@cache
def _no_fetcher() -> Any:
    """A file given as bytes is never fetched; WeasyPrint would make a fetcher for each all the same."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    return URLFetcher(allowed_protocols=())
