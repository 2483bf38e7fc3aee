"""What a run of faults has left behind, counted from the tables, the storage and the mail server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, func, select, text

from service.content.models import RenditionRow
from service.db.connect import reading
from service.jobs.models import OPEN, Job
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.storage.in_force import storage
from tests.faults.arena import KIND, lost_leases

PAGE, INVITE, SEND = "content.microsite", "outreach.invite", "outreach.send"
ASKED = (KIND, PAGE, INVITE, SEND)
"""Kinds of work that are asked for, and that follow from it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: so many jobs that count their effects, and a page and an invitation for each of these gifts."""

    effects: int
    gift_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Found:
    """`lost`: work without its effect, pages that do not lie in the storage, mails that nobody has and nobody knows of. `double`:
    effects and mails that are there more than once. `fenced`: attempts whose lease was lost, and whose work was thrown away.
    `unknown`: mails that may have been taken; ops are told, and nobody sends them again."""

    jobs: int
    dead: int
    lost: int
    double: int
    fenced: int
    lost_leases: int
    mails: int
    unknown: int

    def lines(self) -> list[str]:
        return [f"{name.replace('_', ' '):<50}{figure:>6}" for name, figure in asdict(self).items()]


def is_work_left() -> bool:
    """Whether any of it is still to be done."""
    with reading() as session:
        return session.scalar(select(Job.id).where(Job.kind.in_(ASKED), Job.state.in_(OPEN)).limit(1)) is not None


def done() -> int:
    """Jobs that are done."""
    return _number(Job.state == "done")


def still_open() -> tuple[int, int]:
    """Jobs that are still to be done: those that count their effects, and all others that were asked for."""
    others = Job.kind.in_(set(ASKED) - {KIND})
    return _number(Job.kind == KIND, Job.state.in_(OPEN)), _number(others, Job.state.in_(OPEN))


def _number(*which: ColumnElement[bool]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Job).where(*which)) or 0


def found(asked: Asked, taken: Sequence[str], logs: Path) -> Found:
    """As of now. `taken`: addresses that the mail server has taken a mail for, each as often as it has; `logs`: the folder."""
    wanted = set(asked.gift_ids)
    with reading() as session:
        effects = Counter(session.scalars(text("SELECT subject FROM effect")))
        jobs = Counter(session.scalars(select(Job.state).where(Job.kind.in_(ASKED))))
        pages = dict(
            session.execute(
                select(RenditionRow.gift_id, RenditionRow.input_hash).where(RenditionRow.kind == "microsite")
            ).all()
        )
        mails = session.execute(
            select(MailMessage.gift_id, MailMessage.state, Recipient.email)
            .join(Recipient, Recipient.id == MailMessage.recipient_id)
            .where(MailMessage.kind == "invitation")
        ).all()
    delivered = Counter(taken)
    in_storage = {gift_id for gift_id, key in pages.items() if storage().find(key) is not None}
    accounted = {
        gift_id for gift_id, state, email in mails if state == "unknown" or (state == "sent" and delivered[email] > 0)
    }
    twice = effects.total() - len(effects) + delivered.total() - len(delivered)
    return Found(
        jobs=jobs.total(),
        dead=jobs["dead"],
        lost=asked.effects - len(effects) + len(wanted - in_storage) + len(wanted - accounted),
        double=twice + len(mails) - len({gift_id for gift_id, *_ in mails}),
        fenced=fenced_in(logs),
        lost_leases=lost_leases(),
        mails=delivered.total(),
        unknown=sum(state == "unknown" for _, state, _ in mails),
    )


def fenced_in(logs: Path) -> int:
    """Attempts that the workers say were fenced."""
    ended = 0
    for file in (*logs.glob("*.log"), *logs.glob("*.log.1")):
        for line in file.read_text("utf-8", errors="replace").splitlines():
            with suppress(ValueError):  # a line that was cut short with its process
                said = json.loads(line) if '"fenced"' in line else {}
                ended += said.get("event") == "job" and said.get("outcome") == "fenced"
    return ended
