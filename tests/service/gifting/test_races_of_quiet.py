"""A parcel leaves wholly before a quiet or not at all, on SQLite and PostgreSQL; beside it the same with the guard off."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.gifting import fulfil, quiet
from service.gifting.fulfil import mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.quiet import Wanted, set_quiet
from service.recipients.models import Recipient
from service.recipients.quiet.in_force import Quiet
from service.recipients.quiet.models import QuietRule
from service.workspaces.actor import system
from tests.races import through_or_waiting
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to


def is_set_before_it_leaves(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a quiet can come into force between the question if there is one and the commit that hands the parcel over."""
    done, came_between, ask = Event(), [], fulfil.quiet_of

    def set_it() -> None:
        with transaction() as session:
            person = session.get_one(Recipient, scene.people[0].id)
            wanted = Wanted("tender", "A call", OVER - timedelta(hours=1), OVER + timedelta(days=9))
            set_quiet(session, person, wanted, "person", system(scene.workspace_id), OVER)
        done.set()

    setter = Thread(target=set_it)

    def ask_and_wait(session: Session, person: Recipient, at: datetime) -> Quiet | None:
        answer = ask(session, person, at)
        setter.start()
        came_between.append(through_or_waiting(done.is_set))
        return answer

    monkeypatch.setattr(fulfil, "quiet_of", ask_and_wait)
    with transaction() as session:
        mark_shipped(session, session.get_one(RecipientGift, scene.gifts[0].id), system(scene.workspace_id), OVER)
    setter.join()
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "shipped"
        assert len(session.scalars(select(QuietRule)).all()) == 1
    return came_between[0]


def test_a_parcel_is_handed_over_before_the_quiet_that_is_set_at_that_moment(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any_database
    assert not is_set_before_it_leaves(bring_to("ordered"), monkeypatch)


@pytest.mark.usefixtures("postgres_database")
def test_without_the_lock_it_leaves_into_the_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("ordered")
    monkeypatch.setattr(quiet, "_locked", lambda _, about: [about])
    monkeypatch.setattr(quiet, "keep_all_open", lambda *_: 0)
    assert is_set_before_it_leaves(scene, monkeypatch)
