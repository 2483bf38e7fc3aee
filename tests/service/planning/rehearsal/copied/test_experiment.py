"""The experiment that a rehearsal carries, and the limits that it keeps."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from service.app.wiring import register_all
from service.brain.experiments.models import Assignment, Experiment, ExperimentCampaign
from service.brain.experiments.set_up import Design, create
from service.campaigns.models import Campaign, CampaignRecipient, DrawnTerm
from service.clock import machine_now
from service.contact.models import AccountPause, ContactLimit, ContactPolicy
from service.db.connect import reading, transaction
from service.planning.plan.choose import request_plan
from service.planning.rehearsal.ask import ask_for_rehearsal
from service.planning.rehearsal.copied.experiment import DEFAULT
from service.planning.rehearsal.models import Rehearsal
from service.recipients.models import Account, Recipient
from service.workspaces.actor import actor_of
from tests.service.planning.rehearsal.rehearsed import Small, small_campaign

PEOPLE = 12


@pytest.fixture
def small(database: str) -> Small:
    register_all()
    with transaction() as session:
        return small_campaign(session, PEOPLE)


def asked(small: Small, seed: int = 1) -> Rehearsal:
    with transaction() as session:
        return ask_for_rehearsal(
            session, session.get_one(Campaign, small.campaign_id), seed, small.user.id, rings=False
        )


def arms(made: Rehearsal) -> list[tuple[int, str, float]]:
    with reading() as session:
        return [
            (number, arm, probability)
            for number, arm, probability in session.execute(
                select(CampaignRecipient.row_number, Assignment.arm, Assignment.probability)
                .join(Assignment, Assignment.recipient_id == CampaignRecipient.recipient_id)
                .where(CampaignRecipient.campaign_id == made.campaign_id)
                .order_by(CampaignRecipient.row_number)
            )
        ]


def test_a_campaign_without_one_is_rehearsed_with_film_or_page_and_equal_numbers_draw_equally(small: Small) -> None:
    first, again, other = asked(small), asked(small), asked(small, 2)
    with reading() as session:
        experiment = session.scalars(select(Experiment).where(Experiment.workspace_id == first.workspace_id)).one()
        at_home = session.scalars(select(Experiment).where(Experiment.workspace_id == small.workspace_id)).all()
    assert (experiment.name, experiment.kind, experiment.metric, experiment.state) == (
        DEFAULT, "film", "kept", "running",
    )  # fmt: skip
    assert at_home == []
    assert arms(first) == arms(again) != arms(other)
    assert Counter(arm for _, arm, _ in arms(first)).keys() == {"film", "page"}
    assert {chance for _, _, chance in arms(first)} == {0.5}


def test_its_own_experiment_is_carried_over_with_its_shares_and_what_each_group_gets(small: Small) -> None:
    at = machine_now()
    with transaction() as session:
        design = Design("Nothing for some", "A gift makes more people meet us.", "holdout", "met", 20, 10, 50, 40,
                        campaign_ids=(small.campaign_id,))  # fmt: skip
        own = create(session, design, actor_of(small.user), at)
    made = asked(small)
    with transaction() as session:
        copy = session.scalars(select(Experiment).where(Experiment.workspace_id == made.workspace_id)).one()
        request_plan(session, session.get_one(Campaign, made.campaign_id), made.starts_at)
        held_out = set(session.scalars(select(DrawnTerm.recipient_id).where(DrawnTerm.experiment_id == copy.id)))
        drawn = set(
            session.scalars(
                select(Assignment.recipient_id).where(Assignment.experiment_id == copy.id, Assignment.arm == "held_out")
            )
        )
        named = session.scalars(
            select(ExperimentCampaign.campaign_id).where(ExperimentCampaign.experiment_id == copy.id)
        )
        assert (copy.name, copy.kind, copy.holdout, copy.planned) == (own.name, "holdout", 40, own.planned)
        assert (copy.id != own.id, own.state, copy.state) == (True, "draft", "running")
        assert named.all() == [made.campaign_id]
    assert held_out == drawn
    assert 0 < len(held_out) < PEOPLE


def test_what_a_workspace_has_set_for_everybody_holds_in_its_rehearsal_and_what_one_person_asked_for_does_not(
    small: Small,
) -> None:
    at = machine_now()
    with transaction() as session:
        workspace_id = small.workspace_id
        person, account = (
            session.scalars(select(one).where(one.workspace_id == workspace_id)).first() for one in (Recipient, Account)
        )
        assert person is not None
        assert account is not None
        session.add_all(
            (
                ContactPolicy(
                    workspace_id=workspace_id, account_messages=7, ignored=1, ignored_days=40, quiet_days=90, set_at=at
                ),
                ContactLimit(workspace_id=workspace_id, message_days=5, question_days=20),
                ContactLimit(workspace_id=workspace_id, recipient_id=person.id, message_days=9, question_days=30),
                AccountPause(
                    account_id=account.id,
                    workspace_id=workspace_id,
                    until=at.replace(year=2099),
                    reason="other",
                    set_at=at,
                ),
            )
        )
    made = asked(small)
    with reading() as session:
        policy = session.get_one(ContactPolicy, made.workspace_id)
        limits = session.scalars(select(ContactLimit).where(ContactLimit.workspace_id == made.workspace_id)).all()
        pauses = session.scalars(select(AccountPause).where(AccountPause.workspace_id == made.workspace_id)).all()
        invented = set(session.scalars(select(Account.id).where(Account.workspace_id == made.workspace_id)))
    assert (policy.account_messages, policy.ignored, policy.quiet_days) == (7, 1, 90)
    assert [(one.message_days, one.question_days, one.recipient_id) for one in limits] == [(5, 20, None)]
    assert [one.account_id in invented for one in pauses] == [True]
