"""What scripts may do with companies: list, read, add, change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.external import external_ids_of, find_by_external_id, keep_external_id
from service.api.ids import AccountId
from service.api.paging import part_of
from service.api.values import CountryCode, ExternalId, Given, Listed, ListQuery, Shown
from service.campaigns.sight import companies_of
from service.errors import NotFound
from service.planning.people.add_account import add_account, change_account
from service.recipients.acquaintance import AccountValue, Lifecycle, Relationship
from service.recipients.models import Account


class AccountShown(Shown):
    """A company. Null where nobody has said how it stands with you."""

    id: AccountId
    name: str
    country: str
    relationship: Relationship | None
    lifecycle: Lifecycle | None
    value: AccountValue | None
    external_id: str | None
    created_at: datetime


class Accounts(Listed[AccountShown]):
    """Companies, the first added first."""


class AccountQuery(ListQuery):
    """Narrows a list of companies."""

    external_id: Annotated[str | None, Field(min_length=1, max_length=120)] = None


class NewAccount(Given):
    """A company to add."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    country: CountryCode
    relationship: Relationship | None = None
    lifecycle: Lifecycle | None = None
    value: Annotated[AccountValue | None, Field(description="What it is worth to you.")] = None
    external_id: ExternalId | None = None


class AccountChange(Given):
    """What is to be different; what is left out or null stays."""

    relationship: Relationship | None = None
    lifecycle: Lifecycle | None = None
    value: Annotated[AccountValue | None, Field(description="What it is worth to you.")] = None
    external_id: ExternalId | None = None


def list_accounts(call: Call[AccountQuery, None]) -> Accounts:
    """The companies of the workspace."""
    query = select(Account).where(companies_of(call.actor))
    if (named := call.query.external_id) is not None:
        known = find_by_external_id(call.session, call.actor.workspace_id, "account", named)
        query = query.where(Account.id == (known or ""))
    part = part_of(call, query, Account.created_at, Account.id)
    names = external_ids_of(call.session, part.each(lambda account: account.id))
    return Accounts(
        data=part.each(lambda account: _shown(account, names.get(account.id))),
        next=part.next,
        next_cursor=part.next_cursor,
    )


def read_account(call: Call[None, None]) -> AccountShown:
    """One company."""
    account = find_account(call)
    return _shown(account, external_ids_of(call.session, [account.id]).get(account.id))


def create_account(call: Call[None, NewAccount]) -> AccountShown:
    """Adds one."""
    given = call.body
    account = add_account(
        call.session, given.name, given.country, call.actor, call.at,
        relationship=given.relationship, lifecycle=given.lifecycle, worth=given.value,
    )  # fmt: skip
    return _shown(account, given.external_id)


def change_account_by_key(call: Call[None, AccountChange]) -> AccountShown:
    """How it stands with you, and what you call it."""
    account, given = find_account(call), call.body
    said = {"relationship": given.relationship, "lifecycle": given.lifecycle, "worth": given.value}
    wanted = {name: value for name, value in said.items() if value is not None}
    change_account(call.session, account, wanted, call.actor, call.at)
    if given.external_id is not None:
        keep_external_id(call.session, call.actor.workspace_id, "account", given.external_id, account.id, call.at)
    call.session.refresh(account)
    return _shown(account, external_ids_of(call.session, [account.id]).get(account.id))


def find_account(call: Call[Any, Any]) -> Account:
    """The company that the path names. Raises NotFound for another workspace's too."""
    found = call.session.scalar(select(Account).where(companies_of(call.actor), Account.id == call.ids["account_id"]))
    if found is None:
        raise NotFound("There’s no such account.")
    return found


def _shown(account: Account, external_id: str | None) -> AccountShown:
    return AccountShown.model_validate(
        {
            "id": account.id,
            "name": account.name,
            "country": account.country,
            "relationship": account.relationship,
            "lifecycle": account.lifecycle,
            "value": account.worth,
            "external_id": external_id,
            "created_at": account.created_at,
        }
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint("GET", "/accounts", list_accounts, "people:read", "accounts", "List accounts", Accounts, query=AccountQuery),
    Endpoint(
        "POST", "/accounts", create_account, "people:write", "accounts", "Add an account", AccountShown,
        body=NewAccount, status=201, external="account",
        about="Companies of the people you send are added by themselves; add one here to give it your own id first.",
    ),
    Endpoint("GET", "/accounts/{account_id}", read_account, "people:read", "accounts", "Read an account", AccountShown),
    Endpoint(
        "PATCH", "/accounts/{account_id}", change_account_by_key, "people:write", "accounts", "Change an account", AccountShown,
        body=AccountChange,
    ),
)  # fmt: skip
