"""How a workspace's lists are headed, and what was said about them last time: the same headings are not asked about twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_new
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.models import ListShape
from service.planning.people.uploads.about import About, answers_from, answers_kept
from service.security.ids import new_id


def remembered(session: Session, workspace_id: str, about: About) -> Answers | None:
    """The answers that were given for these headings, or None."""
    kept = session.scalar(
        select(ListShape.answers).where(ListShape.workspace_id == workspace_id, ListShape.shape == about.shape)
    )
    return answers_from(kept) if kept is not None else None


def remember(session: Session, workspace_id: str, about: About, answers: Answers, at: datetime) -> None:
    """Keeps what was said about the columns. What was said about single texts and rows belongs to this one file, and so does that
    its people told what they eat and agreed: of the next file it has to be said again."""
    kept = answers_kept(replace(answers, kept=frozenset(), hidden=False, told=()))
    new = insert_new(
        session,
        ListShape,
        ("workspace_id", "shape"),
        [
            {
                "id": new_id("shp"),
                "workspace_id": workspace_id,
                "shape": about.shape,
                "answers": kept,
                "said_at": at,
            }
        ],
    )
    if not new:
        session.execute(
            update(ListShape)
            .where(ListShape.workspace_id == workspace_id, ListShape.shape == about.shape)
            .values(answers=kept, said_at=at)
            .execution_options(synchronize_session=False)
        )


def forget(session: Session, workspace_id: str, about: About) -> None:
    """These headings are asked about again."""
    session.execute(delete(ListShape).where(ListShape.workspace_id == workspace_id, ListShape.shape == about.shape))
