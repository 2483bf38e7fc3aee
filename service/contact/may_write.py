"""May we write to this person, at this moment, for this purpose? One answer for every message that leaves the house.

It is asked where a message is written down, inside the claim that sends it (the person's row locked, so that of two messages the
second sees the first), and again in the moment before the text is handed over.

A sandbox holds invented people and nothing leaves it: there no hour is too late and no message too many. Everything else holds
there as it does everywhere, so that it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.campaigns.transitions import PAUSED
from service.contact.absence import Absence, absence_at
from service.contact.caps import capped_until, has_had
from service.contact.departures import departure_of
from service.contact.gift_state import Ended, ended, write_until
from service.contact.prior_consent import countries_asking, lacks_basis
from service.contact.quiet_hours import quiet_until, zones_of
from service.contact.rules import RULES, Purpose, Rule
from service.contact.suppressed import is_suppressed
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import Fact, facts_of, in_force
from service.recipients.models import Recipient
from service.security.encryption import readable
from service.workspaces.sandbox import is_sandbox

Never = Literal[Ended, "erased", "unsubscribed", "suppressed", "no_address", "channel", "no_basis", "already_sent"]
Later = Literal["paused", "scheduled", "away", "question_cap", "message_cap", "quiet_hours"]
LOOK_AGAIN: Final = timedelta(minutes=10)
"""How long until a paused campaign is looked at again; nobody knows when it goes on."""
_ROUNDS: Final = 400
"""Far more waits than can follow upon each other: each absence, night and cap is one."""
_HOUR: Final = timedelta(hours=1)
_FIRST_MAILS: Final = frozenset({"to_invite", "to_ask"})
"""What begins with a wave, and waits for the hour that it was set for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`never` None and `not_before` None: now. Else why never, or `later` with the moment from which on; while `is_end_unknown`
    that moment is only when to ask again."""

    never: Never | None = None
    later: Later | None = None
    not_before: datetime | None = None
    is_end_unknown: bool = False

    @property
    def is_now(self) -> bool:
        """Whether a mail may be written at once."""
        return self.never is None and self.not_before is None


NOW: Final = Answer()


@dataclass(frozen=True, slots=True)
class _Terms:
    """What time can lift: absences, the caps' ends, and whether there are quiet hours."""

    country: str
    spans: Sequence[str]
    message_cap: datetime | None
    question_cap: datetime | None
    has_hours: bool
    departure: datetime | None = None
    """When its wave leaves, where somebody set a day."""


def may_write_at(
    session: Session,
    person: Recipient,
    moment: datetime,
    purpose: Purpose,
    gift: RecipientGift | None = None,
    message_id: str | None = None,
) -> Answer:
    """Now, not before a moment, or never. `gift`: what the message is about; `message_id`: the message itself, where it has a row.

    A wait that would end only when the message comes too late is a never.
    """
    rule = RULES[purpose]
    facts = in_force(facts_of(session, [person.id], moment.date())[person.id])
    never = _never(session, person, rule, facts) or (
        _ended(session, gift, purpose, moment, message_id) if gift is not None else None
    )
    if never is not None:
        return Answer(never)
    if rule.passes == "all":
        return NOW
    if gift is not None and campaign_of(session, gift).status == PAUSED:
        return Answer(None, "paused", moment + LOOK_AGAIN, is_end_unknown=True)
    terms = _terms(session, person, purpose, message_id, facts)
    if gift is not None and rule.state in _FIRST_MAILS:
        terms = replace(terms, departure=departure_of(session, gift, person.country))
    answer = _first_moment(terms, moment)
    last = write_until(session, gift, purpose) if gift is not None else None
    is_too_late = last is not None and answer.not_before is not None and answer.not_before >= last
    return Answer("expired") if is_too_late and not answer.is_end_unknown else answer


def first_moments(session: Session, people: Sequence[Recipient], moment: datetime) -> dict[str, Answer]:
    """Person's id -> when their invitation could leave at the earliest, asked before there is any: from `moment` on, or never.

    The same rules that are asked again when it is written down and when it leaves; what changes until then changes the answer.
    """
    rule, facts = RULES["invitation"], facts_of(session, [person.id for person in people], moment.date())
    found: dict[str, Answer] = {}
    for person in people:
        known = in_force(facts[person.id])
        never = _never(session, person, rule, known)
        terms = None if never else _terms(session, person, "invitation", None, known)
        found[person.id] = Answer(never) if terms is None else _first_moment(terms, moment)
    return found


def _never(session: Session, person: Recipient, rule: Rule, facts: Sequence[Fact]) -> Never | None:
    """What the person has said, or what is known of their address, that no time changes."""
    if person.erased_at is not None:
        return "erased"
    if rule.passes != "all" and person.unsubscribed_at is not None:
        return "unsubscribed"
    if readable(person.email) is None:
        return "no_address"
    if rule.passes == "all":
        return None
    channels = [fact.value for fact in facts if fact.kind == "channel"]
    if channels and "mail" not in channels:
        return "channel"
    return _no_address_or_basis(session, person, rule)


def _no_address_or_basis(session: Session, person: Recipient, rule: Rule) -> Never | None:
    if is_suppressed(session, person.workspace_id, person.email_hash):
        return "suppressed"
    asking = countries_asking(session, person.workspace_id) if rule.passes == "nothing" else frozenset()
    return "no_basis" if lacks_basis(person.country, person.basis, asking) else None


def _ended(
    session: Session, gift: RecipientGift, purpose: Purpose, moment: datetime, message_id: str | None
) -> Never | None:
    is_second = RULES[purpose].once_a_gift and has_had(session, gift, purpose, message_id)
    return ended(session, gift, purpose, moment) or ("already_sent" if is_second else None)


def _terms(
    session: Session, person: Recipient, purpose: Purpose, message_id: str | None, facts: Sequence[Fact]
) -> _Terms:
    is_invented = is_sandbox(session, person.workspace_id)
    is_capped = RULES[purpose].passes == "nothing" and not is_invented
    caps = capped_until(session, person, purpose, message_id) if is_capped else (None, None)
    spans = [fact.value for fact in facts if fact.kind == "away"]
    return _Terms(person.country, spans, *caps, has_hours=not is_invented)


def _first_moment(terms: _Terms, moment: datetime) -> Answer:
    """The first moment from `moment` on that nothing speaks against; named after what stood in the way first."""
    until, why = moment, None
    for _ in range(_ROUNDS):
        absence = _absence(terms, until)
        if absence is not None and not absence.has_end:
            return Answer(None, "away", absence.until, is_end_unknown=True)
        wait = next(((name, end) for name, end in _waits(terms, absence, until) if end > until), None)
        if wait is None:
            break
        until, why = wait[1], why or wait[0]
    return NOW if why is None else Answer(None, why, until)


def _waits(terms: _Terms, absence: Absence | None, at: datetime) -> Iterator[tuple[Later, datetime]]:
    if terms.departure is not None:
        yield "scheduled", terms.departure
    if absence is not None:
        yield "away", absence.until
    if terms.question_cap is not None:
        yield "question_cap", terms.question_cap
    if terms.message_cap is not None:
        yield "message_cap", terms.message_cap
    if terms.has_hours and (morning := quiet_until(terms.country, at)) is not None:
        yield "quiet_hours", morning


def _absence(terms: _Terms, at: datetime) -> Absence | None:
    """Absences are counted in the person's own days; where their country has several zones, in each of them."""
    for zone in zones_of(terms.country):
        found = absence_at(terms.spans, at.astimezone(zone))
        if found is not None:
            return Absence(max(found.until, at + _HOUR), found.has_end)
    return None
