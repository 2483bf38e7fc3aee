"""Draws one kind of content for one gift: story, renderer, proof, file; then one row in the transaction that ends the job.

The same story is never drawn twice: its hash names the files, also those of a worker that died before it could write its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from time import monotonic
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from renderers.context import Story
from renderers.errors import FontMissing, RenderError
from renderers.render import input_hash, render
from service.content.credentials.sign_film import signed_files
from service.content.delete_drawn_files import ask_to_shred
from service.content.material.told import WAIT, is_awaited
from service.content.models import RenditionRow
from service.content.statement.versions import note_version
from service.content.stories.story import story_of
from service.content.undrawn import tell_undrawn
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import Conflict, LinkClosed, PermanentError
from service.gifting.find import campaign_of
from service.gifting.hold import hold_gift, lift_hold
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.next_question import next_question
from service.gifting.redraw import kinds_of
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.jobs.put_off import put_off
from service.recipients.asking.put import put_question
from service.recipients.erase import is_erased
from service.recipients.models import Recipient
from service.recipients.questions import QuestionKind
from service.security.ids import new_id
from service.storage.in_force import storage
from service.storage.interface import Stored
from service.tracing.spans import span
from service.workspaces.announcements.announce import announce

_READY: Final = select(RenditionRow).where(
    RenditionRow.gift_id == bindparam("gift"), RenditionRow.content_version == bindparam("version")
)
STATEMENT: Final = "statement"
PAGE: Final = "microsite"
FILMED: Final = frozenset({"video", "video_square", "poster"})
SIGNED: Final = frozenset({"video", "video_square"})
"""Kinds whose body is a film, which carries credentials from its first moment here on."""
_INSTALL: Final = "To install one: "
"""Where the sentence of a missing font turns from its letters to what to do."""


class RenderRefused(PermanentError):
    """A rendition that would not be right. Its code is the renderer's; trying again would refuse it again."""

    def __init__(self, kind: str, error: RenderError) -> None:
        super().__init__(f"The {kind} couldn’t be made ({error.code}{', ' + error.where if error.where else ''}).")
        self.code = error.code


def produce_job(lease: Lease) -> Effect | None:
    """The act of the kinds `content.*`: subject is the gift, version the gift's content version. Raises RenderRefused.

    A character that is in no font is not a failure: the effect holds this gift, and the others go on.
    """
    kind = lease.kind.removeprefix("content.")
    if kind in FILMED and _waits(lease):
        return partial(put_off, lease=lease, until=utc_now() + WAIT)
    story = _story(lease)
    if story is None:
        return None
    try:
        stored = drawn(kind, story)
    except FontMissing as error:
        # The letters that are missing would tell a name: only what to install is kept.
        install = error.sentence.partition(_INSTALL)[2]
        return partial(_hold, lease.subject_id, {"kind": kind, "install": install})
    except RenderError as error:
        raise RenderRefused(kind, error) from None
    question = _question(lease.subject_id) if kind == PAGE else None
    return partial(_keep, lease.subject_id, kind, lease.version, stored, question)


def _waits(lease: Lease) -> bool:
    """Whether the film has an opening scene of the giver's that is still being composed."""
    with reading() as session:
        gift = session.get(RecipientGift, lease.subject_id)
        return gift is not None and is_awaited(session, gift.campaign_id)


def _story(lease: Lease) -> Story | None:
    """The story to draw, or None where there is nothing to draw any more: a newer version, an erased person, no gift."""
    with reading() as session:
        gift = session.get(RecipientGift, lease.subject_id)
        if gift is None or gift.content_version != lease.version:
            return None
        try:
            return story_of(session, gift, is_statement=lease.kind == f"content.{STATEMENT}")
        except (Conflict, LinkClosed):
            return None
        except RenderError as error:
            raise RenderRefused("story", error) from None


