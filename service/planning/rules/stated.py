"""What a company says of its own rules, as people here see it: brought as a file, read from an address, and taken out again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.egress.call import Answer, NotReached, call
from service.egress.read_url import Target, read_url
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.company_rule import lock_account, look_at_account
from service.gifting.stated_quiet import keep_stated_quiet
from service.planning.workspace.policy import TITLES, describe, find_account
from service.recipients.gift_policy import FLAGS, LIMITS, value_of
from service.recipients.models import Account, Recipient
from service.recipients.stated.keep import Origin, Said, say_rules, standing_of, take_out
from service.recipients.stated.models import CompanyPolicy
from service.recipients.stated.policy_file import LARGEST, Published, read_policy
from service.security.encryption import CANNOT_BE_READ, readable
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SECONDS: Final = 8.0
"""So long an address has for all of its answer."""
_PEOPLE_MOST: Final = 500
_ORIGINS: Final[Mapping[str, str]] = {
    "office": "Their office, by the link on a statement",
    "address": "Their website",
    "upload": "A file",
}
_SORTS: Final[Mapping[str, str]] = {"cash": "cash and vouchers", "games": "games and toys"}


@dataclass(frozen=True, slots=True)
class StatedLine:
    """One statement that stands, in words. `where`: the address it was read from, `contact` whom it names; "" for none."""

    id: str
    origin: str
    where: str
    rules: tuple[str, ...]
    contact: str
    said_at: datetime


def list_stated(session: Session, account: Account) -> list[StatedLine]:
    """What the company has said that stands, the oldest first."""
    return [
        StatedLine(
            row.id,
            _ORIGINS[row.origin],
            row.address or "",
            tuple(in_words(row.rules)) or ("no limits",),
            _contact(row),
            row.said_at,
        )
        for row in standing_of(session, account.id)
    ]


def in_words(rules: Mapping[str, Any]) -> list[str]:
    """Stated rules, one sentence's part each."""
    told = [TITLES[flag] for flag in FLAGS if rules.get(flag)]
    limits = value_of(rules, LIMITS)
    if limits["cap_minor"] is not None or limits["yearly_cap_minor"] is not None:
        told.append(describe(limits))
    if rules.get("barred"):
        told.append("No " + ", no ".join(_SORTS.get(sort, sort) for sort in rules["barred"]))
    told += [_period(one) for one in rules.get("periods", ())]
    told += [f"Quiet from {first} to {last}" for first, last in rules.get("quiet", ())]
    return told


def take_file(session: Session, actor: Actor, account_id: str, data: bytes, at: datetime) -> None:
    """A file that somebody brought: it makes rules stricter, and never softer than the one before. Raises NotFound, InvalidInput
    which says what is wrong with it, or SofterRules."""
    find_account(session, actor, account_id)
    _take(session, actor, account_id, read_policy(data), "upload", None, at)


def take_read(session: Session, actor: Actor, account_id: str, target: Target, data: bytes, at: datetime) -> None:
    """What an address answered. On the company's own web site it replaces what stood there; elsewhere it counts as a file that
    somebody brought. Raises as `take_file` does."""
    account = find_account(session, actor, account_id)
    origin: Origin = "address" if is_their_own(session, account, target.host) else "upload"
    _take(session, actor, account_id, read_policy(data), origin, target.shown, at)


def fetch(text: str) -> tuple[Target, bytes]:
    """The file at an address; with no transaction open. Raises InvalidInput for an address that is none, is not reached, answers
    slowly, too much or something else than a file."""
    target = read_url(text.strip())
    try:
        answer = call("GET", target, {"Accept": "application/json"}, seconds=SECONDS, most=LARGEST + 1)
    except NotReached as error:
        raise InvalidInput(f"{target.shown}: {error}", param="url") from None
    _require_file(target, answer)
    return target, answer.body


def end_stated(session: Session, actor: Actor, account_id: str, policy_id: str, at: datetime) -> None:
    """Takes out one statement, for example because somebody who was not their office made it; the audit log says who did. Gifts
    that it had stopped are looked at again. Raises NotFound, Conflict where it had ended."""
    find_account(session, actor, account_id)
    account = lock_account(session, account_id)
    row = session.scalar(
        select(CompanyPolicy).where(CompanyPolicy.id == policy_id, CompanyPolicy.account_id == account.id)
    )
    if row is None:
        raise NotFound("There’s no such rule.")
    if not take_out(session, account, row, actor.user_id, at):
        raise Conflict("This no longer holds. Nothing was changed.")
    body = {"origin": row.origin, "rules": row.rules}
    record_act(session, actor, "account.rule_taken_out", at, subject_id=account.id, body=body)
    keep_stated_quiet(session, account, at)
    look_at_account(session, account)


def is_their_own(session: Session, account: Account, host: str) -> bool:
    """Whether a host is, or lies below, the domain of the email address of somebody who works there."""
    people = session.scalars(
        select(Recipient)
        .where(Recipient.account_id == account.id, Recipient.erased_at.is_(None))
        .order_by(Recipient.created_at, Recipient.id)
        .limit(_PEOPLE_MOST)
    )
    domains = {(readable(one.email) or "").rpartition("@")[2].casefold() for one in people} - {""}
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _take(
    session: Session, actor: Actor, account_id: str, file: Published, origin: Origin, address: str | None, at: datetime
) -> None:
    account = lock_account(session, account_id)
    said = Said(origin, file.rules, address=address, contact=file.contact, said_by=actor.user_id)
    is_new = say_rules(session, account, said, at)
    body = {"origin": origin, "rules": file.rules}
    record_act(session, actor, "account.rule_stated", at, subject_id=account.id, body=body)
    keep_stated_quiet(session, account, at)
    if is_new:
        look_at_account(session, account)


def _require_file(target: Target, answer: Answer) -> None:
    if answer.status in {301, 302, 303, 307, 308}:
        raise InvalidInput(
            f"{target.shown} leads elsewhere. Give the address at which the file itself lies.", param="url"
        )
    if answer.status != 200:
        raise InvalidInput(f"{target.shown} answered {answer.status}, so there’s no file to read.", param="url")
    if len(answer.body) > LARGEST:
        raise InvalidInput(
            f"What {target.shown} answers is larger than {LARGEST // 1024} KB, so it isn’t a gift policy.", param="url"
        )


def _period(period: Mapping[str, Any]) -> str:
    told = []
    if period["minor"] is not None:
        told.append(money("en", Money(period["minor"], period["currency"])))
    if period["gifts"] is not None:
        told.append("1 gift" if period["gifts"] == 1 else f"{period['gifts']} gifts")
    return f"{' and '.join(told)} a person in {period['months']} months"


def _contact(row: CompanyPolicy) -> str:
    if row.contact is None:
        return ""
    told = readable(row.contact)
    return CANNOT_BE_READ if told is None else ", ".join(json.loads(told).values())
