"""What people of an experiment said of it: whether they were happy, and whether somebody cared. Noted without them.

An answer loses its person after thirty days, so the arm is written beside it before: an arm, a chance, yes or no, and no id of
anybody. Read in fours of a group, so that no figure before and after tells of one answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from service.brain.experiments.models import Assignment, Experiment, ExperimentScore
from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.afterwards.models import Rating
from service.recipients.lock import lock_person
from service.security.encryption import readable

YES_FROM: Final[Mapping[str, int]] = {"csat": 4, "cared": 7}
"""Kind of a question -> the answer from which on it is a yes: of 1 to 5, and of 0 to 10."""
_FOUR: Final = 4


def _due(at: datetime) -> Due:
    noted = exists().where(ExperimentScore.rating_id == Rating.id, ExperimentScore.at >= Rating.answered_at)
    drawn = exists().where(Assignment.recipient_id == Rating.recipient_id, Assignment.campaign_id == Rating.campaign_id)
    return select(Rating.id, Rating.workspace_id, Rating.answered_at).where(
        Rating.gift_id.is_not(None),
        Rating.state == "answered",
        Rating.kind.in_(sorted(YES_FROM)),
        Rating.answered_at <= at,
        drawn,
        ~noted,
    )


def _note(rating_id: str, _at: datetime) -> int:
    with transaction() as session:
        person_id = session.scalar(select(Rating.recipient_id).where(Rating.id == rating_id))
        if person_id is None:
            return 0
        lock_person(session, person_id)
        rating = session.get(Rating, rating_id, populate_existing=True)
        said = None if rating is None or rating.answer is None else readable(rating.answer)
        if rating is None or said is None or not said.isdecimal() or rating.answered_at is None:
            return 0
        session.execute(delete(ExperimentScore).where(ExperimentScore.rating_id == rating.id))
        drawn = session.scalars(
            select(Assignment).where(Assignment.recipient_id == person_id, Assignment.campaign_id == rating.campaign_id)
        ).all()
        for one in drawn:
            session.add(
                ExperimentScore(
                    rating_id=rating.id,
                    experiment_id=one.experiment_id,
                    workspace_id=rating.workspace_id,
                    arm=one.arm,
                    probability=one.probability,
                    holdout=one.holdout,
                    metric=rating.kind,
                    is_yes=int(said) >= YES_FROM[rating.kind],
                    at=rating.answered_at,
                )
            )
        return len(drawn)


note_scores: Final = RowSweep("answers noted for experiments", _due, _note)
"""Notes them; answers how many."""


def scores_of(session: Session, experiment: Experiment, at: datetime) -> dict[str, list[ExperimentScore]]:
    """Figure -> its answers up to a moment, in the order in which they came, of each arm as many whole fours as there are."""
    rows = session.scalars(
        select(ExperimentScore)
        .where(ExperimentScore.experiment_id == experiment.id, ExperimentScore.at <= at)
        .order_by(ExperimentScore.at, ExperimentScore.rating_id)
    )
    by_arm: defaultdict[tuple[str, str], list[ExperimentScore]] = defaultdict(list)
    for row in rows:
        by_arm[row.metric, row.arm].append(row)
    found: defaultdict[str, list[ExperimentScore]] = defaultdict(list)
    for (metric, _), answers in sorted(by_arm.items()):
        found[metric] += answers[: len(answers) // _FOUR * _FOUR]
    return dict(found)
