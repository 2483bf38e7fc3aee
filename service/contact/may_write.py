"""May we write to this person, at this moment, for this purpose? One answer for every message that leaves the house.

It is asked where a message is written down, inside the claim that sends it (the person's row locked, so that of two messages the
second sees the first), and again in the moment before the text is handed over.

A sandbox holds invented people and nothing leaves it: there no hour is too late and no message too many. Everything else holds
there as it does everywhere, so that it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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
from service.contact.whole.policy import Whole, whole_of
from service.contact.wishes.terms import FITS, Asked, Channel, is_refused, waits
from service.contact.wishes.ways import Way, texting_number, way_of
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import Fact, facts_of, in_force, is_from_list, is_own_word
from service.recipients.models import Recipient
from service.recipients.wishes.wishes import NONE, Wishes, wishes_of
from service.security.encryption import readable
from service.workspaces.sandbox import is_sandbox

Never = Literal[
    Ended,
    "erased",
    "unsubscribed",
    "suppressed",
    "no_address",
    "no_number",
    "channel",
    "topic",
    "no_basis",
    "already_sent",
]
Later = Literal[
    "paused",
    "scheduled",
    "away",
    "account_paused",
    "question_cap",
    "message_cap",
    "account_cap",
    "ignored",
    "quiet_hours",
    Asked,
]
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
    account_pause: datetime | None = None
    account_cap: datetime | None = None
    ignored: datetime | None = None
    """Until when their silence keeps us from beginning anything."""
    wishes: Wishes = NONE


@dataclass(slots=True)
class Known:
    """What is known of a person at one moment, read once for several questions about them: facts in force, wishes, and the terms of
    each purpose that was asked about. For no longer than the transaction that holds the person."""

    facts: Sequence[Fact]
    wishes: Wishes
    terms: dict[Purpose, _Terms] = field(default_factory=dict)
    whole: Whole | None = None
    """What the workspace's policy is asked with; None until it is."""


def known_of(session: Session, person: Recipient, moment: datetime) -> Known:
    """Read now."""
    facts = in_force(facts_of(session, [person.id], moment.date())[person.id])
    return Known(facts, wishes_of(session, [person.id])[person.id])


def may_write_at(
    session: Session,
    person: Recipient,
    moment: datetime,
    purpose: Purpose,
    gift: RecipientGift | None = None,
    message_id: str | None = None,
    by: Channel = "mail",
    known: Known | None = None,
) -> Answer:
    """Now, not before a moment, or never. `gift`: what the message is about; `message_id`: the message itself, where it has a row;
    `by`: the way it would come. `known`: what was read for an earlier question about the same person in this transaction.

    A wait that would end only when the message comes too late is a never.
    """
    rule = RULES[purpose]
    known = known or known_of(session, person, moment)
    never = _never(session, person, purpose, known.facts, known.wishes, by) or (
        _ended(session, gift, purpose, moment, message_id) if gift is not None else None
    )
    if never is not None:
        return Answer(never)
    if rule.passes == "all":
        return NOW
    if gift is not None and campaign_of(session, gift).status == PAUSED:
        return Answer(None, "paused", moment + LOOK_AGAIN, is_end_unknown=True)
    if purpose not in known.terms:
        known.terms[purpose] = _terms(session, person, purpose, message_id, known, moment)
    terms = replace(known.terms[purpose], wishes=known.wishes)
    if gift is not None and rule.state in _FIRST_MAILS:
        terms = replace(terms, departure=departure_of(session, gift, person.country))
    answer = _first_moment(terms, moment)
    last = write_until(session, gift, purpose) if gift is not None else None
    is_too_late = last is not None and answer.not_before is not None and answer.not_before >= last
    return Answer("expired") if is_too_late and not answer.is_end_unknown else answer


def way_to(session: Session, person: Recipient, purpose: Purpose, moment: datetime) -> Way:
    """The way a message for this purpose goes at a moment, as its person has chosen it."""
    return way_of(session, person, purpose, in_force(facts_of(session, [person.id], moment.date())[person.id]))


