"""The copy that a rehearsal is played in: the same audience in numbers, and nobody of it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.clock import machine_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.jobs.models import Job
from service.jobs.own_time import ahead_of
from service.planning.rehearsal.ask import KIND, ask_for_rehearsal
from service.planning.rehearsal.models import Rehearsal
from service.recipients.models import Account, ProfileFact, Recipient
from service.workspaces.models import Workspace
from tests.factories import make_campaign, make_workspace
from tests.service.planning.rehearsal.rehearsed import Small, small_campaign


@pytest.fixture
def small(database: str) -> Small:
    register_all()
    with transaction() as session:
        return small_campaign(session)


def asked(small: Small, seed: int = 1) -> Rehearsal:
    with transaction() as session:
        return ask_for_rehearsal(session, session.get_one(Campaign, small.campaign_id), seed, small.user.id)


def test_the_copy_is_a_sandbox_of_its_own_that_starts_on_a_working_morning(small: Small) -> None:
    made = asked(small)
    with reading() as session:
        sandbox = session.get_one(Workspace, made.workspace_id)
        assert (sandbox.is_sandbox, sandbox.copy_of) == (True, small.workspace_id)
        assert session.scalars(select(Job.kind).where(Job.workspace_id == sandbox.id)).all() == [KIND]
    assert (made.starts_at.hour, made.starts_at.weekday() < 5) == (6, True)
    now_there = machine_now() + ahead_of(made.workspace_id)
    assert abs(now_there - made.starts_at) < timedelta(minutes=1)


def test_shares_are_kept_and_nobody_is_copied(small: Small) -> None:
    made = asked(small)
    with reading() as session:
        real, copies = (
            session.scalars(select(Recipient).where(Recipient.workspace_id == one)).all()
            for one in (small.workspace_id, made.workspace_id)
        )
        facts = {
            one: Counter(
                (fact.kind, fact.value, fact.source)
                for fact in session.scalars(select(ProfileFact).where(ProfileFact.workspace_id == one))
            )
            for one in (small.workspace_id, made.workspace_id)
        }
        companies = session.scalars(select(Account.name).where(Account.workspace_id == made.workspace_id)).all()
        gifts = [
            sorted(session.execute(select(Product.sku, Product.stock).where(Product.workspace_id == one)).all())
            for one in (small.workspace_id, made.workspace_id)
        ]
    assert Counter((one.country, one.locale, one.basis) for one in copies) == Counter(
        (one.country, one.locale, one.basis) for one in real
    )
    assert facts[made.workspace_id] == facts[small.workspace_id]
    assert not {name for one in copies for name in (one.given_name, one.family_name)} & small.names
    assert all(one.email is not None and one.email.endswith("@made-up.example") for one in copies)
    assert not any(name.startswith("Company") for name in companies)
    assert gifts[0] == gifts[1]


def test_one_is_played_at_a_time_and_equal_numbers_invent_equal_people(small: Small) -> None:
    first = asked(small)
    with pytest.raises(Conflict, match="being played"):
        asked(small)
    with transaction() as session:
        session.get_one(Rehearsal, first.id).state = "stopped"
    second = asked(small)
    with reading() as session:
        people = [
            [
                (one.given_name, one.family_name, one.country)
                for one in session.scalars(
                    select(Recipient).where(Recipient.workspace_id == made.workspace_id).order_by(Recipient.email_hash)
                )
            ]
            for made in (first, second)
        ]
    assert (second.number, people[0]) == (2, people[1])


def test_one_that_was_left_behind_by_a_process_stands_in_no_other_processs_way(small: Small) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, small.campaign_id)
        first = ask_for_rehearsal(session, campaign, 1, None, rings=False)
    with transaction() as session:
        campaign = session.get_one(Campaign, small.campaign_id)
        second = ask_for_rehearsal(session, campaign, 1, None, rings=False)
    with reading() as session:
        assert [session.get_one(Rehearsal, one.id).state for one in (first, second)] == ["stopped", "asked"]


def test_fewer_people_get_so_much_less_of_the_budget(small: Small) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, small.campaign_id)
        made = ask_for_rehearsal(session, campaign, 1, None, most=2, rings=False)
        people = session.scalars(select(Recipient.id).where(Recipient.workspace_id == made.workspace_id)).all()
        assert (len(people), session.get_one(Campaign, made.campaign_id).budget_minor) == (
            2,
            campaign.budget_minor // 3,
        )


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_number_out_of_range_is_refused_and_leaves_nothing(small: Small, seed: int) -> None:
    with pytest.raises(InvalidInput, match="from 0 to"):
        asked(small, seed)
    with reading() as session:
        assert session.scalars(select(Workspace.id)).all() == [small.workspace_id]


def test_a_campaign_without_people_or_gifts_cannot_be_rehearsed(database: str) -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
    with pytest.raises(Conflict, match="nobody to rehearse"), transaction() as session:
        ask_for_rehearsal(session, session.get_one(Campaign, campaign.id), 1, None)
