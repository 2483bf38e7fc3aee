"""Times of quiet as somebody in the console sees, sets, prolongs and lifts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.campaigns.sight import companies_of, people_of
from service.errors import Forbidden, InvalidInput, NotFound
from service.folding import company_key
from service.gifting.quiet import Wanted, lift_quiet, prolong_quiet, set_quiet
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.recipients.quiet.models import OWN_RULE, QuietRule
from service.security.encryption import CANNOT_BE_READ, address_hash, readable
from service.workspaces.actor import Actor

REASONS: Final[Mapping[str, str]] = {
    "tender": "A tender",
    "negotiation": "A negotiation",
    "evaluation": "They compare vendors",
    "dispute": "A dispute",
    "mourning": "Mourning",
    "layoffs": "Layoffs",
}
ORIGINS: Final[Mapping[str, str]] = {
    "person": "set here", "upload": "from a list", "crm": "from the CRM", "company": "from their own rules",
}  # fmt: skip
_SAID: Final[Mapping[str, str]] = {**REASONS, OWN_RULE: "Their own rules"}
_OF_THE_ACCOUNT: Final = frozenset({"tender", "negotiation", "evaluation"})
"""Reasons that whoever gives to a company has to know; the others are between few."""
MOST: Final = 300
"""Rules that the page lists."""


@dataclass(frozen=True, slots=True)
class QuietLine:
    """One rule. `reason` and `source` are None where they are not for whoever looks. `may_end`: whether they may lift or prolong
    it. `is_due`: somebody has to look whether it still stands."""

    id: str
    name: str
    place: str
    begins_on: date
    last_day: date | None
    review_on: date | None
    reason: str | None
    source: str | None
    origin: str
    may_end: bool
    is_due: bool
    is_ahead: bool


def list_quiet(session: Session, actor: Actor, at: datetime) -> list[QuietLine]:
    """Rules that stand or are still to come, of companies and people that the actor sees; those to be looked at first."""
    rows = session.execute(
        select(QuietRule, Account, Recipient)
        .outerjoin(Account, Account.id == QuietRule.account_id)
        .outerjoin(Recipient, Recipient.id == QuietRule.recipient_id)
        .where(
            QuietRule.workspace_id == actor.workspace_id,
            QuietRule.lifted_at.is_(None),
            or_(QuietRule.ends_at.is_(None), QuietRule.ends_at > at),
            or_(
                QuietRule.account_id.in_(select(Account.id).where(companies_of(actor))),
                QuietRule.recipient_id.in_(select(Recipient.id).where(people_of(actor))),
            ),
        )
        .order_by(QuietRule.begins_at, QuietRule.id)
        .limit(MOST)
    )
    lines = [_line(session, rule, account, person, actor, at) for rule, account, person in rows]
    return sorted(lines, key=lambda line: (not line.is_due, line.name, line.id))


def find_about(session: Session, actor: Actor, company: str, email: str) -> Account | Recipient:
    """The company of this name or the person of this address; of both, the person. Raises InvalidInput where the actor sees
    none."""
    if email.strip():
        person = session.scalar(
            select(Recipient).where(
                people_of(actor), Recipient.email_hash == address_hash(email), Recipient.erased_at.is_(None)
            )
        )
        if person is None:
            raise InvalidInput("Nobody here has this email address.", param="email")
        return person
    if not company_key(company):
        raise InvalidInput("Name the company, or give a person’s email address.", param="account")
    account = session.scalar(select(Account).where(companies_of(actor), Account.name_key == company_key(company)))
    if account is None:
        raise InvalidInput("No company has this name. Write it as on its page.", param="account")
    return account


def wanted_of(
    reason: str, source: str, first: date | None, last: date | None, review: date | None, at: datetime
) -> Wanted:
    """A time of quiet from days as people say them: both included, from today where no first day is given."""
    return Wanted(
        reason,
        source,
        at if first is None or first == at.date() else _midnight(first),
        None if last is None else _midnight(last + timedelta(days=1)),
        None if review is None else _midnight(review),
    )


def press_set(session: Session, actor: Actor, about: Account | Recipient, wanted: Wanted, at: datetime) -> QuietRule:
    """Sets it. Raises InvalidInput."""
    return set_quiet(session, about, wanted, "person", actor, at)


def press_lift(session: Session, actor: Actor, rule_id: str, at: datetime) -> bool:
    """Lifts it; False where it was over. Raises NotFound, Forbidden for a colleague's."""
    return lift_quiet(session, _may_end(session, actor, rule_id), actor, at)


def press_prolong(session: Session, actor: Actor, rule_id: str, review: date, at: datetime) -> None:
    """It still stands. Raises NotFound, Forbidden, InvalidInput."""
    prolong_quiet(session, _may_end(session, actor, rule_id), _midnight(review), actor, at)


def may_know(rule: QuietRule, giver_id: str | None, actor: Actor) -> bool:
    """Whether the reason is for the actor: of whoever set it and of managers always; of what goes on between two companies also of
    whoever gives there. That somebody mourns or may lose their work is for nobody else."""
    is_their_own = actor.user_id is not None and actor.user_id in {
        rule.set_by,
        giver_id if rule.reason in _OF_THE_ACCOUNT else None,
    }
    return rule.origin == "company" or actor.may("change_rules") or is_their_own


def _line(
    session: Session, rule: QuietRule, account: Account | None, person: Recipient | None, actor: Actor, at: datetime
) -> QuietLine:
    company = account if account is not None else session.get_one(Account, person.account_id if person else "")
    giver = company.giver_id if person is None else person.giver_id or company.giver_id
    knows = may_know(rule, giver, actor)
    return QuietLine(
        rule.id,
        company.name if person is None else person_name(person),
        "everyone there" if person is None else company.name,
        rule.begins_at.date(),
        None if rule.ends_at is None else (rule.ends_at - timedelta(microseconds=1)).date(),
        None if rule.review_at is None else rule.review_at.date(),
        _SAID[rule.reason] if knows else None,
        (readable(rule.source) or CANNOT_BE_READ) if knows else None,
        ORIGINS[rule.origin],
        _is_theirs(rule, actor),
        rule.review_at is not None and rule.review_at <= at,
        rule.begins_at > at,
    )


def _is_theirs(rule: QuietRule, actor: Actor) -> bool:
    if rule.origin == "company":
        # What the company asks for itself ends with its rules.
        return False
    return actor.may("change_rules") or (rule.set_by is not None and rule.set_by == actor.user_id)


def _may_end(session: Session, actor: Actor, rule_id: str) -> QuietRule:
    rule = session.scalar(
        select(QuietRule).where(
            QuietRule.id == rule_id,
            or_(
                QuietRule.account_id.in_(select(Account.id).where(companies_of(actor))),
                QuietRule.recipient_id.in_(select(Recipient.id).where(people_of(actor))),
            ),
        )
    )
    if rule is None:
        raise NotFound("There’s no such time of quiet.")
    if not _is_theirs(rule, actor):
        raise Forbidden("Only whoever set it, or a manager, can end it.")
    return rule


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
