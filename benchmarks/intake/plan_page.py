"""What the server's CPU spends on a page of a large plan."""

from __future__ import annotations

from time import thread_time
from typing import Any, Final

from sqlalchemy import insert

from service.campaigns.models import CampaignRecipient
from service.db.base import utc_now
from service.db.connect import transaction
from service.gifting.models import GiftAlternative, RecipientGift
from service.recipients.models import ProfileFact, Recipient
from service.security.ids import new_id
from tests.console import Console
from tests.factories import make_account, make_campaign, make_match_run, make_product, make_user, make_workspace

PEOPLE: Final = 20_000
LOOKS: Final = 40
_PRODUCTS: Final = 500
_ACCOUNTS: Final = 1_000


def plan_p95_cpu_ms(people: int = PEOPLE) -> float:
    """Milliseconds of CPU for a page of a plan, at the 95th percentile over pages all along it. One in fifty people has no gift."""
    at = utc_now()
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "owner")
        campaign = make_campaign(session, workspace.id, status="planned")
        run = make_match_run(session, campaign, chosen=people)
        accounts = [make_account(session, workspace.id, f"Company {n}").id for n in range(_ACCOUNTS)]
        products = [make_product(session, workspace.id, f"Gift {n}", interests=["chess"]) for n in range(_PRODUCTS)]
        ids = [new_id("rcp") for _ in range(people)]
        session.execute(
            insert(Recipient),
            [
                {
                    "id": one, "workspace_id": workspace.id, "account_id": accounts[n % _ACCOUNTS], "email_hash": one,
                    "email": f"{one}@a.example", "given_name": f"Jana {n}", "family_name": "Nováková", "country": "CZ",
                    "locale": "cs", "city": "Praha", "created_at": at,
                }
                for n, one in enumerate(ids)
            ],
        )  # fmt: skip
        session.execute(
            insert(CampaignRecipient),
            [
                {"workspace_id": workspace.id, "campaign_id": campaign.id, "recipient_id": one, "row_number": n}
                for n, one in enumerate(ids)
            ],
        )
        session.execute(
            insert(ProfileFact),
            [
                {
                    "id": new_id("fct"), "workspace_id": workspace.id, "recipient_id": one, "kind": "interest", "value": "chess",
                    "source": "imported", "confidence": 0.8, "valid_from": at.date(), "created_at": at,
                }
                for n, one in enumerate(ids)
                if n % 2
            ],
        )  # fmt: skip
        gifts: list[dict[str, Any]] = [
            {
                "id": f"gft_{n}", "workspace_id": workspace.id, "campaign_id": campaign.id, "recipient_id": one,
                "account_id": accounts[n % _ACCOUNTS], "unique_within": f"{n}", "match_run_id": run.id, "status": "draft",
                "hold_reason": None if n % 50 else "dietary_unknown", "unmatched_reasons": [],
                "product_id": products[n // _ACCOUNTS].id if n % 50 else None,
                "product_family": products[n // _ACCOUNTS].family if n % 50 else None, "price_minor": 4400 if n % 50 else 0,
                "currency": "EUR", "link_hash": f"hash {n}", "created_at": at,
            }
            for n, one in enumerate(ids)
        ]  # fmt: skip
        session.execute(insert(RecipientGift), gifts)
        session.execute(
            insert(GiftAlternative),
            [
                {"gift_id": gift["id"], "rank": 1, "workspace_id": workspace.id, "product_id": products[-1].id}
                for gift in gifts
                if gift["product_id"]
            ],
        )
    browser, last = Console(user), people // 50
    browser.get(f"/campaigns/{campaign.id}/plan")
    spent: list[float] = []
    for look in range(LOOKS):
        began = thread_time()
        answer = browser.get(f"/campaigns/{campaign.id}/plan?page={1 + look * (last - 1) // (LOOKS - 1)}")
        spent.append(1000 * (thread_time() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"The plan's page answered {answer.status_code}.")
    return sorted(spent)[int(0.95 * (LOOKS - 1))]
