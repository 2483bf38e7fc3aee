"""A wave sets out some people at a time: whatever ends it in the middle, it goes on where it stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, update

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Fenced
from service.gifting.decision_records import record_decision
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.money_row import MoneyEntry
from service.jobs.claim import claim
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.jobs.run import run_job
from service.ops.audit.database import audit
from service.planning.launch import set_out
from service.planning.launch.ready import ready_gifts
from service.planning.launch.told.progress import as_figures, read_progress
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)

PEOPLE = 12
PRICE = 4400


@pytest.fixture(autouse=True)
def portions_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_three(items: Sequence[str]) -> Iterator[Sequence[str]]:
        return (items[start : start + 3] for start in range(0, len(items), 3))

    monkeypatch.setattr(set_out, "in_portions", by_three)


def wave_of(**values: Any) -> tuple[str, str]:
    """A wave of twelve people of twelve companies who share four products, three pieces each; its job. (campaign, job)."""
    stock = values.pop("stock", 3)
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="running", **values)
        products = [make_product(session, campaign.workspace_id, f"Gift {number}", stock=stock) for number in range(4)]
        for number in range(PEOPLE):
            person = make_recipient(session, make_account(session, campaign.workspace_id, f"Company {number}"))
            join(session, campaign, person, number + 2)
            gift = make_gift(session, campaign, person, products[number % 4], wave=1)
            record_decision(session, gift, "plan", {"product_id": gift.product_id}, AT)
        job_id = enqueue(
            session, "planning.launch", campaign.id, workspace_id=campaign.workspace_id, campaign_id=campaign.id
        )
    assert job_id is not None
    return campaign.id, job_id


def launched(campaign_id: str) -> int:
    with reading() as session:
        return (
            session.scalar(
                select(func.count()).where(RecipientGift.campaign_id == campaign_id, RecipientGift.status == "created")
            )
            or 0
        )


def again(job_id: str) -> str:
    """The job's next attempt, now."""
    with transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(run_at=AT, state="pending", token=None))
    return run_job(job_id, "w1")


def break_after(monkeypatch: pytest.MonkeyPatch, portions: int, error: BaseException) -> None:
    real, seen = set_out.launch_gifts, []

    def breaking(*given: Any) -> Any:
        seen.append(1)
        if len(seen) > portions:
            raise error
        return real(*given)

    monkeypatch.setattr(set_out, "launch_gifts", breaking)


def figures(campaign_id: str) -> dict[str, Any]:
    """What the launch has made of stock, money, history and jobs."""
    with reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        jobs = select(func.count()).where(Job.kind.like("content.%"), Job.campaign_id == campaign_id)
        return {
            "stock": sorted(session.scalars(select(Product.stock))),
            "reserved": campaign.reserved_minor,
            "entries": session.scalar(select(func.sum(MoneyEntry.amount_minor)).where(MoneyEntry.kind == "reserved")),
            "events": session.scalar(select(func.count()).where(GiftEvent.kind == "gift.created")),
            "jobs": session.scalar(jobs),
        }


WHOLE = {
    "stock": [0, 0, 0, 0], "reserved": PEOPLE * PRICE, "entries": PEOPLE * PRICE, "events": PEOPLE, "jobs": 4 * PEOPLE
}  # fmt: skip


@pytest.mark.parametrize("portions", [0, 1, 3])
def test_a_wave_that_breaks_in_the_middle_keeps_its_portions_and_goes_on_where_it_stood(
    any_database: str, monkeypatch: pytest.MonkeyPatch, portions: int
) -> None:
    campaign_id, job_id = wave_of()
    with monkeypatch.context() as broken:
        break_after(broken, portions, RuntimeError("in the middle"))
        assert run_job(job_id, "w1") == "pending"

    assert launched(campaign_id) == 3 * portions
    assert figures(campaign_id)["jobs"] == 4 * 3 * portions, "nobody's content is drawn before their own portion stands"
    with reading() as session:
        assert audit(session) == []

    assert again(job_id) == "done"
    assert figures(campaign_id) == WHOLE
    assert again(job_id) == "done", "and once more changes nothing"
    assert figures(campaign_id) == WHOLE


def test_the_page_says_how_far_a_wave_is(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign_id, job_id = wave_of()
    break_after(monkeypatch, 2, RuntimeError("in the middle"))
    run_job(job_id, "w1")

    with reading() as session:
        now = read_progress(session, session.get_one(Campaign, campaign_id), utc_now())
    assert as_figures(now)["verdict"] == "Stock and money are being set aside: 6 of 12 people launched so far."
    assert as_figures(now)["busy"] is True


def test_a_worker_that_lost_the_wave_sets_nobody_else_out(any_database: str) -> None:
    campaign_id, job_id = wave_of()
    lease = claim(job_id, "w1", utc_now())
    assert lease is not None
    with transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(token="another's"))

    with pytest.raises(Fenced):
        set_out.launch_wave_job(lease)
    assert launched(campaign_id) == 0


def test_without_the_fence_it_would(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    campaign_id, job_id = wave_of()
    lease = claim(job_id, "w1", utc_now())
    assert lease is not None
    with transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(token="another's"))
    monkeypatch.setattr(set_out, "portion", lambda _lease: transaction())
    set_out.launch_wave_job(lease)

    assert launched(campaign_id) == PEOPLE


def test_a_pause_in_the_middle_leaves_the_rest_for_another_launch(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id, job_id = wave_of()
    real, seen = set_out.launch_gifts, []

    def pausing(*given: Any) -> Any:
        seen.append(1)
        if len(seen) == 2:
            given[1].status = "paused"
        return real(*given)

    monkeypatch.setattr(set_out, "launch_gifts", pausing)
    assert run_job(job_id, "w1") == "done"

    assert launched(campaign_id) == 6
    with reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        assert len(ready_gifts(session, campaign, None)) == 6
        assert audit(session) == []


def test_a_wave_that_money_does_not_reach_for_goes_as_far_as_it_does_and_the_rest_are_held(any_database: str) -> None:
    campaign_id, job_id = wave_of(budget_minor=7 * PRICE)
    assert run_job(job_id, "w1") == "done"

    with reading() as session:
        rows = session.execute(
            select(RecipientGift.status, RecipientGift.hold_reason, func.count())
            .where(RecipientGift.campaign_id == campaign_id)
            .group_by(RecipientGift.status, RecipientGift.hold_reason)
        ).all()
        assert sorted((status, hold, number) for status, hold, number in rows) == [
            ("created", None, 7),
            ("draft", "insufficient_funds", 5),
        ]
        assert session.get_one(Campaign, campaign_id).reserved_minor == 7 * PRICE
        assert audit(session) == []
