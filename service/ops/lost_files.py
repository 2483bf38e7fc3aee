"""The sweep that removes drawn files which no row names: of a worker that was killed between the file and its row.

Nobody would ever find them again, so an erasure could not either.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.catalog.pictures.own_images import image_of, key_of
from service.content.donating.models import DonationBooking
from service.content.material.models import CampaignMaterial
from service.content.models import FilmPreview, RenditionRow, StatementVersion
from service.db.connect import reading
from service.db.writing.chunks import in_chunks
from service.insights.models import SenderStatementRow
from service.jobs.row_sweep import PASS_SECONDS, Passed
from service.storage.in_force import storage

LEFT_ALONE: Final = timedelta(minutes=30)
"""Longer than any job may take from its first file to its row."""
WORKSHOPS: Final = ("handpicked-voice-*", "handpicked-film-*")
"""Folders that a renderer works in and empties itself, unless it is killed."""
_NAMED_BY: Final = (
    RenditionRow.input_hash,
    StatementVersion.input_hash,
    FilmPreview.input_hash,
    SenderStatementRow.input_hash,
    DonationBooking.input_hash,
    CampaignMaterial.clip_key,
    CampaignMaterial.logo_key,
    CampaignMaterial.voice_key,
    CampaignMaterial.composed_key,
)

_log = structlog.get_logger()


class LostFiles:
    """A pass looks at as many parts of the storage as its time allows; the next one goes on where it ended."""

    def __init__(self) -> None:
        self._next = ""

    def __call__(self, at: datetime) -> Passed:
        """Removes every file older than the longest job that no row names; answers how many files and folders went."""
        until, gone, failed = monotonic() + PASS_SECONDS, 0, 0
        for part in storage().parts(self._next):
            self._next = part
            if monotonic() > until:
                return Passed(gone, failed, is_more=True)
            more, lost = _sweep_part(part, at - LEFT_ALONE)
            gone, failed = gone + more, failed + lost
        self._next = ""
        return Passed(gone + _empty_workshops(at - LEFT_ALONE), failed)


remove_lost_files: Final = LostFiles()


def _sweep_part(part: str, before: datetime) -> tuple[int, int]:
    """(files removed, files that could not be)."""
    old = storage().older_than(part, before)
    if not old:
        return 0, 0
    with reading() as session:
        named = _named(session, list(old))
    gone = failed = 0
    # A job finds files before it names them, and finding makes them new: what was found since we looked is left to it.
    for input_hash in frozenset(old) - named:
        try:
            gone += storage().erase_older(input_hash, before)
        except OSError as error:  # not ours to remove, say; the others go on
            failed += 1
            _log.error(
                "sweep_row_failed", sweep="files without a row removed", subject=input_hash, error=type(error).__name__
            )
    return gone, failed


def _pictures(session: Session, hashes: Sequence[str]) -> set[str]:
    """Keys of those that a product shows, or showed once: a page that was drawn then still names it."""
    images = [image_of(key) for key in hashes]
    found = {
        key_of(image) for image in session.scalars(select(Product.image).where(Product.image.in_(images))) if image
    }
    for past in session.scalars(select(Product.past_images).where(Product.past_images.is_not(None))):
        found.update(map(key_of, past or ()))
    return found


def _named(session: Session, hashes: list[str]) -> set[str]:
    found: set[str] = set()
    for some in in_chunks(hashes):
        for column in _NAMED_BY:
            found.update(key for key in session.scalars(select(column).where(column.in_(some))) if key is not None)
        found |= _pictures(session, some)
    return found


def _empty_workshops(before: datetime) -> int:
    gone = 0
    for pattern in WORKSHOPS:
        for folder in Path(tempfile.gettempdir()).glob(pattern):
            with suppress(OSError):
                if folder.is_dir() and folder.stat().st_mtime < before.timestamp():
                    shutil.rmtree(folder)
                    gone += 1
    return gone
