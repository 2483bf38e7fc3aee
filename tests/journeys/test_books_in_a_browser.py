"""The pages of a controller in a browser: what asking is worth, tax limits and list, the books side by side; in both lights."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from service.campaigns.tax.limits import set_home
from service.db.base import utc_now
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from tests.console import Console
from tests.factories import make_campaign, make_gift, make_match_run, make_user
from tests.journeys.seen import Seen
from tests.service.gifting.stopping import OVER, bring_to

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.usefixtures("database")]
ASKING = {
    "people": 168, "weighed": 168, "rate_minor": 1200.0,
    "questions": [
        {"kind": "diet", "people": 18, "is_first": True, "worth_minor": 41_234},
        {"kind": "taste", "people": 44, "is_first": False, "worth_minor": 9_876},
    ],
}  # fmt: skip


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_pages_of_a_controller_have_no_barrier_and_are_nowhere_too_wide(browser: Browser, light: str) -> None:
    scene, now = bring_to("shipped", people=3), utc_now()
    with transaction() as session:
        owner = make_user(session, scene.workspace_id, "owner")
        set_home(session, "DE", 1, actor_of(owner), now)
        session.get_one(Recipient, scene.people[2].id).erased_at = now
        entry = session.query(MoneyEntry).filter_by(gift_id=scene.gifts[0].id, kind="captured").one()
        entry.amount_minor += 7
        planned = make_campaign(
            session, scene.workspace_id, status="planned", deliver_on=now.date() + timedelta(days=20)
        )
        make_match_run(session, planned, chosen=1, spend_minor=4000, forecast={"asking": ASKING})
        for person, product in zip(scene.people, scene.others, strict=False):
            make_gift(session, planned, person, product)
        for gift in scene.gifts:
            session.get_one(RecipientGift, gift.id).decided_at = now
    seen = Seen(browser, Console(owner).client)
    for path, name, says in (
        (f"/campaigns/{planned.id}/plan", "plan", "What asking is worth"),
        ("/rules/tax", "limits", "Limits by country"),
        ("/tax", "list", "Above the limit"),
        (f"/campaigns/{scene.campaign.id}/books", "books", "Don’t sign yet"),
        ("/journal", "journal", "Can be closed"),
        (f"/journal/{OVER:%Y-%m}", "month", "Beside the ledger"),
    ):
        seen.page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        seen.look(path, f"{name}-{light}", says)
