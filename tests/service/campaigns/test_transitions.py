"""The one table of what may be done to a campaign: every act in every state."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from service.campaigns.models import STATUSES, Campaign
from service.campaigns.transitions import ACTS, allows, carry_out, lock_campaign, refusal, require_act, states_for
from service.db.connect import reading, transaction
from service.errors import Conflict
from tests.factories import make_campaign, make_workspace

pytestmark = pytest.mark.usefixtures("database")
TABLE = {
    "change": {"draft": "draft", "planned": "planned"},
    "add_people": {"draft": "draft", "planned": "planned"},
    "plan": {
        "draft": "planning", "planning": "planning", "planned": "planning", "approved": "planning",
        "running": "running", "paused": "paused",
    },
    "adopt": {
        "draft": "planned", "planning": "planned", "planned": "planned", "running": "running", "paused": "paused",
    },
    "give_up": {"planning": "draft"},
    "override": {"planned": "planned", "approved": "approved", "running": "running", "paused": "paused"},
    "ask_approval": {
        "planned": "pending_approval", "approved": "approved", "running": "running", "paused": "paused",
    },
    "end_approval": {
        "pending_approval": "planned", "approved": "approved", "running": "running", "paused": "paused",
    },
    "sign": {"pending_approval": "approved", "approved": "approved", "running": "running", "paused": "paused"},
    "unsign": {"approved": "planned", "running": "running", "paused": "paused"},
    "approve": {"planned": "approved", "approved": "approved", "running": "running", "paused": "paused"},
    "launch": {"approved": "running", "running": "running"},
    "set_out": {"running": "running", "paused": "paused"},
    "decide_again": {one: one for one in ("draft", "planning", "planned", "pending_approval", "approved", "running", "paused")},
    "set_out_alone": {"running": "running"},
    "reserve": {"running": "running", "paused": "paused"},
    "rename": {one: one for one in ("draft", "planning", "planned", "pending_approval", "approved", "running", "paused")},
    "delete_draft": {"draft": "draft", "planned": "planned"},
    "cancel_gift": {"planned": "planned", "approved": "approved", "running": "running", "paused": "paused"},
    "lock_gift": {"planned": "planned", "approved": "approved", "running": "running", "paused": "paused"},
    "send_link": {"running": "running", "paused": "paused"},
    "ask_first": {"running": "running", "paused": "paused"},
    "extend": {"approved": "approved", "running": "running", "paused": "paused"},
    "add_person": {"running": "running"},
    "pause": {"running": "paused"},
    "resume": {"paused": "running"},
    "close": {"running": "closed", "paused": "closed"},
}  # fmt: skip
"""Act -> {status before: status after}; in any other status it is refused."""


def test_every_act_in_every_state_leads_where_it_should_or_is_refused_and_changes_nothing() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        found: dict[str, dict[str, str]] = {act: {} for act in ACTS}
        for act in ACTS:
            for before in STATUSES:
                session.execute(update(Campaign).where(Campaign.id == campaign.id).values(status=before))
                try:
                    found[act][before] = carry_out(session, campaign, act, name="Touched").status
                except Conflict as error:
                    assert error.sentence.startswith("While this campaign is "), error.sentence
                    session.refresh(campaign)
                    assert (campaign.status, campaign.name) == (before, "Spring thank-you")
                else:
                    campaign.name = "Spring thank-you"
    assert found == TABLE


def test_the_table_knows_the_states_that_the_database_takes_and_no_other() -> None:
    assert {one for sources in TABLE.values() for pair in sources.items() for one in pair} == set(STATUSES)
    with transaction() as session:
        for status in STATUSES:
            make_campaign(session, make_workspace(session).id, status=status)
    with pytest.raises(IntegrityError), transaction() as session:
        make_campaign(session, make_workspace(session).id, status="over")


def test_nothing_leads_out_of_a_closed_campaign() -> None:
    assert [act for act in ACTS if allows("closed", act)] == []


def test_an_act_that_is_not_in_the_table_is_a_fault_and_never_allowed_by_the_way() -> None:
    with pytest.raises(KeyError, match="delete"):
        allows("draft", "delete")
    with pytest.raises(KeyError):
        states_for("delete")


def test_the_refusal_says_what_the_campaign_is_and_when_it_could() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="approved")
        with pytest.raises(Conflict) as refused:
            require_act(session, campaign, "close")
    assert refused.value.sentence == (
        "While this campaign is approved, you can’t close it. It has to be running or paused. Nothing was changed."
    )


def test_the_refusal_lists_the_states_with_commas_and_one_or() -> None:
    assert refusal("closed", "pause").endswith("It has to be running. Nothing was changed.")
    assert refusal("closed", "adopt").endswith(
        "It has to be a draft, being planned, planned, running or paused. Nothing was changed."
    )
    assert refusal("closed", "change").endswith("It has to be a draft or planned. Nothing was changed.")


def test_what_was_read_before_the_lock_does_not_count() -> None:
    """Another session has closed the campaign since this one loaded it."""
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="running")
    with transaction() as session:
        seen = session.get_one(Campaign, campaign.id)
        session.execute(
            update(Campaign)
            .where(Campaign.id == campaign.id)
            .values(status="closed")
            .execution_options(synchronize_session=False)
        )
        assert seen.status == "running"
        assert lock_campaign(session, seen).status == seen.status == "closed"
    with reading() as session:
        assert session.get_one(Campaign, campaign.id).status == "closed"
