"""The rules of a company on gifts, as a sales person reads and sets them: with a reason, in the audit log, nothing by the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from babel.numbers import get_currency_precision
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of, companies_of, people_of
from service.campaigns.transitions import allows
from service.errors import Conflict, NotFound
from service.gifting.company_rule import look_at_account
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.planning.form_faults import FaultList
from service.planning.message.form.read_form import read_amount
from service.recipients.gift_policy import FLAGS, LIMITS, RuleState, ours, set_rules, states_of, value_of
from service.recipients.models import Account, Recipient
from service.security.links import link_token
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.currencies import CURRENCIES
from service.workspaces.models import AuditEntry, User

REASONS: Final = {
    "mistyped": "A list was wrong",
    "told": "Someone at the company told us",
    "read": "We read their published rules",
    "changed": "Their rules have changed",
}
"""Codes, and no words of one's own: the audit log holds no sentence about anybody."""
TITLES: Final = {
    "no_gifts": "Accepts no gifts",
    "no_food": "No food",
    "no_alcohol": "No alcohol",
    "consumables_only": "Consumables only",
    "public_sector": "Public sector",
    LIMITS: "Value limits",
}
CHANGED: Final = "account.policy_changed"
_HISTORY: Final = 20


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in words. `since` is what a later list put on top, `by` who set it; "" for nothing."""

    rule: str
    title: str
    listed: str
    own: str
    since: str
    in_force: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One line of the audit log: who, when, why, and each rule's before and after in words."""

    by: str
    at: datetime
    reason: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """`stamp` names the rules as they were looked at; `plans` are campaigns in which something is planned for the company."""

    account: Account
    people: int
    lines: tuple[RuleLine, ...]
    history: tuple[PolicyChange, ...]
    fields: dict[str, str]
    stamp: str
    plans: tuple[Campaign, ...]


def read_policy_page(session: Session, actor: Actor, account_id: str) -> PolicyPage:
    """Raises NotFound for a company that the actor does not see. Plans and people are those that they see."""
    account = find_account(session, actor, account_id)
    names = _names(session, actor.workspace_id)
    planned = session.scalars(
        select(Campaign)
        .where(
            campaigns_of(actor),
            Campaign.id.in_(
                select(RecipientGift.campaign_id).where(
                    RecipientGift.account_id == account.id, RecipientGift.status.in_(PLANNED)
                )
            ),
        )
        .order_by(Campaign.created_at.desc())
    ).all()
    people = session.scalar(
        select(func.count()).where(Recipient.account_id == account.id, Recipient.erased_at.is_(None), people_of(actor))
    )
    return PolicyPage(
        account,
        people or 0,
        tuple(_line(state, names) for state in states_of(account)),
        tuple(_history(session, account, names)),
        show_policy(account),
        stamp_of(account),
        tuple(one for one in planned if allows(one.status, "decide_again")),
    )


def find_account(session: Session, actor: Actor, account_id: str) -> Account:
    """Raises NotFound where there is none that the actor sees."""
    found = session.scalar(select(Account).where(Account.id == account_id, companies_of(actor)))
    if found is None:
        raise NotFound("There’s no such company.")
    return found


def stamp_of(account: Account) -> str:
    """Changes whenever the rules in force do. It does not tell when: a moment could tell who told us a rule."""
    if account.policy_changed_at is None:
        return ""
    return link_token(f"rules {account.policy_changed_at.isoformat()}", account.id, 1)


def show_policy(account: Account) -> dict[str, str]:
    """The form's fields as the rules stand that can be set here."""
    rules = ours(account)
    limits = value_of(rules, LIMITS)
    currency = limits["currency"] or "EUR"
    fields = {flag: "yes" if rules.get(flag) else "" for flag in FLAGS}
    return {
        **fields,
        "cap": _typed(limits["cap_minor"], currency),
        "yearly_cap": _typed(limits["yearly_cap_minor"], currency),
        "currency": currency,
    }


