"""Who acts, what a role may do, and how that is printed in the audit log."""

from __future__ import annotations

from typing import cast, get_args

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.workspaces.actor import PERMISSIONS, ROLES, Actor, Permission, Role, actor_of, roles_with, system
from service.workspaces.audit import record_act
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_user, make_workspace


def test_every_role_and_every_permission_has_its_place_in_the_table() -> None:
    assert tuple(PERMISSIONS) == ROLES
    assert frozenset().union(*PERMISSIONS.values()) == frozenset(get_args(Permission))


def test_addresses_are_for_ops_alone_and_staff_for_admins_alone() -> None:
    assert (roles_with("pack_parcels"), roles_with("manage_staff")) == (("ops",), ("admin",))
    assert roles_with("change_campaigns") == ("sales", "admin")
    assert Actor("wsp_1", "usr_1", "sales").may("recall_products") is False


def test_no_role_and_an_unknown_one_pass_no_door() -> None:
    unknown = Actor("wsp_1", "usr_1", cast("Role", "owner"))
    for permission in get_args(Permission):
        assert (system("wsp_1").may(permission), unknown.may(permission)) == (False, False)


@pytest.mark.usefixtures("database")
def test_the_log_names_a_person_by_id_and_not_the_installation() -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, "sales")
        for actor in (actor_of(user), system(user.workspace_id), None):
            record_act(session, actor, "mail.tried", AT)
        session.flush()
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(line.workspace_id, line.user_id) for line in lines] == [
            (user.workspace_id, user.id),
            (user.workspace_id, None),
            (None, None),
        ]
