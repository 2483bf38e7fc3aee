"""What somebody says is their whole company's rule: in force at once for whoever has not answered, and nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import Unsafe
from service.gifting.accept import accept_gift
from service.gifting.company_rule import KIND, is_ruled_out, look_at_unanswered, propose_for_company
from service.gifting.look_again import KIND as LOOK
from service.gifting.models import RecipientGift
from service.gifting.reserve import launch_gifts
from service.jobs.models import Job
from service.planning.plan.redecide import redecide_gift
from service.recipients.gift_policy import confirm_rule, lift_rule, set_rules, whole
from service.recipients.models import Account
from tests.factories import AT, join, make_gift, make_product, make_recipient
from tests.service.gifting.scene import Scene, money, set_scene


def colleagues(session: Session) -> tuple[Scene, RecipientGift, RecipientGift]:
    """Two people of one company: the first has said yes, the second has not answered."""
    scene = set_scene(session)
    account = session.get_one(Account, scene.gifts[0].account_id)
    person = make_recipient(session, account, "Radek")
    join(session, scene.campaign, person, 3)
    product = make_product(session, scene.workspace_id, "Second", category="second", stock=5, price_minor=4400)
    gift = make_gift(session, scene.campaign, person, product)
    assert launch_gifts(session, scene.campaign, [gift.id], 1, AT).missing == ()
    accept_gift(session, scene.gifts[0], AT)
    return scene, scene.gifts[0], gift


def look(session: Session, *gifts: RecipientGift) -> None:
    for gift in gifts:
        redecide_gift(session, gift.id, AT)
        session.refresh(gift)


def test_no_gifts_stops_what_nobody_has_answered_and_leaves_a_yes_alone(any_database: str) -> None:
    with transaction() as session:
        scene, accepted, unanswered = colleagues(session)
        assert propose_for_company(session, unanswered, None, AT)
        with pytest.raises(Unsafe):
            accept_gift(session, unanswered, AT)
        look(session, accepted, unanswered)

        assert (accepted.status, accepted.product_id) == ("accepted", scene.products[0].id)
        assert (unanswered.status, unanswered.product_id, unanswered.hold_reason) == ("created", None, "policy_blocked")
        assert money(session, scene.campaign) == (8800, 0)  # its sum stays, so that they can have it donated


def test_a_limit_chooses_again_within_it(database: str) -> None:
    with transaction() as session:
        scene, accepted, unanswered = colleagues(session)
        propose_for_company(session, unanswered, 4100, AT)
        look(session, accepted, unanswered)

        assert (accepted.price_minor, unanswered.price_minor) == (4400, 4000)
        assert not is_ruled_out(session, scene.campaign, unanswered, AT)


def test_once_it_is_lifted_the_gift_comes_back(database: str) -> None:
    with transaction() as session:
        _, _, unanswered = colleagues(session)
        propose_for_company(session, unanswered, None, AT)
        look(session, unanswered)
        account = session.get_one(Account, unanswered.account_id)
        assert lift_rule(account, "no_gifts", AT)
        session.flush()
        look(session, unanswered)

        assert (account.gift_policy["no_gifts"], account.proposed_policy) == (False, {})
        assert (unanswered.status, unanswered.hold_reason, unanswered.product_id is None) == ("created", None, False)


def test_once_it_is_confirmed_it_is_the_rule_that_a_person_set(database: str) -> None:
    with transaction() as session:
        _, _, unanswered = colleagues(session)
        propose_for_company(session, unanswered, 2500, AT)
        account = session.get_one(Account, unanswered.account_id)

        assert confirm_rule(account, "limits", "usr_1", AT) == {
            "limits": [
                {"cap_minor": None, "yearly_cap_minor": None, "currency": None},
                {"cap_minor": 2500, "yearly_cap_minor": None, "currency": "EUR"},
            ]
        }
        assert (account.proposed_policy, account.gift_policy["cap_minor"]) == ({}, 2500)
        assert account.set_policy["limits"]["by"] == "usr_1"
        assert confirm_rule(account, "limits", "usr_1", AT) == {}


def test_nobody_who_said_it_is_written_down_and_of_the_moment_only_the_day(database: str) -> None:
    with transaction() as session:
        _, _, unanswered = colleagues(session)
        propose_for_company(session, unanswered, None, AT)
        session.flush()
        account = session.get_one(Account, unanswered.account_id)
        jobs = session.query(Job).filter(Job.kind == KIND).all()

        assert account.proposed_policy == {"no_gifts": {"value": True, "on": "2026-11-22"}}
        assert [(job.subject_id, job.campaign_id) for job in jobs] == [(account.id, None)]


def test_the_same_again_and_anything_looser_changes_nothing(database: str) -> None:
    with transaction() as session:
        _, _, unanswered = colleagues(session)
        assert propose_for_company(session, unanswered, 2500, AT)
        assert not propose_for_company(session, unanswered, 2500, AT)
        assert not propose_for_company(session, unanswered, 3000, AT)
        assert propose_for_company(session, unanswered, 2000, AT)
        account = session.get_one(Account, unanswered.account_id)

        assert account.proposed_policy["limits"]["value"]["cap_minor"] == 2000


def test_whoever_sets_the_rule_has_decided_on_what_was_proposed(database: str) -> None:
    with transaction() as session:
        _, _, unanswered = colleagues(session)
        propose_for_company(session, unanswered, None, AT)
        account = session.get_one(Account, unanswered.account_id)
        set_rules(account, whole({}), "usr_1", AT)

        assert (account.proposed_policy, account.gift_policy["no_gifts"]) == ({}, False)


def test_everybody_who_has_not_answered_is_looked_at(database: str) -> None:
    with transaction() as session:
        _, _, unanswered = colleagues(session)
        before = session.query(Job).filter(Job.kind == LOOK, Job.subject_id == unanswered.id).count()
        look_at_unanswered(session, account_id=unanswered.account_id, at=AT)

        assert session.query(Job).filter(Job.kind == LOOK, Job.subject_id == unanswered.id).count() == before + 1
