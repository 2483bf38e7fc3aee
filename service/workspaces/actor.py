"""Who acts: somebody who is signed in, or the installation itself; and what each role may do.

An act takes an `Actor` and writes its own line of the audit log, which holds the actor's workspace and user. The installation is no
user: its lines name none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from service.workspaces.models import User

Role = Literal["sales", "ops", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Permission = Literal[
    "change_campaigns",
    "change_gifts",
    "lift_suppressions",
    "manage_staff",
    "operate",
    "pack_parcels",
    "recall_products",
]
PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    "sales": frozenset({"change_campaigns", "change_gifts"}),
    "ops": frozenset({"operate", "pack_parcels", "recall_products"}),
    # Not the parcels: they hold addresses, and an admin of the sending side is still the sending side.
    "admin": frozenset(
        {"change_campaigns", "change_gifts", "lift_suppressions", "manage_staff", "operate", "recall_products"}
    ),
}
"""What a role may do beyond looking at its own workspace, which every role may."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something in one workspace. `user_id` and `role` are a person's; the installation has neither."""

    workspace_id: str
    user_id: str | None
    role: Role | None

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
