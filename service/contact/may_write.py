"""May we write to this person, at this moment, for this purpose? One answer for every message that leaves the house.

It is asked where a message is written down, inside the claim that sends it (the person's row locked, so that of two messages the
second sees the first), and again in the moment before the text is handed over.

A sandbox holds invented people and nothing leaves it: there no hour is too late and no message too many. Everything else holds
there as it does everywhere, so that it can be seen. A rehearsal, which is to show when mails leave, keeps hours and caps too, by
its own clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.campaigns.drawn import held_out_of
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
from service.recipients.quiet.in_force import Quiet, quiet_among, quiet_of
from service.recipients.wishes.wishes import NONE, Wishes, wishes_of
from service.security.encryption import readable
from service.workspaces.sandbox import knows_no_limits

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
    "held_out",
    "nothing_to_offer",
]
Later = Literal[
    "paused",
    "quiet",
    "scheduled",
    "away",
    "account_paused",
    "question_cap",
    "message_cap",
    "account_cap",
    "channel_cap",
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
    channel_cap: datetime | None = None
    ignored: datetime | None = None
    """Until when their silence keeps us from beginning anything."""
    wishes: Wishes = NONE


@dataclass(slots=True)
class Known:
    """What is known of a person at one moment, read once for several questions about them: facts in force, wishes, and the terms of
    each purpose that was asked about. For no longer than the transaction that holds the person."""

    facts: Sequence[Fact]
    wishes: Wishes
    terms: dict[tuple[Purpose, Channel], _Terms] = field(default_factory=dict)
    held_out_of: frozenset[str | None] | None = None
    """Campaigns of which they hear nothing, None for all of them; as the rest, None until it was asked."""
    is_suppressed: bool | None = None
    asking: frozenset[str] | None = None
    """Countries that ask for consent."""
    is_free: bool | None = None
    """Whether no hour is too late for them and no message too many, as in a sandbox."""
    rows: Sequence[object] = ()
    """Rows that are read for this person and asked for again: while they are held here, no second statement reads them."""
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
    never = _never(session, person, purpose, known, by) or (
        _ended(session, gift, purpose, moment, message_id) if gift is not None else None
    )
    never = never or _held_out(session, person, purpose, gift, known)
    if never is not None:
        return Answer(never)
    if rule.passes == "all":
        return NOW
    if (quiet := quiet_of(session, person, moment)) is not None:
        return _quiet(quiet, moment)
    if gift is not None and campaign_of(session, gift).status == PAUSED:
        return Answer(None, "paused", moment + LOOK_AGAIN, is_end_unknown=True)
    if (purpose, by) not in known.terms:
        known.terms[purpose, by] = _terms(session, person, purpose, by, message_id, known, moment)
    terms = replace(known.terms[purpose, by], wishes=known.wishes)
    if gift is not None and rule.state in _FIRST_MAILS:
        terms = replace(terms, departure=departure_of(session, gift, person.country))
    answer = _first_moment(terms, moment)
    last = write_until(session, gift, purpose) if gift is not None else None
    is_too_late = last is not None and answer.not_before is not None and answer.not_before >= last
    return Answer("expired") if is_too_late and not answer.is_end_unknown else answer


def _quiet(quiet: Quiet, moment: datetime) -> Answer:
    """Asked again within the hour, so that what was lifted early goes on. It is never too late for it: the gift's time stands still
    as well."""
    return Answer(None, "quiet", min(quiet.until, moment + _HOUR), is_end_unknown=quiet.is_end_unknown)


def way_to(session: Session, person: Recipient, purpose: Purpose, moment: datetime) -> Way:
    """The way a message for this purpose goes at a moment, as its person has chosen it."""
    return way_of(session, person, purpose, in_force(facts_of(session, [person.id], moment.date())[person.id]))


def first_moments(session: Session, people: Sequence[Recipient], moment: datetime) -> dict[str, Answer]:
    """Person's id -> when their invitation could leave at the earliest, asked before there is any: from `moment` on, or never.

    The same rules that are asked again when it is written down and when it leaves; what changes until then changes the answer.
    """
    ids = [person.id for person in people]
    facts, wishes = facts_of(session, ids, moment.date()), wishes_of(session, ids)
    quiet = quiet_among(session, ids, moment)
    found: dict[str, Answer] = {}
    for person in people:
        known = Known(in_force(facts[person.id]), wishes[person.id])
        by = way_of(session, person, "invitation", known.facts)
        never = _never(session, person, "invitation", known, by)
        if never is not None:
            found[person.id] = Answer(never)
            continue
        if person.id in quiet:
            found[person.id] = Answer(None, "quiet", quiet[person.id].until, quiet[person.id].is_end_unknown)
            continue
        terms = _terms(session, person, "invitation", by, None, known, moment)
        found[person.id] = _first_moment(replace(terms, wishes=wishes[person.id]), moment)
    return found


def _never(session: Session, person: Recipient, purpose: Purpose, known: Known, by: Channel) -> Never | None:
    """What the person has said, or what is known of their address, that no time changes."""
    rule = RULES[purpose]
    if person.erased_at is not None:
        return "erased"
    if rule.passes != "all" and person.unsubscribed_at is not None:
        return "unsubscribed"
    missing = _missing(session, person, by)
    if missing is not None or rule.passes == "all":
        return missing
    if not _is_their_way(known.facts, by) or is_refused(known.wishes, purpose):
        return "topic" if _is_their_way(known.facts, by) else "channel"
    return _no_address_or_basis(session, person, rule, known) if by in _TO_THE_ADDRESS else None


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


def _no_address_or_basis(session: Session, person: Recipient, rule: Rule, known: Known) -> Never | None:
    if known.is_suppressed is None:
        known.is_suppressed = is_suppressed(session, person.workspace_id, person.email_hash)
    if known.is_suppressed:
        return "suppressed"
    if rule.passes != "nothing":
        return None
    if known.asking is None:
        known.asking = countries_asking(session, person.workspace_id)
    return "no_basis" if lacks_basis(person.country, person.basis, known.asking) else None


def _ended(
    session: Session, gift: RecipientGift, purpose: Purpose, moment: datetime, message_id: str | None
) -> Never | None:
    is_second = RULES[purpose].once_a_gift and has_had(session, gift, purpose, message_id)
    return ended(session, gift, purpose, moment) or ("already_sent" if is_second else None)


def _held_out(
    session: Session, person: Recipient, purpose: Purpose, gift: RecipientGift | None, known: Known
) -> Never | None:
    """Whoever is held out of a comparison hears nothing that we begin; what they asked for or need still reaches them."""
    if RULES[purpose].passes != "nothing":
        return None
    if known.held_out_of is None:
        known.held_out_of = held_out_of(session, person.id)
    campaign = None if gift is None else gift.campaign_id
    return "held_out" if {None, campaign} & known.held_out_of else None


def _terms(
    session: Session,
    person: Recipient,
    purpose: Purpose,
    by: Channel,
    message_id: str | None,
    known: Known,
    at: datetime,
) -> _Terms:
    if known.is_free is None:
        known.is_free = knows_no_limits(session, person.workspace_id)
    spans = [fact.value for fact in known.facts if fact.kind == "away"]
    if RULES[purpose].passes != "nothing" or known.is_free:
        return _Terms(person.country, spans, None, None, has_hours=not known.is_free)
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
        channel_cap=whole.channel_free_from(by, message_id),
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
    if terms.channel_cap is not None:
        yield "channel_cap", terms.channel_cap
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
