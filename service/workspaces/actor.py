"""Who acts: somebody who is signed in, or the installation itself; and what each role may do.

An act takes an `Actor` and writes its own line of the audit log, which holds the actor's workspace and user. The installation is no
user: its lines name none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast, get_args

from service.workspaces.models import User

Role = Literal["owner", "manager", "seller", "ops", "ethics", "read_only"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Permission = Literal[
    "approve_plans",
    "change_campaigns",
    "change_gifts",
    "change_rules",
    "download",
    "hand_over_campaigns",
    "keep_stock",
    "lift_suppressions",
    "manage_staff",
    "manage_workspace",
    "operate",
    "pack_parcels",
    "recall_products",
    "see_audit",
    "see_campaigns",
    "see_company",
    "see_everyone",
    "see_gifts",
    "see_messages",
    "see_operations",
    "see_people",
    "see_register",
    "see_results",
    "see_rules",
    "see_statements",
]
_SELLER: Final[frozenset[Permission]] = frozenset(
    {
        "change_campaigns", "download", "see_campaigns", "see_gifts", "see_messages", "see_people", "see_results",
        "see_rules", "see_statements",
    }
)  # fmt: skip
_MANAGER: Final[frozenset[Permission]] = _SELLER | {
    "approve_plans", "change_gifts", "change_rules", "hand_over_campaigns", "keep_stock", "lift_suppressions",
    "manage_staff", "operate", "recall_products", "see_audit", "see_everyone", "see_operations",
    "see_register",
}  # fmt: skip
PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    # Not the parcels: they hold addresses, and an owner of the sending side is still the sending side.
    "owner": _MANAGER | {"manage_workspace"},
    "manager": _MANAGER,
    # Without `see_everyone` somebody sees the campaigns they send and their people: `campaigns/sight` narrows every query.
    "seller": _SELLER,
    "ops": frozenset(
        {"keep_stock", "operate", "pack_parcels", "recall_products", "see_everyone", "see_gifts", "see_operations"}
    ),
    # `see_company`: the register counts over all workspaces of a company; every other page stays within one.
    "ethics": frozenset({"download", "see_company", "see_everyone", "see_register", "see_rules", "see_statements"}),
    "read_only": frozenset({"see_campaigns", "see_everyone", "see_operations", "see_results"}),
}
"""What a role may look at and do. Their own page, their own sign-in and signing out are everybody's."""
ROLE_NAMES: Final[Mapping[Role, str]] = {
    "owner": "Owner",
    "manager": "Manager",
    "seller": "Seller",
    "ops": "Ops",
    "ethics": "Ethics",
    "read_only": "Read-only",
}
IN_WORDS: Final[Mapping[Role, tuple[str, str]]] = {
    "owner": ("Everything, the team and the workspace too", "See delivery addresses"),
    "manager": ("All campaigns, gifts and rules; queues and recalls; approve", "Change owners; see delivery addresses"),
    "seller": (
        "Own campaigns and people; launch up to the limit",
        "See other sellers’ people; approve their own plan above the limit",
    ),
    "ops": ("Queues, orders, stock, delivery lists", "See messages, or who said what"),
    "ethics": ("Gift register, statements and company rules", "See messages, people’s pages or reasons; change anything"),
    "read_only": ("Plans, results and queues", "Change or download anything"),
}  # fmt: skip
"""(what the role can, what it can’t), as the team page says it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something in one workspace. `user_id` and `role` are a person's; the installation has neither. `key_id`: the key by
    which a script acts for that person."""

    workspace_id: str
    user_id: str | None
    role: Role | None
    key_id: str | None = field(default=None, kw_only=True)

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it. No role, and one that stands in no table, allows nothing: a door is for people."""
        return self.role is not None and permission in PERMISSIONS.get(self.role, frozenset())


def actor_of(user: User) -> Actor:
    """The user, acting in their workspace."""
    return Actor(user.workspace_id, user.id, cast("Role", user.role))


def system(workspace_id: str) -> Actor:
    """The installation: a job, a sweep, what came in from outside, or whoever runs it by `handpicked`."""
    return Actor(workspace_id, None, None)


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that may do it, in the order of `ROLES`."""
    return tuple(role for role in ROLES if permission in PERMISSIONS[role])
