"""Who acts, what a role may do, and how that is printed in the audit log."""

from __future__ import annotations

from typing import cast, get_args

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.workspaces.actor import (
    IN_WORDS,
    PERMISSIONS,
    ROLE_NAMES,
    ROLES,
    Actor,
    Permission,
    Role,
    actor_of,
    roles_with,
    system,
)
from service.workspaces.audit import record_act
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_user, make_workspace


def test_every_role_and_every_permission_has_its_place_in_the_table() -> None:
    assert tuple(PERMISSIONS) == ROLES
    assert frozenset().union(*PERMISSIONS.values()) == frozenset(get_args(Permission))


def test_addresses_are_for_ops_alone_and_owners_for_owners_alone() -> None:
    assert (roles_with("pack_parcels"), roles_with("manage_workspace")) == (("ops",), ("owner",))
    assert roles_with("change_campaigns") == ("owner", "manager", "seller")
    assert Actor("wsp_1", "usr_1", "seller").may("recall_products") is False


def test_only_sellers_are_kept_to_their_own_people() -> None:
    assert [role for role in ROLES if role not in roles_with("see_everyone")] == ["seller"]


def test_every_role_has_a_name_and_its_words() -> None:
    assert (tuple(ROLE_NAMES), tuple(IN_WORDS)) == (ROLES, ROLES)


def test_no_role_and_an_unknown_one_pass_no_door() -> None:
    unknown = Actor("wsp_1", "usr_1", cast("Role", "admin"))
    for permission in get_args(Permission):
        assert (system("wsp_1").may(permission), unknown.may(permission)) == (False, False)


@pytest.mark.usefixtures("database")
def test_the_log_names_a_person_by_id_and_not_the_installation() -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, "manager")
        for actor in (actor_of(user), system(user.workspace_id), None):
            record_act(session, actor, "mail.tried", AT)
        session.flush()
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(line.workspace_id, line.user_id) for line in lines] == [
            (user.workspace_id, user.id),
            (user.workspace_id, None),
            (None, None),
        ]
