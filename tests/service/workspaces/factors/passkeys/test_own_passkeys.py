"""Passkeys are taken away one after the other: where everybody needs a second factor, the last one stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.base import utc_now
from service.db.connect import transaction
from service.workspaces.actor import actor_of
from service.workspaces.factors import required
from service.workspaces.factors.in_force import factors_of
from service.workspaces.factors.passkeys import own_passkeys
from service.workspaces.models import User, Workspace
from tests.races import Meeting, all_at_once
from tests.service.workspaces.factors.passkeys.authenticator import Device
from tests.service.workspaces.factors.passkeys.scene import as_now, keys_of, with_passkey


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize("is_guarded", [True, False], ids=["locked", "not locked"])
def test_of_two_who_remove_a_passkey_each_at_once_one_keeps_theirs(
    any_database: str, monkeypatch: pytest.MonkeyPatch, *, is_guarded: bool
) -> None:
    """Both count two at first. Without the user's row locked both go; on SQLite one writer at a time is guard enough."""
    user, _, _ = with_passkey()
    with transaction() as session:
        options, state = own_passkeys.begin_passkey(session, user)
        answer = Device().make({"publicKey": dict(options["publicKey"])})
        own_passkeys.add_passkey(session, user, state, answer, "Phone", actor_of(user), utc_now())
        session.get_one(Workspace, user.workspace_id).second_factor_from = utc_now().date() - timedelta(days=1)
    counted = Meeting()

    def meet(session: object, user_id: str) -> object:
        found = factors_of(session, user_id)  # type: ignore[arg-type]
        counted.come()
        return found

    monkeypatch.setattr(required, "factors_of", meet)
    if not is_guarded:
        for room in (required, own_passkeys):
            monkeypatch.setattr(room, "lock_user", lambda *_: None)

    def remove(passkey_id: str) -> None:
        with transaction() as session:
            mine = session.get_one(User, user.id)
            own_passkeys.remove_passkey(session, passkey_id, mine, actor_of(user), utc_now())

    first, second = keys_of(user)
    done = all_at_once([lambda: remove(first), lambda: remove(second)])
    may_both_go = not is_guarded and any_database.startswith("postgresql")
    assert (done, len(keys_of(as_now(user)))) == ((2, 0) if may_both_go else (1, 1))
