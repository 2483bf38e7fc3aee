"""Decisions, held against what stands."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.gifting.adopt_plan import adopt_plan
from service.gifting.models import DecisionRecord, RecipientGift
from service.gifting.override import override_gift
from service.ops.audit.database import audit_database
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.service.ops.campaign import choose


def test_decisions_keep_their_order_where_the_clock_was_set_back_between_them(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id, expires_at=AT.replace(year=2027))
        person = make_recipient(session, make_account(session, workspace.id))
        join(session, campaign, person)
        products = [make_product(session, workspace.id, f"Gift {n}", category=f"c{n}") for n in range(4)]
        sales = actor_of(make_user(session, workspace.id))
    for hours, product in zip((0, -30, -40), products, strict=False):
        with transaction() as session:
            found = session.get_one(Campaign, campaign.id)
            plan = choose({"one": session.get_one(Recipient, person.id)}, {"one": product}, products[3])
            adopt_plan(session, found, plan, AT + timedelta(hours=hours))

    assert audit_database() == []

    with transaction() as session:
        gift = session.scalars(select(RecipientGift)).one()
        override_gift(session, gift, session.get_one(Product, products[0].id).id, sales, AT - timedelta(hours=50))

    assert audit_database() == []
    with reading() as session:
        rows = session.scalars(select(DecisionRecord).order_by(DecisionRecord.created_at)).all()
    assert [row.body["product_id"] for row in rows] == [products[n].id for n in (0, 1, 2, 0)]
    assert [later.created_at - earlier.created_at for earlier, later in pairwise(rows)] == [
        timedelta(microseconds=1)
    ] * 3
