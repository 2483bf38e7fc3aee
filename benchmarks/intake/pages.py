"""What the server's CPU spends on a page of a long list."""

from __future__ import annotations

from time import thread_time
from typing import Final

from sqlalchemy import insert

from service.campaigns.models import CampaignRecipient
from service.db.base import utc_now
from service.db.connect import transaction
from service.recipients.models import Recipient
from service.security.ids import new_id
from tests.console import Console
from tests.factories import make_account, make_campaign, make_user, make_workspace

PEOPLE: Final = 20_000
LOOKS: Final = 40


def list_p95_cpu_ms(people: int = PEOPLE) -> float:
    """Milliseconds of CPU for a page of a campaign's people, at the 95th percentile over pages all along the list."""
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "owner")
        campaign_id = make_campaign(session, workspace.id).id
        account = make_account(session, workspace.id)
        ids = [new_id("rcp") for _ in range(people)]
        session.execute(
            insert(Recipient),
            [
                {
                    "id": one, "workspace_id": workspace.id, "account_id": account.id, "email_hash": one,
                    "email": f"{one}@a.example", "given_name": f"Jana {number}", "family_name": "Nováková",
                    "country": "CZ", "locale": "cs",
                    "created_at": utc_now(),
                }
                for number, one in enumerate(ids)
            ],
        )  # fmt: skip
        session.execute(
            insert(CampaignRecipient),
            [
                {"workspace_id": workspace.id, "campaign_id": campaign_id, "recipient_id": one, "row_number": number}
                for number, one in enumerate(ids)
            ],
        )
    browser, last = Console(user), people // 50
    browser.get(f"/campaigns/{campaign_id}/people")
    spent: list[float] = []
    for look in range(LOOKS):
        began = thread_time()
        browser.get(f"/campaigns/{campaign_id}/people?page={1 + look * (last - 1) // (LOOKS - 1)}")
        spent.append(1000 * (thread_time() - began))
    return sorted(spent)[int(0.95 * (LOOKS - 1))]
