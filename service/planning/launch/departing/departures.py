"""When the invitations of a wave leave: where each person is, outside of their night, their absence and what they had lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact.departures import departure
from service.contact.may_write import Answer, Never, first_moments
from service.contact.quiet_hours import zones_of
from service.db.writing.chunks import in_chunks
from service.decisions.arrival import is_working_day
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage, MailReturn
from service.planning.large import counted
from service.planning.launch.departing.schedule import Leave
from service.recipients.models import Recipient
from service.workspaces.sandbox import is_sandbox

COUNTED: Final = 1_000
"""People whose moment is asked for one by one; of a larger wave, the first so many stand for it, and the page says so."""
_WHY: Final[Mapping[str, str]] = {
    "away": "Held until they’re back",
    "quiet": "Quiet by rule",
    "message_cap": "They had an email from you",
    "question_cap": "They had a question from you",
    "account_paused": "Their company is paused",
    "channel_cap": "They have had enough by this way this month",
    "account_cap": "Their company has had enough this week",
    "ignored": "They left our last messages unanswered",
    "quiet_hours": "Waits for their morning",
    "asked_pause": "They asked for a pause",
    "quiet_day": "They want no messages that day",
    "own_hours": "They want no messages at that hour",
    "scheduled": "At the hour you set, on their clock",
}
NEVER: Final[Mapping[Never, str]] = {
    "unsubscribed": "They want no more gifts",
    "suppressed": "Email to them bounced",
    "no_address": "No email address",
    "no_number": "No number for text messages",
    "channel": "They want no email",
    "topic": "They want no invitations",
    "erased": "Erased",
    "no_basis": "No email without consent: they’re reached by a printed card",
}


@dataclass(frozen=True, slots=True)
class Departure:
    """People of some countries whose mail leaves at one moment. `at` None: as soon as theirs is made. `why` says what it waits for,
    or with `is_never` why none goes; `local` is the clock there, `day_off` whether nobody works there on that day."""

    countries: tuple[str, ...]
    people: int
    at: datetime | None
    local: str
    why: str
    day_off: bool
    is_never: bool = False


@dataclass(frozen=True, slots=True)
class Departures:
    """Before a wave: its rows, earliest first. `of` people were asked about; `is_sandbox`: no mail leaves at all."""

    rows: tuple[Departure, ...]
    of: int
    is_sandbox: bool


def departures_of(
    session: Session, campaign: Campaign, gift_ids: Sequence[str], at: datetime, leave: Leave | None = None
) -> Departures:
    """When these people's invitations could leave if they were launched at `at`; `leave`: the day and hour the wave is set for."""
    if is_sandbox(session, campaign.workspace_id):
        return Departures((), len(gift_ids), is_sandbox=True)
    people: list[Recipient] = []
    for some in in_chunks(gift_ids[:COUNTED]):
        people += session.scalars(
            select(Recipient)
            .join(RecipientGift, RecipientGift.recipient_id == Recipient.id)
            .where(RecipientGift.id.in_(some))
        )
    moments = _moments(session, people, at, leave)
    groups: defaultdict[tuple[datetime | None, str, bool], list[Recipient]] = defaultdict(list)
    for person in people:
        groups[_key(moments[person.id])].append(person)
    rows = [_departure(key, those, at) for key, those in groups.items()]
    return Departures(tuple(sorted(rows, key=lambda row: (row.is_never, row.at or at))), len(people), is_sandbox=False)


def _moments(session: Session, people: Sequence[Recipient], at: datetime, leave: Leave | None) -> dict[str, Answer]:
    """Person's id -> when their mail may leave. What is set for a day and an hour is asked for from then on, country by country."""
    if leave is None:
        return first_moments(session, people, at)
    found: dict[str, Answer] = {}
    by_country: defaultdict[str, list[Recipient]] = defaultdict(list)
    for person in people:
        by_country[person.country].append(person)
    for country, those in by_country.items():
        begin = max(at, departure(country, leave.on, leave.hour))
        for person_id, answer in first_moments(session, those, begin).items():
            is_free = answer.never is None and answer.not_before is None
            found[person_id] = replace(answer, not_before=begin, later="scheduled") if is_free else answer
    return found


def _key(answer: Answer) -> tuple[datetime | None, str, bool]:
    if answer.never is not None:
        return None, NEVER[answer.never], True
    if answer.is_end_unknown:
        if answer.later == "quiet":
            return answer.not_before, "Quiet by rule; checked again then", False
        return answer.not_before, "Away; we don’t know until when", False
    return answer.not_before, _WHY.get(answer.later or "", ""), False


def _departure(key: tuple[datetime | None, str, bool], people: Sequence[Recipient], at: datetime) -> Departure:
    moment, why, is_never = key
    countries = tuple(sorted({person.country for person in people}))
    when = moment or at
    return Departure(
        countries,
        len(people),
        moment,
        _local(countries, when),
        why,
        any(not is_working_day(country, when.astimezone(zones_of(country)[0]).date()) for country in countries),
        is_never,
    )


def _local(countries: Sequence[str], moment: datetime) -> str:
    """ "Thu 18 March, 09:00", or the earliest and the latest clock where these people live in several zones."""
    clocks = sorted(
        {moment.astimezone(zone).replace(tzinfo=None) for country in countries for zone in zones_of(country)}
    )
    first, last = clocks[0], clocks[-1]
    begin = f"{first:%a %-d %B, %H:%M}"
    if first == last:
        return begin
    return f"{begin} to {last:%H:%M}" if first.date() == last.date() else f"{begin} to {last:%a %H:%M}"


@dataclass(frozen=True, slots=True)
class Left:
    """The invitations of one country after a launch. `waiting` until `next_at`, where it is known; `came_back` are among `left`."""

    country: str
    people: int
    left: int
    received: int
    came_back: int
    waiting: int
    stopped: int
    shown: int
    next_at: datetime | None


def mails_left(session: Session, campaign: Campaign) -> list[Left]:
    """Country by country, how the launched people's invitations stand, most people first."""
    return counted(session, campaign, "mails left", lambda: _mails_left(session, campaign))


def _mails_left(session: Session, campaign: Campaign) -> list[Left]:
    invited = (MailMessage.gift_id == RecipientGift.id) & (MailMessage.kind == "invitation")
    rows = session.execute(
        select(
            Recipient.country,
            func.count(),
            _sum(MailMessage.state == "sent"),
            _sum(_returned("delivered")),
            _sum(_returned("hard_bounce", "refused", "complaint")),
            _sum(MailMessage.state.in_(("queued", "sending"))),
            _sum(MailMessage.state.in_(("failed", "unknown", "suppressed"))),
            _sum(MailMessage.state == "shown"),
            func.min(case((MailMessage.state == "queued", MailMessage.wait_until))),
        )
        .select_from(RecipientGift)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .outerjoin(MailMessage, invited)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.launched_at.is_not(None),
            RecipientGift.status != "canceled",
            Recipient.erased_at.is_(None),
        )
        .group_by(Recipient.country)
        .order_by(func.count().desc(), Recipient.country)
    )
    return [Left(*row) for row in rows]


def _sum(passes: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((passes, 1), else_=0)), 0)


def _returned(*kinds: str) -> ColumnElement[bool]:
    return select(MailReturn.id).where(MailReturn.message_id == MailMessage.id, MailReturn.kind.in_(kinds)).exists()
