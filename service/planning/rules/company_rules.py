"""Companies and their rules for gifts, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.sight import companies_of, people_of
from service.db.page import Page, page_of
from service.planning.rules.stated import in_words as stated_in_words
from service.planning.workspace.policy import TITLES, describe
from service.recipients.gift_policy import FLAGS, LIMITS, STATED_ALONE, value_of
from service.recipients.models import Account, Recipient
from service.recipients.stated.models import CompanyPolicy
from service.workspaces.actor import Actor

_CAPS: Final = ("cap_minor", "yearly_cap_minor")


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One company. `rules` in words, empty for none; `people` are those that whoever looks may see."""

    account: Account
    rules: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """A page of companies, and of how many (of all that are seen) how many have a rule."""

    page: Page[CompanyLine]
    companies: int
    with_rule: int


def list_rules(session: Session, actor: Actor, wanted: str, number: str | None) -> CompanyRules:
    """Companies that have a rule; with `wanted`, all those whose name holds it, so that one without can be found."""
    seen = companies_of(actor)
    companies = session.scalar(select(func.count()).select_from(Account).where(seen)) or 0
    ruled = session.scalar(select(func.count()).select_from(Account).where(seen, _has_rule())) or 0
    shown = Account.name.icontains(wanted, autoescape=True) if wanted else _has_rule()
    page = page_of(session, select(Account).where(seen, shown).order_by(Account.name, Account.id), number)
    accounts = [account for (account,) in page.items]
    people = _count_people(session, actor, [account.id for account in accounts])
    lines = [CompanyLine(account, rules_in_words(account), people.get(account.id, 0)) for account in accounts]
    return CompanyRules(Page(lines, page.number, page.total), companies, ruled)


def _has_rule() -> ColumnElement[bool]:
    flags = (Account.gift_policy[flag].as_boolean().is_(True) for flag in FLAGS)
    caps = (Account.gift_policy[cap].as_integer().is_not(None) for cap in _CAPS)
    states = exists().where(CompanyPolicy.account_id == Account.id, CompanyPolicy.ended_at.is_(None))
    return or_(*flags, *caps, states)


def rules_in_words(account: Account) -> tuple[str, ...]:
    """The company's rules as a list shows them; empty for none."""
    flags = [TITLES[flag] for flag in FLAGS if account.gift_policy.get(flag)]
    limits = value_of(account.gift_policy, LIMITS)
    has_limit = any(limits[cap] is not None for cap in _CAPS)
    told = [*flags, describe(limits)] if has_limit else flags
    alone = {name: account.gift_policy[name] for name in STATED_ALONE if account.gift_policy.get(name)}
    return (*told, *stated_in_words(alone))


def _count_people(session: Session, actor: Actor, account_ids: list[str]) -> dict[str, int]:
    rows = session.execute(
        select(Recipient.account_id, func.count())
        .where(Recipient.account_id.in_(account_ids), Recipient.erased_at.is_(None), people_of(actor))
        .group_by(Recipient.account_id)
    )
    return {account_id: number for account_id, number in rows}
