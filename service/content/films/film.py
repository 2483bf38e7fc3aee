"""The film of a gift as its page shows it: drawn ahead, or drawn for whoever is about to watch it.

The first to ask for a film that is not there has its job put before all others, and waits a few seconds for it together with
everybody who asks meanwhile: the ledger holds one job for a gift's film, so it is never drawn twice. Who cannot wait is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.cues import Cues, read_cues
from renderers.errors import TemplateError
from service.campaigns.drawn import drawn_for
from service.clock import machine_now, machine_time
from service.content.models import RenditionRow
from service.content.produce import ready
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.gifting.redraw import next_turn
from service.jobs.enqueue import enqueue
from service.jobs.expedite import expedite
from service.jobs.kinds import kind_of
from service.jobs.models import OPEN, Job
from service.storage.in_force import storage

FilmKind = Literal["video", "video_square"]
"""The film lying, or square for a telephone held upright: the same words at the same moments."""
WAIT_SECONDS: Final = 6.0
"""How long a request waits for its film; a browser's player shows that it is loading meanwhile."""
LOOK_SECONDS: Final = 0.04
MOST_WAITING: Final = 4
"""Requests of one process that may wait at a time: half of its threads, so that pages are always served."""
LATE_AFTER: Final = timedelta(seconds=30)
"""From then on something is wrong, and the reader is told that it takes longer than it should."""
_waiting: Final = BoundedSemaphore(MOST_WAITING)


NotYet = Literal["making", "late", "refused"]


def cues_of_film(session: Session, gift: RecipientGift) -> Cues | None:
    """Its chapters and what can be pressed when, or None while not even its poster is drawn."""
    drawn = ready(session, gift)
    row = drawn.get("video") or drawn.get("poster")
    if row is None:
        return None
    try:
        return read_cues(storage().read(row.input_hash, "cues"))
    except (NotFound, TemplateError):
        return None


def player_of(session: Session, gift: RecipientGift, drawn: Mapping[str, RenditionRow]) -> bytes | None:
    """The section of the page that plays the film, whether it is there or will be when it is played. None before its poster is,
    and for whoever was drawn to get the page alone."""
    film, poster = drawn.get("video"), drawn.get("poster")
    if film is None and poster is None:
        return None
    if not drawn_for(session, gift.recipient_id, gift.campaign_id).has_film:
        return None
    try:
        if film is not None:
            return storage().read(film.input_hash, "player")
        if poster is None:
            return None
        job = _job(session, gift)
        return storage().read(poster.input_hash, "refused" if job is not None and job.state == "dead" else "player")
    except NotFound:
        return None


def film_part(session: Session, gift: RecipientGift, file: str) -> tuple[RenditionRow, str] | None:
    """The rendition that holds a file of the film and the file's name in it, or None where it is not drawn.

    Everything but the moving pictures is there with the poster; they alone are the film's own. Raises NotFound for whoever was
    drawn to get the page alone.
    """
    if not drawn_for(session, gift.recipient_id, gift.campaign_id).has_film:
        raise NotFound("There’s no such film.")
    drawn = ready(session, gift)
    if file == "square":
        square = drawn.get("video_square")
        return None if square is None else (square, "body")
    film = drawn.get("video")
    if film is not None:
        name = _instead(film, file)
        return (film, name) if name in film.files else None
    poster = None if file == "body" else drawn.get("poster")
    if poster is None:
        return None
    name = "body" if (name := _instead(poster, file)) == "poster" else name
    return (poster, name) if name in poster.files else None


def _instead(row: RenditionRow, file: str) -> str:
    """A film that was drawn before there were square stills has its lying one."""
    return "poster" if file == "poster_square" and file not in row.files else file


def await_film(gift_id: str, kind: FilmKind = "video") -> RenditionRow | NotYet:
    """Asks for the gift's film where nobody has, and waits for it, but not long: its row, or why there is none.

    To be called with no session open. Raises NotFound for a gift there is not.
    """
    _ask(gift_id, kind)
    with _a_place() as has_place:
        until = monotonic() + (WAIT_SECONDS if has_place else 0)
        while True:
            with reading() as session:
                seen = _look(session, _gift(session, gift_id), kind, utc_now())
            if isinstance(seen, RenditionRow) or seen == "refused" or monotonic() >= until:
                return seen
            sleep(LOOK_SECONDS)


def ask_for_still(gift_id: str) -> None:
    """Has the still of a film made that nobody was to see unless they asked, before the others; asking again changes nothing.

    To be called with no session open. Raises NotFound for a gift there is not.
    """
    with reading() as session:
        gift = _gift(session, gift_id)
        if campaign_of(session, gift).films != "asked" or _job(session, gift, "poster") is not None:
            return
    with transaction() as session:
        gift = _gift(session, gift_id)
        enqueue(
            session,
            "content.poster",
            gift.id,
            version=gift.content_version,
            workspace_id=gift.workspace_id,
            campaign_id=gift.campaign_id,
        )
        expedite(session, "content.poster", gift.id, gift.content_version, utc_now())


@contextmanager
def _a_place() -> Iterator[bool]:
    """Whether this process has room for one more who waits."""
    has_place = _waiting.acquire(blocking=False)
    try:
        yield has_place
    finally:
        if has_place:
            _waiting.release()


def _ask(gift_id: str, kind: FilmKind) -> None:
    """Puts the film's job into the ledger, before the others; asking again changes nothing."""
    with reading() as session:
        gift = _gift(session, gift_id)
        job, name = _job(session, gift, kind), f"content.{kind}"
        if job is not None and (
            job.state != "pending" or job.queue == kind_of(name).fast_queue or job.run_at > machine_now()
        ):
            return
    with transaction() as session:
        gift = _gift(session, gift_id)
        enqueue(
            session,
            name,
            gift.id,
            version=gift.content_version,
            workspace_id=gift.workspace_id,
            campaign_id=gift.campaign_id,
            run_at=next_turn(session, name, gift.id, utc_now()),
        )
        # By the clock of now, not of when the transaction was wished for: many may have asked at once.
        expedite(session, name, gift.id, gift.content_version, utc_now())


def _look(session: Session, gift: RecipientGift, kind: FilmKind, at: datetime) -> RenditionRow | NotYet:
    # The job first: where it is seen done, what it made is seen as well.
    job, row = _job(session, gift, kind), ready(session, gift).get(kind)
    if row is not None:
        return row
    if job is None:
        return "making"
    if job.state not in OPEN:
        return "refused"
    return (
        "late"
        if job.queue == kind_of(job.kind).fast_queue and job.created_at < machine_time(at) - LATE_AFTER
        else "making"
    )


def _gift(session: Session, gift_id: str) -> RecipientGift:
    gift = session.get(RecipientGift, gift_id)
    if gift is None:
        raise NotFound("There’s no such gift.")
    return gift


def _job(session: Session, gift: RecipientGift, kind: FilmKind | Literal["poster"] = "video") -> Job | None:
    return session.scalar(
        select(Job).where(Job.kind == f"content.{kind}", Job.subject_id == gift.id, Job.version == gift.content_version)
    )