def first_moments(session: Session, people: Sequence[Recipient], moment: datetime) -> dict[str, Answer]:
    """Person's id -> when their invitation could leave at the earliest, asked before there is any: from `moment` on, or never.

    The same rules that are asked again when it is written down and when it leaves; what changes until then changes the answer.
    """
    ids = [person.id for person in people]
    facts, wishes = facts_of(session, ids, moment.date()), wishes_of(session, ids)
    found: dict[str, Answer] = {}
    for person in people:
        known = in_force(facts[person.id])
        by = way_of(session, person, "invitation", known)
        never = _never(session, person, "invitation", known, wishes[person.id], by)
        if never is not None:
            found[person.id] = Answer(never)
            continue
        terms = _terms(session, person, "invitation", None, Known(known, wishes[person.id]), moment)
        found[person.id] = _first_moment(replace(terms, wishes=wishes[person.id]), moment)
    return found


def _never(
    session: Session, person: Recipient, purpose: Purpose, facts: Sequence[Fact], wishes: Wishes, by: Channel
) -> Never | None:
    """What the person has said, or what is known of their address, that no time changes."""
    rule = RULES[purpose]
    if person.erased_at is not None:
        return "erased"
    if rule.passes != "all" and person.unsubscribed_at is not None:
        return "unsubscribed"
    missing = _missing(session, person, by)
    if missing is not None or rule.passes == "all":
        return missing
    if not _is_their_way(facts, by) or is_refused(wishes, purpose):
        return "topic" if _is_their_way(facts, by) else "channel"
    return _no_address_or_basis(session, person, rule) if by in _TO_THE_ADDRESS else None


def _missing(session: Session, person: Recipient, by: Channel) -> Never | None:
    """Nothing is known to send it to."""
    if by == "mail":
        return "no_address" if readable(person.email) is None else None
    return "no_number" if by == "text" and texting_number(session, person) is None else None


_TO_THE_ADDRESS: Final = frozenset({"mail", "link"})
"""Ways that end at the mail address: what keeps us from writing there keeps them as well."""


def _is_their_way(facts: Sequence[Fact], by: Channel) -> bool:
    """Whether somebody may be reached in this way, which is one only; anybody who chose none may. That a list says mail keeps
    no card from whoever gets no mail. A text message has to be asked for."""
    if by == "text":
        return any(fact.kind == "channel" and fact.value == by and is_own_word(fact) for fact in facts)
    chosen = [fact for fact in facts if fact.kind == "channel" and (by == "mail" or not is_from_list(fact))]
    return not chosen or any(fact.value in FITS[by] for fact in chosen)


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
    session: Session, person: Recipient, purpose: Purpose, message_id: str | None, known: Known, at: datetime
) -> _Terms:
    is_invented = is_sandbox(session, person.workspace_id)
    spans = [fact.value for fact in known.facts if fact.kind == "away"]
    if RULES[purpose].passes != "nothing" or is_invented:
        return _Terms(person.country, spans, None, None, has_hours=not is_invented)
    whole = known.whole = known.whole or whole_of(session, person, at)
    message_cap, question_cap = capped_until(session, person, purpose, message_id)
    return _Terms(
        person.country,
        spans,
        message_cap,
        question_cap,
        has_hours=True,
        account_pause=whole.paused_until,
        account_cap=whole.account_free_from(message_id),
        ignored=whole.quiet_until(person, at, message_id),
    )


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
    yield from waits(terms.wishes, terms.country, at, has_hours=terms.has_hours)
    if terms.account_pause is not None:
        yield "account_paused", terms.account_pause
    if terms.question_cap is not None:
        yield "question_cap", terms.question_cap
    if terms.message_cap is not None:
        yield "message_cap", terms.message_cap
    if terms.account_cap is not None:
        yield "account_cap", terms.account_cap
    if terms.ignored is not None:
        yield "ignored", terms.ignored
    if terms.has_hours and (morning := quiet_until(terms.country, at)) is not None:
        yield "quiet_hours", morning


def _absence(terms: _Terms, at: datetime) -> Absence | None:
    """Absences are counted in the person's own days; where their country has several zones, in each of them."""
    for zone in zones_of(terms.country):
        found = absence_at(terms.spans, at.astimezone(zone))
        if found is not None:
            return Absence(max(found.until, at + _HOUR), found.has_end)
    return None
