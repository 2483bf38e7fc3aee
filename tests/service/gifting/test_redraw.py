from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.gifting.redraw import KINDS, redraw
from service.jobs.models import Job
from tests.service.gifting.scene import set_scene

pytestmark = pytest.mark.usefixtures("database")


def wanted(session: Session, gift: RecipientGift) -> dict[str, str]:
    """Kind -> queue of the jobs for the gift's present content."""
    jobs = session.scalars(select(Job).where(Job.subject_id == gift.id, Job.version == gift.content_version))
    return {job.kind.removeprefix("content."): job.queue for job in jobs}


def test_before_the_invitation_the_film_is_drawn_or_its_poster_alone() -> None:
    with transaction() as session:
        ahead, opened = (set_scene(session, films=films).gifts[0] for films in ("ahead", "opened"))
        assert set(wanted(session, ahead)) == set(KINDS["ahead"]) == {"microsite", "statement", "video", "mail"}
        assert set(wanted(session, opened)) == set(KINDS["opened"]) == {"microsite", "statement", "poster", "mail"}
        assert wanted(session, opened)["poster"] == "video"


@pytest.mark.parametrize(
    ("films", "again"),
    [
        ("ahead", {"microsite": "render", "statement": "render", "poster": "film", "video": "video"}),
        ("opened", {"microsite": "render", "statement": "render", "poster": "film"}),
    ],
)
def test_for_somebody_who_may_be_looking_the_poster_is_drawn_ahead_of_everything(
    films: str, again: dict[str, str]
) -> None:
    with transaction() as session:
        gift = set_scene(session, films=films).gifts[0]
        gift.status = "opened"
        session.flush()
        redraw(session, gift)
        assert wanted(session, gift) == again
