"""The statement as its reader sees it: always of this moment, whatever the files were drawn from, with the versions before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from renderers.errors import RenderError
from renderers.render import input_hash, render
from renderers.statement.web import Shown, ShownVersion, shown_page
from service.content.models import RenditionRow, StatementVersion
from service.content.offers.shown import winner_section
from service.content.pages.language import ORDINARY, Look
from service.content.pages.nonce import form_nonce
from service.content.produce import STATEMENT, ready
from service.content.statement.versions import versions_of
from service.content.stories.story import story_of
from service.errors import Conflict, LinkClosed
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, TRANSITIONS
from service.gifting.value import is_donated_value


def statement_now(session: Session, gift: RecipientGift, at: datetime, look: Look = ORDINARY) -> bytes:
    """The page's HTML, drawn from the rows as they are; nothing is written. Raises LinkClosed where there is nothing to state,
    Conflict where no gift is chosen."""
    try:
        story = story_of(session, gift, is_statement=True, locale=look.asked)
        return shown_page(
            story,
            Shown(
                base_path=f"/gift/{gift.id}",
                nonce=form_nonce(gift, at),
                undo_for=_undo_for(gift, at),
                undo_closed_at=_undo_closed_at(gift, at),
                may_refuse=gift.status in _REFUSABLE and not is_donated_value(gift),
                has_paper=STATEMENT in ready(session, gift),
                versions=tuple(_version(row) for row in versions_of(session, gift.id)),
                offer=winner_section(session, gift, at, "unnamed", look.asked or story.person.locale),
            ),
        )
    except RenderError:
        raise LinkClosed() from None


def paper_now(session: Session, gift: RecipientGift, name: str) -> RenditionRow | bytes:
    """One file of the statement: the row that holds it where it says what is true now, else the file itself, drawn on the spot
    while the row is being made. Raises LinkClosed or Conflict as above, Conflict also before the first was ever made."""
    story = story_of(session, gift, is_statement=True)
    row = ready(session, gift).get(STATEMENT)
    if row is not None and name in row.files and row.input_hash == input_hash(STATEMENT, story):
        return row
    if row is None and not versions_of(session, gift.id):
        raise Conflict("The first statement is still being made.")
    try:
        return render(STATEMENT, story).files[name][1]
    except RenderError:
        raise LinkClosed() from None


def _undo_for(gift: RecipientGift, at: datetime) -> timedelta | None:
    can = gift.status in TRANSITIONS["undo"].sources and gift.undo_until is not None and at < gift.undo_until
    return gift.undo_until - at if can and gift.undo_until else None


def _undo_closed_at(gift: RecipientGift, at: datetime) -> datetime | None:
    was_answered = gift.decided_at is not None and gift.undo_until is not None
    return gift.undo_until if was_answered and gift.undo_until and gift.undo_until <= at else None


def _version(row: StatementVersion) -> ShownVersion:
    return ShownVersion(row.number, row.made_at, row.state, row.files["body"]["sha256"])


_REFUSABLE = ANSWERABLE | {"accepted", "donated", "ordered", "shipped", "delivered"}
"""Where "my office says no" still leads to something."""
