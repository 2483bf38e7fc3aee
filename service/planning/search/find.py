"""People, companies, gifts and campaigns whose words begin as somebody typed, as far as they may see them; the database answers.

What is searched: names, mail addresses up to the @ (or whole), companies', gifts' and campaigns' names and codes. Never notes,
facts, messages or answers: none of them stand where a search looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, literal, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of, companies_of, people_of
from service.catalog.models import Product
from service.db.page import SIZE, page_number
from service.folding import asked_words
from service.recipients.models import Account, Recipient
from service.recipients.search.find import people_found, words_begin
from service.workspaces.actor import Actor, Permission

Group = Literal["people", "companies", "gifts", "campaigns"]
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
NEEDS: Final[Mapping[Group, tuple[Permission, ...]]] = {
    "people": ("see_people",),
    "companies": ("see_people", "see_rules"),
    "gifts": ("see_gifts",),
    "campaigns": ("see_campaigns",),
}
"""Each of the permissions is enough to find something of the group."""
FEW: Final = 5
"""Of each group, where all are shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of each group that the actor may look for: how many there are, and the rows of the page."""

    asked: str
    shown: Group | None
    """The group whose page it is; None for the first few of all."""
    counts: Mapping[Group, int]
    rows: Mapping[Group, tuple[str, ...]]
    """Ids, in their order."""
    number: int = 1
    size: int = FEW
    looked_at: Mapping[Group, int] = field(default_factory=dict)
    """How many there are to look through; told where nothing was found."""

    @property
    def total(self) -> int:
        """Of all groups together."""
        return sum(self.counts.values())

    @property
    def is_too_short(self) -> bool:
        """Whether there is nothing in it to look for."""
        return not asked_words(self.asked)


def groups_of(actor: Actor) -> tuple[Group, ...]:
    """What the actor's role may look for."""
    return tuple(group for group in GROUPS if any(actor.may(permission) for permission in NEEDS[group]))


def search(session: Session, actor: Actor, asked: str, shown: str | None, number: str | None) -> Found:
    """The first few of every group, or a page of one. Finds nothing for words that are too short."""
    mine = groups_of(actor)
    only = next((group for group in mine if group == shown), None)
    conditions = {group: _condition(session, actor, group, asked) for group in mine}
    is_asked = bool(asked_words(asked))
    counts = {group: _count(session, conditions[group], group) if is_asked else 0 for group in mine}
    at = page_number(number, counts[only]) if only else 1
    rows = {
        group: _ids(session, conditions[group], group, SIZE if only else FEW, (at - 1) * SIZE)
        for group in ([only] if only else mine)
        if counts[group]
    }
    looked_at = {} if any(counts.values()) else {group: _count(session, _seen(actor, group), group) for group in mine}
    return Found(asked, only, counts, rows, at, SIZE if only else FEW, looked_at)


def _condition(session: Session, actor: Actor, group: Group, asked: str) -> ColumnElement[bool]:
    if group == "people":
        return and_(_seen(actor, group), people_found(session, actor.workspace_id, asked))
    words = asked_words(asked)
    if not words:
        return literal(value=False) == literal(value=True)
    column = {"companies": Account.searched, "campaigns": Campaign.searched, "gifts": literal(" ") + Product.folded}[
        group
    ]
    return and_(_seen(actor, group), *(words_begin(column, spelled) for spelled in words))


def _seen(actor: Actor, group: Group) -> ColumnElement[bool]:
    """What of the group the actor sees at all."""
    if group == "people":
        return and_(people_of(actor), Recipient.erased_at.is_(None))
    if group == "companies":
        return companies_of(actor)
    return Product.workspace_id == actor.workspace_id if group == "gifts" else campaigns_of(actor)


def _count(session: Session, condition: ColumnElement[bool], group: Group) -> int:
    return session.scalar(select(func.count(_ORDER[group][-1])).where(condition)) or 0


def _ids(session: Session, condition: ColumnElement[bool], group: Group, most: int, after: int) -> tuple[str, ...]:
    order = _ORDER[group]
    query: Select[str] = select(order[-1]).where(condition)
    if group == "people":
        query = query.join(Account, Account.id == Recipient.account_id)
    return tuple(session.scalars(query.order_by(*order).limit(most).offset(after)))


_ORDER: Final[Mapping[Group, tuple[SQLColumnExpression[Any], ...]]] = {
    "people": (Account.name, Recipient.created_at, Recipient.id),
    "companies": (Account.name, Account.id),
    "gifts": (Product.price_minor, Product.sku, Product.id),
    "campaigns": (Campaign.created_at.desc(), Campaign.id),
}
"""How a group is listed; the id comes last."""