def change_policy(session: Session, account_id: str, form: Mapping[str, str], actor: Actor, at: datetime) -> bool:
    """Sets the company's rules as the form has them. False where it changes nothing.

    Raises NotFound, FormFaults with every field that is wrong, or Conflict where the rules have changed since the form was looked
    at.
    """
    find_account(session, actor, account_id)
    account = session.scalars(
        select(Account).where(Account.id == account_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if form.get("stamp", "") != stamp_of(account):
        raise Conflict("Someone else has just changed this company’s rules. Check them again; nothing was saved.")
    faults, wanted, reason = FaultList(), {}, form.get("reason", "")
    with faults.noting():
        wanted = read_policy_form(form)
    if reason not in REASONS:
        faults.add("reason", "Say why you’re changing the rules.")
    faults.require_none()
    was_proposed = dict(account.proposed_policy)
    changed = set_rules(account, wanted, actor.user_id, at)
    if account.proposed_policy != was_proposed:
        # What somebody there had told us had stopped gifts that nobody had answered.
        look_at_account(session, account)
    if changed:
        body = {"reason": reason, "rules": changed}
        record_act(session, actor, CHANGED, at, subject_id=account.id, body=body)
    return bool(changed)


def read_policy_form(form: Mapping[str, str]) -> dict[str, Any]:
    """The rules that the form sets. Raises FormFaults with every field that is wrong."""
    faults, currency = FaultList(), form.get("currency", "")
    if currency not in CURRENCIES:
        faults.add("currency", f"Choose one of these currencies: {', '.join(CURRENCIES)}.")
        currency = CURRENCIES[0]
    caps = {f"{name}_minor": _cap(faults, form.get(name, "").strip(), currency, name) for name in ("cap", "yearly_cap")}
    if (one := caps["cap_minor"]) is not None and (year := caps["yearly_cap_minor"]) is not None and year < one:
        faults.add("yearly_cap", "The yearly limit can’t be lower than the limit for one gift. Change one of them.")
    faults.require_none()
    has_caps = any(cap is not None for cap in caps.values())
    return {
        **{flag: form.get(flag) == "yes" for flag in FLAGS}, **caps, "currency": currency if has_caps else None,
    }  # fmt: skip


def _cap(faults: FaultList, text: str, currency: str, name: str) -> int | None:
    """A limit; None where none is typed or what is typed is noted as wrong."""
    return faults.take(lambda: read_amount(text, currency, name), None) if text else None


def _line(state: RuleState, names: Mapping[str, str]) -> RuleLine:
    return RuleLine(
        state.rule,
        TITLES[state.rule],
        describe(state.listed),
        "" if state.own is None else describe(state.own),
        "" if state.since is None else describe(state.since),
        describe(state.in_force),
        names.get(state.by or "", "Someone who has left") if state.own is not None else "",
        state.at,
    )


def describe(value: object) -> str:
    """A flag, or limits, in words."""
    if not isinstance(value, Mapping):
        return "yes" if value else "no"
    currency = value.get("currency") or "EUR"
    caps = (("cap_minor", "a gift"), ("yearly_cap_minor", "a person and year"))
    told = [f"{money('en', Money(value[cap], currency))} {of}" for cap, of in caps if value.get(cap) is not None]
    return ", ".join(told) or "none"


def _history(session: Session, account: Account, names: Mapping[str, str]) -> list[PolicyChange]:
    rows = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.workspace_id == account.workspace_id,
            AuditEntry.act == CHANGED,
            AuditEntry.subject_id == account.id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(_HISTORY)
    )
    return [
        PolicyChange(
            names.get(row.user_id or "", "Someone who has left"),
            row.at,
            REASONS.get(row.body["reason"], row.body["reason"]),
            tuple(
                (TITLES[rule], describe(before), describe(after)) for rule, (before, after) in row.body["rules"].items()
            ),
        )
        for row in rows
    ]


def _names(session: Session, workspace_id: str) -> dict[str, str]:
    return {user.id: user.name for user in session.scalars(select(User).where(User.workspace_id == workspace_id))}


def _typed(minor: int | None, currency: str) -> str:
    digits = int(get_currency_precision(currency))
    return "" if minor is None else f"{minor / 10**digits:.{digits}f}"
