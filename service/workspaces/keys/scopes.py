"""What a key may do: areas, each to be read or written, and what that lets its acts do in terms of a role's permissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from service.errors import InvalidInput
from service.workspaces.actor import Actor, Permission

Kind = Literal["test", "live"]
Scope = Literal[
    "people:read",
    "people:write",
    "campaigns:read",
    "campaigns:write",
    "gifts:read",
    "gifts:write",
    "products:read",
    "products:write",
    "decisions:read",
    "reports:read",
    "money:read",
    "webhooks:read",
    "webhooks:write",
    "data:read",
    "data:write",
]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
AREAS: Final[Mapping[str, str]] = {
    "people": "People and accounts",
    "campaigns": "Campaigns and plans",
    "gifts": "Gifts",
    "products": "Products",
    "decisions": "Decisions",
    "reports": "Experiments and reports",
    "money": "Money",
    "webhooks": "Webhooks",
    "data": "Data requests",
}
"""Area -> its title. What of an area is not in `SCOPES` is not offered."""
_LETS: Final[Mapping[Scope, frozenset[Permission]]] = {
    "people:read": frozenset({"see_people", "see_rules"}),
    "people:write": frozenset({"change_campaigns", "change_rules", "lift_suppressions"}),
    "campaigns:read": frozenset({"see_campaigns"}),
    "campaigns:write": frozenset({"change_campaigns", "approve_plans"}),
    "gifts:read": frozenset({"see_gifts", "see_statements"}),
    "gifts:write": frozenset({"change_campaigns"}),
    "products:read": frozenset({"see_gifts"}),
    "products:write": frozenset({"change_gifts", "keep_stock"}),
    "decisions:read": frozenset({"see_people"}),
    "reports:read": frozenset({"see_results", "see_statements"}),
    "money:read": frozenset({"see_results"}),
    "webhooks:read": frozenset(),
    "webhooks:write": frozenset(),
    "data:read": frozenset({"see_people"}),
    "data:write": frozenset({"operate"}),
}


@dataclass(frozen=True, slots=True)
class KeyActor(Actor):
    """A script that acts by a key, on behalf of whoever made it. It sees the whole workspace, and does what its scopes say."""

    kind: Kind = "test"
    scopes: frozenset[Scope] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Whether one of its scopes lets it. A key is the whole workspace's, so it sees everyone's campaigns."""
        return permission == "see_everyone" or any(permission in _LETS[scope] for scope in self.scopes)


def read_scopes(given: Iterable[str]) -> tuple[Scope, ...]:
    """The scopes in their order, each once. Raises InvalidInput for none at all and for one there is not."""
    wanted = set(given)
    if unknown := sorted(wanted - set(SCOPES)):
        raise InvalidInput(f"There’s no scope {unknown[0]}. Pick from {', '.join(SCOPES)}.", param="scopes")
    if not wanted:
        raise InvalidInput("Pick at least one thing that the key may do.", param="scopes")
    return tuple(scope for scope in SCOPES if scope in wanted)


def in_words(scopes: Iterable[str], kind: Kind) -> str:
    """Such as “Read experiments and reports, write people and accounts”; writing includes reading only where both are picked."""
    held = set(scopes)
    if held == set(SCOPES):
        return "Everything, sandbox only" if kind == "test" else "Everything"
    said = []
    for area, title in AREAS.items():
        does = [what for what in ("read", "write") if f"{area}:{what}" in held]
        if does:
            said.append(f"{' and '.join(does)} {title[0].lower()}{title[1:]}")
    words = ", ".join(said)
    return words[:1].upper() + words[1:]


def as_kind(kind: str) -> Kind:
    """The kind of a key. Raises InvalidInput for another word."""
    known: Mapping[str, Kind] = {"test": "test", "live": "live"}
    if kind not in known:
        raise InvalidInput("Pick test or live.", param="kind")
    return known[kind]
