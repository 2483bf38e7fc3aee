"""What can be done while an experiment runs: a new share held out, a pause, counting all who were drawn, and its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.brain.experiments.draw import lock_experiment
from service.brain.experiments.models import OUTCOMES, Assignment, Experiment, Outcome
from service.brain.experiments.set_up import MOST_HELD_OUT, find_experiment
from service.campaigns.models import DrawnTerm
from service.errors import Conflict, InvalidInput
from service.recipients.models import Recipient
from service.security.encryption import address_hash
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Act = Literal["pause", "resume", "finish", "stop", "count_drawn"]
MOST_LINES: Final = 2000
_OPEN: Final = frozenset({"running", "paused"})


def set_holdout(session: Session, experiment_id: str, percent: int, actor: Actor, at: datetime) -> None:
    """Holds out another share of those who are drawn from now on. Who was drawn keeps their group and the chance they had.

    Raises InvalidInput for more than half, Conflict where it does not run or its kind has no holdout beside its groups.
    """
    experiment = _open(session, experiment_id, actor)
    if not 0 <= percent <= MOST_HELD_OUT:
        raise InvalidInput(
            f"Hold out 0 to {MOST_HELD_OUT} in 100. With everyone held out there is nothing to compare.",
            param="holdout",
        )
    if experiment.kind == "film_none" or (experiment.kind == "holdout" and not percent):
        raise InvalidInput("This experiment needs its share as it is.", param="holdout")
    if percent == experiment.holdout:
        return
    body = {"from": experiment.holdout, "to": percent}
    experiment.holdout = percent
    experiment.holdouts = [*experiment.holdouts, {"at": at.isoformat(), "percent": percent}]
    session.flush()
    record_act(session, actor, "experiment.resized", at, subject_id=experiment.id, body=body)


def press(session: Session, experiment_id: str, act: str, actor: Actor, at: datetime) -> None:
    """Pauses (nobody is drawn meanwhile), resumes, counts everybody who was drawn, finishes, or stops without a verdict. At an end
    whoever was held out hears from us as usual. Raises Conflict where the state has no such step, InvalidInput for no such act."""
    experiment = _open(session, experiment_id, actor)
    if act in ("pause", "resume"):
        wanted, other = ("paused", "running") if act == "pause" else ("running", "paused")
        if experiment.state != other:
            raise Conflict("It’s no longer in that state. Look again.")
        experiment.state = wanted
        record_act(session, actor, "experiment.paused" if act == "pause" else "experiment.resumed", at,
                   subject_id=experiment.id)  # fmt: skip
    elif act == "count_drawn":
        experiment.counts_drawn = True
        record_act(session, actor, "experiment.counts_drawn", at, subject_id=experiment.id)
    elif act in ("finish", "stop"):
        experiment.state, experiment.ended_at = ("finished" if act == "finish" else "stopped"), at
        session.execute(
            update(DrawnTerm)
            .where(DrawnTerm.experiment_id == experiment.id, DrawnTerm.kind == "held_out", DrawnTerm.ended_at.is_(None))
            .values(ended_at=at)
        )
        record_act(session, actor, "experiment.ended", at, subject_id=experiment.id, body={"state": experiment.state})
    else:
        raise InvalidInput("There’s no such button.", param="act")
    session.flush()


def note_outcomes(session: Session, experiment_id: str, kind: str, typed: str, actor: Actor, at: datetime) -> int:
    """Notes who met us or bought, of all people of the experiment: lines of an address and a day. How many lines were new.

    The addresses are compared by their keyed hashes and not kept. All lines or none: raises InvalidInput for a line that is not
    read, that is of nobody who was drawn, or whose day lies ahead; it names the line's number and not what stands in it.
    """
    experiment = _open(session, experiment_id, actor)
    if kind not in OUTCOMES:
        raise InvalidInput("Say whether they met you or bought.", param="kind")
    lines = [(number, line.split()) for number, line in enumerate(typed.splitlines(), start=1) if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        raise InvalidInput(f"Give 1 to {MOST_LINES} lines: an address and a day.", param="outcomes")
    wanted = [(number, *_read(number, words, at)) for number, words in lines]
    people = {
        hashed: person
        for hashed, person in session.execute(
            select(Recipient.email_hash, Recipient.id)
            .join(Assignment, Assignment.recipient_id == Recipient.id)
            .where(Assignment.experiment_id == experiment.id, Recipient.erased_at.is_(None))
        )
    }
    known = {
        (person, day)
        for person, day in session.execute(
            select(Outcome.recipient_id, Outcome.happened_on).where(
                Outcome.workspace_id == experiment.workspace_id, Outcome.kind == kind
            )
        )
    }
    new: set[tuple[str, date]] = set()
    for number, hashed, day in wanted:
        if hashed not in people:
            raise InvalidInput(f"Line {number} is nobody of this experiment. Nothing was kept.", param="outcomes")
        new.add((people[hashed], day))
    new -= known
    session.add_all(
        Outcome(workspace_id=experiment.workspace_id, recipient_id=person, kind=kind, happened_on=day, noted_at=at)
        for person, day in sorted(new)
    )
    session.flush()
    record_act(session, actor, "experiment.outcomes_noted", at, subject_id=experiment.id, body={"people": len(new)})
    return len(new)


def _read(number: int, words: list[str], at: datetime) -> tuple[str, date]:
    """(keyed hash of the address, day) of one line."""
    try:
        address, day = words
        on = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput(
            f"Line {number} needs an address and a day such as 2027-03-18. Nothing was kept.", param="outcomes"
        ) from None
    if on > at.date():
        raise InvalidInput(f"Line {number} lies in the future. Nothing was kept.", param="outcomes")
    return address_hash(address), on


def _open(session: Session, experiment_id: str, actor: Actor) -> Experiment:
    find_experiment(session, experiment_id, actor)
    experiment = lock_experiment(session, experiment_id)
    if experiment is None or experiment.state not in _OPEN:
        raise Conflict("This experiment doesn’t run, so it can’t be changed.")
    return experiment
