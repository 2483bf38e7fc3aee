"""Sets, prolongs and lifts a time of quiet: one act each, whoever asks for it, with everybody concerned locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.gifting.quiet_time import keep_all_open
from service.recipients.lock import lock_people
from service.recipients.models import Account, Recipient
from service.recipients.quiet.models import OWN_RULE, REASONS, QuietRule
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import is_plain, one_line

LONGEST: Final = timedelta(days=732)
REVIEW_WITHIN: Final = timedelta(days=180)
LONGEST_SOURCE: Final = 200
_OLDEST: Final = timedelta(days=366)
Origin = Literal["person", "upload", "crm", "company"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time of quiet as it is asked for. One of `ends_at` and `review_at` is given; `ends_at` is the first moment that is not
    quiet any more."""

    reason: str
    source: str
    begins_at: datetime
    ends_at: datetime | None = None
    review_at: datetime | None = None


def checked(wanted: Wanted, at: datetime) -> Wanted:
    """The same with its source on one line. Raises InvalidInput, which names the field."""
    source = one_line(wanted.source)
    if wanted.reason not in {*REASONS, OWN_RULE}:
        raise InvalidInput("Choose a reason.", param="reason")
    if not source or len(source) > LONGEST_SOURCE or not is_plain(source):
        raise InvalidInput(
            f"Say in at most {LONGEST_SOURCE} characters where you know it from, for example “letter of 3 May”.",
            param="source",
        )
    if not at - _OLDEST <= wanted.begins_at <= at + LONGEST:
        raise InvalidInput("The first day is at most a year ago and at most two years ahead.", param="from")
    if wanted.ends_at is None and wanted.review_at is None:
        raise InvalidInput("Give a last day, or a day on which someone checks whether it still holds.", param="until")
    if wanted.ends_at is not None and wanted.review_at is not None:
        raise InvalidInput("Give a last day or a day to check again, not both.", param="review")
    if wanted.ends_at is not None and not max(at, wanted.begins_at) < wanted.ends_at <= at + LONGEST:
        raise InvalidInput("The last day is today or later, not before the first, within two years.", param="until")
    if wanted.review_at is not None and not at < wanted.review_at <= max(at, wanted.begins_at) + REVIEW_WITHIN:
        raise InvalidInput("Check it again within 180 days.", param="review")
    return Wanted(wanted.reason, source, wanted.begins_at, wanted.ends_at, wanted.review_at)


def set_quiet(
    session: Session, about: Account | Recipient, wanted: Wanted, origin: Origin, actor: Actor, at: datetime
) -> QuietRule:
    """From then on nothing leaves for them but what keeps them safe. Raises as `checked`.

    The same time said twice stays one row: its reason and source are those said last.
    """
    wanted = checked(wanted, at)
    people = _locked(session, about)
    rule = session.scalar(
        select(QuietRule).where(
            (QuietRule.account_id if isinstance(about, Account) else QuietRule.recipient_id) == about.id,
            QuietRule.lifted_at.is_(None),
            QuietRule.begins_at == wanted.begins_at,
            QuietRule.ends_at.is_not_distinct_from(wanted.ends_at),
            QuietRule.review_at.is_not_distinct_from(wanted.review_at),
        )
    )
    if rule is None:
        rule = QuietRule(id=new_id("qrl"), workspace_id=about.workspace_id, set_at=at)
        rule.account_id = about.id if isinstance(about, Account) else None
        rule.recipient_id = about.id if isinstance(about, Recipient) else None
    rule.reason, rule.source, rule.origin, rule.set_by = wanted.reason, wanted.source, origin, actor.user_id
    rule.begins_at, rule.ends_at, rule.review_at = wanted.begins_at, wanted.ends_at, wanted.review_at
    session.add(rule)
    session.flush()
    keep_all_open(session, people, at)
    # No reason in the log: more people read it than may know.
    record_act(session, actor, "quiet.set", at, subject_id=about.id, body={"rule": rule.id, "origin": origin})
    return rule


def prolong_quiet(session: Session, rule: QuietRule, review_at: datetime, actor: Actor, at: datetime) -> None:
    """It still stands, and is looked at again on another day. Raises InvalidInput for one that has an end or was lifted, or for a
    day too far."""
    people = _locked(session, _about(session, rule))
    session.refresh(rule, with_for_update=True)
    if rule.lifted_at is not None or rule.review_at is None:
        raise InvalidInput("This quiet has a last day or was lifted. Set a new one.", param="review")
    if not at < review_at <= at + REVIEW_WITHIN:
        raise InvalidInput("Check it again within 180 days.", param="review")
    rule.review_at = review_at
    session.flush()
    keep_all_open(session, people, at)
    record_act(session, actor, "quiet.prolonged", at, subject_id=rule.id)


def lift_quiet(session: Session, rule: QuietRule, actor: Actor, at: datetime) -> bool:
    """From now on this rule keeps nobody quiet. False where it was lifted or over before."""
    people = _locked(session, _about(session, rule))
    session.refresh(rule, with_for_update=True)
    if rule.lifted_at is not None or (rule.ends_at is not None and rule.ends_at <= at):
        return False
    rule.lifted_at, rule.lifted_by = at, actor.user_id
    session.flush()
    keep_all_open(session, people, at)
    record_act(
        session, actor, "quiet.lifted", at, subject_id=rule.account_id or rule.recipient_id, body={"rule": rule.id}
    )
    return True


def _about(session: Session, rule: QuietRule) -> Account | Recipient:
    if rule.account_id is not None:
        return session.get_one(Account, rule.account_id)
    return session.get_one(Recipient, rule.recipient_id)


def _locked(session: Session, about: Account | Recipient) -> Sequence[Recipient]:
    """Whoever sends something holds its person: so it leaves wholly before the quiet or not at all."""
    if isinstance(about, Recipient):
        return list(lock_people(session, [about.id]).values())
    ids = session.scalars(select(Recipient.id).where(Recipient.account_id == about.id, Recipient.erased_at.is_(None)))
    return list(lock_people(session, ids).values())
