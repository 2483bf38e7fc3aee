"""What the demo tells of decisions: counted from their own records, of one workspace."""

from __future__ import annotations

import json

from service.app.demo.decision_figures import as_written, decision_figures
from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.models import NextDecision
from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Account
from tests.factories import make_campaign, make_workspace
from tests.service.brain.people import AT, DAY, mailed, make_two, who


def test_values_of_each_factor_and_capped_messages_are_counted_of_one_workspace(database: str) -> None:
    with transaction() as session:
        two = make_two(session)
        mailed(session, two.first, "invitation", AT - 8 * DAY)
        session.get_one(RecipientGift, two.first).status = "notified"
    with transaction() as session:
        decide_for(session, who(session, two), AT, "due", only_messages=True)
        session.get_one(Account, who(session, two).account_id).worth = "high"
    with transaction() as session:
        decide_for(session, who(session, two), AT + 2 * DAY, "due", only_messages=True)
    with transaction() as session:
        campaign = session.get_one(Campaign, session.get_one(RecipientGift, two.first).campaign_id)
        figures = decision_figures(session, campaign)
        others = decision_figures(session, make_campaign(session, make_workspace(session).id))
        seen = {
            part: {round(one[part], 4) for row in session.query(NextDecision) for one in row.said["ranked"]
                   if one["kind"] != "nothing"}
            for part in "pcvl"
        }  # fmt: skip
    counted = (figures.p_values, figures.c_values, figures.v_values, figures.l_values)
    assert counted == tuple(len(seen[part]) for part in "pcvl")
    assert figures.v_values > 1
    assert (figures.decisions, figures.capped) == (2, 2)
    assert (others.decisions, others.c_values, others.capped, others.nothing_won) == (0, 0, 0, 0)


def test_who_is_left_in_peace_is_counted_with_the_reason(database: str) -> None:
    with transaction() as session:
        two = make_two(session)
        session.get_one(Account, who(session, two).account_id).gift_policy = {"no_gifts": True}
        for gift_id in (two.first, two.second):
            session.get_one(RecipientGift, gift_id).status = "declined"
    with transaction() as session:
        decide_for(session, who(session, two), AT, "due", only_messages=True)
        campaign = session.get_one(Campaign, session.get_one(RecipientGift, two.first).campaign_id)
        figures = decision_figures(session, campaign)
    assert figures.nothing_won == sum(figures.nothing_why.values()) == 1


def test_in_the_file_the_figures_stand_beside_the_others() -> None:
    with_parts = {
        "gifts_chosen": 970,
        "decided": {"c_values": 3, "v_values": 6, "l_values": 2, "nothing_won": 12, "capped": 0},
    }
    written = json.loads(json.dumps(as_written(with_parts)))
    assert written == {
        "gifts_chosen": 970, "c_values": 3, "v_values": 6, "l_values": 2, "nothing_won": 12, "capped": 0,
    }  # fmt: skip
