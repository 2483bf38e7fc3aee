"""Everything a person chooses of how they are written to: read together, saved together, taken back together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, cast, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.contact.models import ContactLimit
from service.contact.rules import BETWEEN_QUESTIONS
from service.contact.wishes.terms import Channel
from service.errors import Conflict
from service.jobs.enqueue import enqueue, next_version
from service.recipients.facts.fact import facts_of, in_force, remember, said_themselves
from service.recipients.facts.own_language import choose_language
from service.recipients.models import ProfileFact, Recipient
from service.recipients.numbers.keep_number import drop_number, keep_number, number_of
from service.recipients.unsubscribe import LET_GO
from service.recipients.wishes.wishes import Wishes, before_of, keep_wishes, wishes_of

Often = Literal["house", "month", "half_year", "year"]
OFTEN_DAYS: Final[Mapping[Often, int]] = {"house": 3, "month": 30, "half_year": 183, "year": 365}
"""At most one message that we begin in so many days; the first is what holds for everybody."""
_KIND: Final = "channel"


@dataclass(frozen=True, slots=True)
class Choices:
    """One person's settings. `channel` is mail where nobody said another."""

    channel: Channel
    often: Often
    wishes: Wishes
    language: str
    number: str | None = None
    """E.164; there is one only where text messages are their way."""


def choices_of(session: Session, person: Recipient, on: date) -> Choices:
    """The settings as they hold on a day."""
    return Choices(
        _channel_of(session, person, on),
        _often_of(session, person),
        wishes_of(session, [person.id])[person.id],
        person.locale,
        number_of(session, person.id),
    )


def save_choices(
    session: Session, person: Recipient, chosen: Choices, at: datetime, *, is_number_new: bool = False
) -> bool:
    """Writes them down in force at once, and ends what waits to be sent and no longer may; a number in them is one that its person
    has confirmed, and `is_number_new` where they just did: then it is tried again, whatever became of it before. False where
    nothing is different. The person is locked by the caller."""
    old = choices_of(session, person, at.date())
    if old == chosen and not is_number_new:
        return False
    # A number that was dropped is deleted, so there is nothing that one press could bring back.
    is_dropped = old.number is not None and chosen.number is None
    before = None if is_dropped else _as_json(old)
    _save(session, person, old, chosen, at, before=before, is_number_new=is_number_new)
    return True


def take_back(session: Session, person: Recipient, at: datetime) -> None:
    """The settings as they were before the last change. Raises Conflict where there is nothing to take back. The person is locked
    by the caller."""
    before, now = before_of(session, person), choices_of(session, person, at.date())
    then = None if before is None else _from_json(before, now.number)
    if then is None or (then.channel == "text" and now.number is None):
        raise Conflict("There’s no change to take back.")
    _save(session, person, now, then, at, before=None)


def forget_limit(session: Session, person: Recipient) -> None:
    """For an erasure: how often they wanted to hear from us goes as well."""
    session.execute(delete(ContactLimit).where(ContactLimit.recipient_id == person.id))


def _save(
    session: Session,
    person: Recipient,
    old: Choices,
    new: Choices,
    at: datetime,
    *,
    before: Mapping[str, Any] | None,
    is_number_new: bool = False,
) -> None:
    if new.channel != old.channel:
        _say_channel(session, person, new.channel, at)
    if new.number != old.number or is_number_new:
        _say_number(session, person, new.number, at)
    if new.often != old.often:
        _say_often(session, person, new.often)
    keep_wishes(session, person, new.wishes, before, at)
    if new.language != old.language:
        choose_language(session, person, new.language, at)
    enqueue(
        session,
        LET_GO,
        person.id,
        version=max(
            3, next_version(session, LET_GO, person.id)
        ),  # the first is an unsubscription's, the second an erasure's
        workspace_id=person.workspace_id,
    )


def _say_channel(session: Session, person: Recipient, channel: Channel, at: datetime) -> None:
    """What a person said before is withdrawn, what a list said stays known and no longer counts."""
    standing = said_themselves((_KIND,)).where(ProfileFact.recipient_id == person.id)
    for fact in session.scalars(standing).all():
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
    remember(session, person, _KIND, channel, "asked", at)
    session.flush()


def _say_number(session: Session, person: Recipient, number: str | None, at: datetime) -> None:
    if number is None:
        drop_number(session, person, at)
    else:
        keep_number(session, person, number, at)


def _say_often(session: Session, person: Recipient, often: Often) -> None:
    row = session.scalar(select(ContactLimit).where(ContactLimit.recipient_id == person.id))
    if row is None:
        row = ContactLimit(workspace_id=person.workspace_id, recipient_id=person.id)
        session.add(row)
    row.message_days = OFTEN_DAYS[often]
    row.question_days = max(BETWEEN_QUESTIONS.days, OFTEN_DAYS[often])
    session.flush()


def _channel_of(session: Session, person: Recipient, on: date) -> Channel:
    known = in_force(facts_of(session, [person.id], on)[person.id])
    said = next((fact.value for fact in known if fact.kind == _KIND), "mail")
    return cast(Channel, said) if said in get_args(Channel) else "none"


def _often_of(session: Session, person: Recipient) -> Often:
    """The choice that sets no more than what is kept, so that a limit between two of them is shown as the longer."""
    days = session.scalar(select(ContactLimit.message_days).where(ContactLimit.recipient_id == person.id)) or 0
    return next((often for often, least in OFTEN_DAYS.items() if least >= days), "year")


def _as_json(choices: Choices) -> Mapping[str, Any]:
    """All but the number, which is kept in one place alone."""
    return {name: value for name, value in asdict(choices).items() if name != "number"}


def _from_json(kept: Mapping[str, Any], number: str | None) -> Choices:
    wishes = dict(kept["wishes"])
    pause = wishes["pause_until"]
    wishes |= {"refused": tuple(wishes["refused"]), "quiet_days": tuple(wishes["quiet_days"])}
    return Choices(
        kept["channel"],
        kept["often"],
        Wishes(**wishes | {"pause_until": None if pause is None else date.fromisoformat(pause)}),
        kept["language"],
        number if kept["channel"] == "text" else None,
    )
