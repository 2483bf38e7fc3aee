"""Who is held out hears nothing that we begin; what they asked for, need, or must be warned of still reaches them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import DrawnTerm
from service.contact import may_write
from service.contact.may_write import Answer
from service.contact.rules import BEGUN_BY_US, RULES
from service.recipients.models import Account
from tests.factories import make_recipient
from tests.service.contact.asking import NOON, asked
from tests.service.gifting.scene import Scene


def held(scene: Scene, *, everywhere: bool = False, **values: object) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        term = DrawnTerm(
            workspace_id=scene.campaign.workspace_id,
            experiment_id="xpr_1",
            recipient_id=scene.people[0].id,
            campaign_id=None if everywhere else scene.campaign.id,
            kind="held_out",
            ended_at=None,
        )
        for name, value in values.items():
            setattr(term, name, value)
        session.add(term)

    return change


def of_a_colleague(scene: Scene) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        account = session.get_one(Account, scene.people[0].account_id)
        held(scene, recipient_id=make_recipient(session, account, "Petr").id)(session)

    return change


@pytest.mark.parametrize("everywhere", [False, True])
def test_held_out_means_no_message_that_we_begin_and_all_that_rule_15_names(scene: Scene, *, everywhere: bool) -> None:
    for purpose in RULES:
        wanted = Answer("held_out") if purpose in BEGUN_BY_US else Answer()
        assert asked(scene, purpose, change=held(scene, everywhere=everywhere)) == wanted


def test_without_the_guard_they_would_hear_from_us(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(may_write, "held_out_of", lambda *_: frozenset())
    assert asked(scene, "invitation", change=held(scene)) == Answer()


def test_another_arm_another_person_and_an_end_hold_nothing_back(scene: Scene) -> None:
    assert asked(scene, "invitation", change=held(scene, kind="no_film")) == Answer()
    assert asked(scene, "invitation", change=of_a_colleague(scene)) == Answer()
    assert asked(scene, "invitation", change=held(scene, ended_at=NOON - timedelta(days=1))) == Answer()
