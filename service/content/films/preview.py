"""A film to look at before launch: for a sample person or one of the campaign's own. No gift changes and nothing counts.

It is made by the worker that films and kept for a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from renderers.context import Story
from renderers.errors import RenderError
from renderers.render import story_hash
from renderers.samples.stories import SAMPLE_STORIES
from service.campaigns.models import Campaign
from service.content.delete_drawn_files import ask_to_shred
from service.content.links import links_nowhere
from service.content.models import FilmPreview, RenditionRow
from service.content.pages.staff_look import CHOSEN_AGAIN
from service.content.produce import RenderRefused, drawn
from service.content.stories.story import sample_story, staff_story
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, LinkClosed, NotFound
from service.gifting.find import find_gift_in
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.jobs.models import OPEN, Job
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.erase import is_erased
from service.security.ids import new_id
from service.storage.in_force import storage
from service.storage.interface import Stored

KIND: Final = "content.preview"
KEPT: Final = timedelta(days=1)
SAMPLES: Final = tuple(SAMPLE_STORIES)
_AGAIN: Final = "It didn’t work the first time, so we’re trying again."
_REMEDY: Final = "Press “Try again”. If it happens twice, tell ops: the cause is in the log of the film workers."
_REMEDIES: Final = {
    "context_incomplete": "Something the film needs is not filled in: see “How it reads for each person”.",
    "proof_failed": "Check the message: something in it wouldn’t read well.",
    "template_invalid": "Check the message: one of its fields isn’t written correctly.",
    "font_missing": "Ops can install a font with these characters. Until then, this person is put on hold at launch.",
    "image_refused": "The gift’s picture is missing or can’t be read: import it again with the catalogue, or choose another gift.",
    "fetch_refused": "Something the film shows is outside the catalogue: import its picture again with the catalogue.",
    "too_large": "Shorten the message, or choose a smaller picture.",
}
"""Cause -> what whoever looks can do about it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How a preview stands: `film` once it is ready; else it is being made, was refused or died, which the sentence tells with
    what to do, or was never asked for."""

    who: str
    state: Literal["ready", "making", "refused", "none"]
    film: FilmPreview | None = None
    sentence: str = ""


def find_preview(session: Session, campaign: Campaign, who: str) -> Preview:
    """The preview for a sample person's name or the id of a gift, made from the story as it stands now.

    Raises NotFound where there is nobody of that kind in the campaign.
    """
    try:
        made_from = story_hash("video", _story(session, campaign, who))
    except RenderError as error:
        return Preview(who, "refused", sentence=f"{error.sentence} {what_to_do(error.code)}")
    except (Conflict, LinkClosed) as error:
        return Preview(who, "refused", sentence=error.sentence)
    film = _find(session, campaign, who, made_from)
    if film is not None:
        return Preview(who, "ready", film)
    job = _last_job(session, _subject(campaign, who))
    if job is not None and job.state in OPEN:
        return Preview(who, "making", sentence=_AGAIN if job.last_error_type or job.lease_expiries else "")
    if job is None or job.last_error_type is None or job.state == "done":
        return Preview(who, "none")
    return Preview(who, "refused", sentence=_describe_failure(job))


def request_preview(session: Session, campaign: Campaign, who: str, at: datetime) -> None:
    """Asks for the film; pressing again within the minute asks for nothing more. Raises as `find_preview` does."""
    if find_preview(session, campaign, who).state in {"none", "refused"}:
        subject, minute = _subject(campaign, who), int(at.timestamp()) // 60
        last = _last_job(session, subject)
        # One that has died is over, also within the minute.
        again = last.version + 1 if last is not None and last.last_error_type is not None else minute
        enqueue(session, KIND, subject, version=max(minute, again), workspace_id=campaign.workspace_id)


def preview_died(session: Session, subject_id: str, _code: str) -> None:
    """A preview that could not be made is told to whoever asked for it, on its page. Nobody in ops can fix it by running it
    again, so it does not stand in their list of failed jobs."""
    session.execute(
        update(Job)
        .where(Job.kind == KIND, Job.subject_id == subject_id, Job.state == "dead")
        .values(state="canceled")
        .execution_options(synchronize_session=False)
    )


def what_to_do(code: str) -> str:
    """What helps against this cause of a film that cannot be drawn."""
    return _REMEDIES.get(code, _REMEDY)


def preview_job(lease: Lease) -> Effect | None:
    """The act of `content.preview`: subject is `campaign/who`. Raises RenderRefused where the film would not be right."""
    campaign_id, _, who = lease.subject_id.partition("/")
    with reading() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None:
            return None
        try:
            story = _story(session, campaign, who)
        except (Conflict, LinkClosed, NotFound):
            return None
        except RenderError as error:
            raise RenderRefused("preview", error) from None
    try:
        stored = drawn("video", story)
    except RenderError as error:
        raise RenderRefused("preview", error) from None
    return partial(_keep, lease, story_hash("video", story), stored)


def _old(at: datetime) -> Due:
    return select(FilmPreview.id, FilmPreview.workspace_id, FilmPreview.created_at).where(
        FilmPreview.created_at < at - KEPT
    )


def _drop(preview_id: str, _at: datetime) -> int:
    """The row first: files that no row names are found by another sweep, should this end in between."""
    with transaction() as session:
        gone = delete(FilmPreview).where(FilmPreview.id == preview_id).returning(FilmPreview.input_hash)
        input_hash = session.scalar(gone.execution_options(synchronize_session=False))
        if input_hash is None:
            return 0
        is_unused = not is_in_use(session, input_hash)
    if is_unused:
        storage().erase(input_hash)
    return 1


drop_old_previews: Final = RowSweep("old previews dropped", _old, _drop)
"""Forgets previews older than a day, files and all; answers how many."""


def is_in_use(session: Session, input_hash: str) -> bool:
    """Whether a gift or a preview still shows these files; two campaigns of one sender may show the same sample."""
    rows = (RenditionRow.input_hash, FilmPreview.input_hash)
    return any(session.scalars(select(func.count()).where(column == input_hash)).one() for column in rows)


def _story(session: Session, campaign: Campaign, who: str) -> Story:
    if who in SAMPLE_STORIES:
        return replace(sample_story(session, campaign, who), links=links_nowhere())
    gift = find_gift_in(session, campaign, who)
    if gift.is_chosen_again:
        raise Conflict(CHOSEN_AGAIN)
    return staff_story(session, gift)


def _keep(lease: Lease, made_from: str, stored: Stored, session: Session) -> None:
    campaign_id, _, who = lease.subject_id.partition("/")
    campaign = session.get_one(Campaign, campaign_id)
    gift = None if who in SAMPLE_STORIES else session.get_one(RecipientGift, who)
    if gift is not None:
        lock_gift(session, gift)
    if _find(session, campaign, who, made_from) is None:
        session.add(
            FilmPreview(
                id=new_id("prv"),
                workspace_id=campaign.workspace_id,
                campaign_id=campaign_id,
                gift_id=gift and gift.id,
                who=who,
                story_hash=made_from,
                input_hash=stored.key,
                files=dict(stored.files),
                created_at=utc_now(),
            )
        )
    if gift is not None and is_erased(session, gift.recipient_id):
        # Erased while this was being drawn: what was just stored goes the same way as the rest.
        ask_to_shred(session, gift)


def _find(session: Session, campaign: Campaign, who: str, made_from: str) -> FilmPreview | None:
    return session.scalar(
        select(FilmPreview).where(
            FilmPreview.campaign_id == campaign.id, FilmPreview.who == who, FilmPreview.story_hash == made_from
        )
    )


def _last_job(session: Session, subject_id: str) -> Job | None:
    return session.scalar(
        select(Job).where(Job.kind == KIND, Job.subject_id == subject_id).order_by(Job.version.desc()).limit(1)
    )


def _describe_failure(job: Job) -> str:
    """Our own sentence where there is one; what a foreign error says is for the log, not for a page."""
    code = str(job.last_error_type)
    said = (
        job.last_error if code in _REMEDIES and job.last_error else "Something went wrong on our side while we made it."
    )
    return f"{said} {what_to_do(code)}"


def _subject(campaign: Campaign, who: str) -> str:
    return f"{campaign.id}/{who}"