def drawn(kind: str, story: Story) -> Stored:
    """The rendition on disk, drawn now where it was not. Raises RenderErrors from the drawing."""
    key = input_hash(kind, story)
    found = storage().find(key)
    if found is not None:
        return found
    began = monotonic()
    with span("render", {"handpicked.kind": kind}):
        rendition = render(kind, story)
    files = signed_files(rendition, story, utc_now()) if kind in SIGNED else rendition.files
    return storage().put(key, files, round(monotonic() - began, 3))


def _question(gift_id: str) -> QuestionKind | None:
    """What the page that was drawn asks its reader, if anything is worth it."""
    with reading() as session:
        gift = session.get(RecipientGift, gift_id)
        return None if gift is None else next_question(session, gift, utc_now())


def _keep(
    gift_id: str, kind: str, version: int, stored: Stored, question: QuestionKind | None, session: Session
) -> None:
    """Writes the row. The locks let two jobs that end at the same moment see each other, so that one of them invites, and an
    erasure come wholly before or wholly after."""
    at = utc_now()
    gift = session.get_one(RecipientGift, gift_id)
    lock_gift(session, gift)
    if _row(session, gift_id, kind, version) is None:
        rendition_id = new_id("ren")
        session.add(
            RenditionRow(
                id=rendition_id,
                workspace_id=gift.workspace_id,
                gift_id=gift_id,
                kind=kind,
                content_version=version,
                input_hash=stored.key,
                files=dict(stored.files),
                seconds=stored.seconds,
                created_at=at,
            )
        )
        session.flush()
        told = {"id": rendition_id, "gift_id": gift_id, "kind": kind}
        announce(session, gift.workspace_id, "rendition.rendered", gift_id, at, **told)
        if kind == PAGE and gift.content_version == version:
            put_question(session, session.get_one(Recipient, gift.recipient_id), gift_id, question, at)
    if kind == STATEMENT:
        note_version(session, gift, stored, at)
    if is_erased(session, gift.recipient_id):
        # Erased while this was being drawn: what was just stored goes the same way as the rest.
        ask_to_shred(session, gift)
    elif is_set_complete(session, gift):
        lift_hold(session, gift, "font_missing", at)
        enqueue(session, "outreach.invite", gift_id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)


def _hold(gift_id: str, note: Mapping[str, str], session: Session) -> None:
    gift = session.get_one(RecipientGift, gift_id)
    lock_gift(session, gift)
    at = utc_now()
    hold_gift(session, gift, "font_missing", at, note)
    tell_undrawn(session, gift, note["kind"], FontMissing.code, at)


def is_set_complete(session: Session, gift: RecipientGift) -> bool:
    """All that its campaign draws, at the gift's present version; a mail is not drawn again once it has gone out."""
    rows = session.execute(
        select(RenditionRow.kind, RenditionRow.content_version).where(RenditionRow.gift_id == gift.id)
    ).all()
    current = {kind for kind, version in rows if version == gift.content_version}
    current |= {kind for kind, _ in rows if kind == "mail"}
    return current.issuperset(kinds_of(campaign_of(session, gift)))


def newest(session: Session, gift_id: str, kind: str) -> RenditionRow | None:
    """The newest rendition of a kind, or None where none was drawn."""
    return session.scalar(
        select(RenditionRow)
        .where(RenditionRow.gift_id == gift_id, RenditionRow.kind == kind)
        .order_by(RenditionRow.content_version.desc())
        .limit(1)
    )


def ready(session: Session, gift: RecipientGift) -> Mapping[str, RenditionRow]:
    """Kind -> rendition of the gift as it is now. One of an earlier version shows another product, so it does not count."""
    rows = session.scalars(_READY, {"gift": gift.id, "version": gift.content_version})
    return {row.kind: row for row in rows}


def _row(session: Session, gift_id: str, kind: str, version: int) -> RenditionRow | None:
    return session.scalar(
        select(RenditionRow).where(
            RenditionRow.gift_id == gift_id, RenditionRow.kind == kind, RenditionRow.content_version == version
        )
    )
