"""Rules that somebody at a company told us: in force already, and waiting for a decision. Who told us is not known here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.sight import companies_of
from service.errors import Conflict, InvalidInput
from service.gifting.company_rule import lock_account, look_at_account
from service.planning.workspace.policy import TITLES, describe, find_account
from service.recipients.gift_policy import RULES, confirm_rule, lift_rule
from service.recipients.models import Account
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule of one company, in words, and the day since which it is in force."""

    account: Account
    rule: str
    words: str
    since: date


@dataclass(frozen=True, slots=True)
class Proposals:
    """The first `SHOWN` companies by name, and how many there are."""

    lines: tuple[Proposal, ...]
    companies: int


def list_proposals(session: Session, actor: Actor) -> Proposals:
    """What waits for a decision at the companies that the actor sees."""
    those = (companies_of(actor), _is_proposed())
    number = session.scalar(select(func.count()).select_from(Account).where(*those)) or 0
    accounts = session.scalars(select(Account).where(*those).order_by(Account.name, Account.id).limit(SHOWN))
    lines = [
        Proposal(account, rule, f"{TITLES[rule]}: {describe(said['value'])}", date.fromisoformat(said["on"]))
        for account in accounts
        for rule, said in sorted(account.proposed_policy.items())
    ]
    return Proposals(tuple(lines), number)


def decide_on(session: Session, account_id: str, rule: str, decision: str, actor: Actor, at: datetime) -> None:
    """Makes a proposed rule the company's, or takes it out of force; the audit log says who. Gifts that nobody has answered are
    looked at again where it was lifted.

    Raises NotFound for a company that the actor does not see, InvalidInput for a press that is none, Conflict where the rule does
    not wait any more; nothing has changed then.
    """
    find_account(session, actor, account_id)
    if rule not in RULES or decision not in {"confirm", "lift"}:
        raise InvalidInput("Choose whether to confirm or to lift this rule.", param="decision")
    account = lock_account(session, account_id)
    if rule not in account.proposed_policy:
        raise Conflict("Someone has decided on this rule already. Nothing was changed.")
    proposed = account.proposed_policy[rule]["value"]
    if decision == "confirm":
        confirm_rule(account, rule, actor.user_id, at)
        record_act(
            session, actor, "account.rule_confirmed", at, subject_id=account.id, body={"rule": rule, "value": proposed}
        )
        return
    lift_rule(account, rule, at)
    record_act(session, actor, "account.rule_lifted", at, subject_id=account.id, body={"rule": rule, "value": proposed})
    look_at_account(session, account)


def _is_proposed() -> ColumnElement[bool]:
    return or_(*(Account.proposed_policy[rule]["on"].as_string().is_not(None) for rule in RULES))
