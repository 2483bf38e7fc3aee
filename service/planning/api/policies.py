"""What scripts may do with companies' gift policies: list, read, set."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from babel.numbers import get_currency_precision
from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import AccountId
from service.api.paging import part_of
from service.api.problem import ApiRefusal, Fault
from service.api.values import CurrencyCode, Given, Listed, ListQuery, Minor, Shown
from service.campaigns.sight import companies_of
from service.planning.form_faults import FormFaults
from service.planning.workspace.policy import change_policy, find_account, stamp_of
from service.recipients.gift_policy import whole
from service.recipients.models import Account


class PolicyShown(Shown):
    """The rules in force of one company. Caps in minor units: of one gift, and of a calendar year."""

    account: AccountId
    no_gifts: bool
    no_food: bool
    no_alcohol: bool
    consumables_only: bool
    public_sector: bool
    cap: int | None
    yearly_cap: int | None
    currency: str | None


class Policies(Listed[PolicyShown]):
    """Policies, that of the company first that was added first."""


class NewPolicy(Given):
    """All rules of the company, and why they change. What is left out is off."""

    no_gifts: bool = False
    no_food: bool = False
    no_alcohol: bool = False
    consumables_only: bool = False
    public_sector: bool = False
    cap: Annotated[Minor | None, Field(description="The most that one gift may be worth.")] = None
    yearly_cap: Minor | None = None
    currency: CurrencyCode = "EUR"
    reason: Literal["mistyped", "told", "read", "changed"]


def list_policies(call: Call[ListQuery, None]) -> Policies:
    """The rules of every company."""
    part = part_of(call, select(Account).where(companies_of(call.actor)), Account.created_at, Account.id)
    return Policies(data=part.each(_shown), next=part.next, next_cursor=part.next_cursor)


def read_policy(call: Call[None, None]) -> PolicyShown:
    """The rules of one company."""
    return _shown(find_account(call.session, call.actor, call.ids["account_id"]))


def set_policy(call: Call[None, NewPolicy]) -> PolicyShown:
    """Sets them. Raises ApiRefusal with every fault."""
    account = find_account(call.session, call.actor, call.ids["account_id"])
    try:
        change_policy(call.session, account.id, _form(call.body, account), call.actor, call.at)
    except FormFaults as found:
        faults = [Fault("invalid_input", one.param, one.sentence) for one in found.faults]
        raise ApiRefusal("invalid_input", faults[0].title, param=faults[0].param, faults=faults) from None
    call.session.refresh(account)
    return _shown(account)


def _form(given: NewPolicy, account: Account) -> dict[str, str]:
    digits = int(get_currency_precision(given.currency))
    flags = ("no_gifts", "no_food", "no_alcohol", "consumables_only", "public_sector")
    caps = {"cap": given.cap, "yearly_cap": given.yearly_cap}
    return {
        **{flag: "yes" if getattr(given, flag) else "" for flag in flags},
        **{name: "" if cap is None else f"{cap / 10**digits:.{digits}f}" for name, cap in caps.items()},
        "currency": given.currency,
        "reason": given.reason,
        "stamp": stamp_of(account),
    }


def _shown(account: Account) -> PolicyShown:
    rules: dict[str, Any] = whole(account.gift_policy)
    return PolicyShown.model_validate(
        {
            "account": account.id,
            **{
                name: rules[name] for name in ("no_gifts", "no_food", "no_alcohol", "consumables_only", "public_sector")
            },
            "cap": rules["cap_minor"],
            "yearly_cap": rules["yearly_cap_minor"],
            "currency": rules["currency"],
        }
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint("GET", "/policies", list_policies, "people:read", "policies", "List policies", Policies, query=ListQuery),
    Endpoint("GET", "/policies/{account_id}", read_policy, "people:read", "policies", "Read a policy", PolicyShown),
    Endpoint(
        "POST", "/policies/{account_id}", set_policy, "people:write", "policies", "Set a policy", PolicyShown, body=NewPolicy,
        about="A stricter rule holds at once, also for what is planned.",
    ),
)  # fmt: skip
