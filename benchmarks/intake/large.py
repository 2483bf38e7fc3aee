"""A workspace of a size at which a page that loads everything is told: many people, in plans, on their way and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.db.base import utc_now
from service.db.connect import transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.gifting.models import GiftAlternative, GiftEvent, Incident, RecipientGift
from service.gifting.money_row import MoneyEntry
from service.outreach.models import MailMessage
from service.recipients.models import DeliveryAddress, ProfileFact, Recipient
from service.recipients.postal.addresses import Address
from service.security.ids import new_id
from service.workspaces.models import AuditEntry, User
from tests.factories import make_account, make_campaign, make_match_run, make_product, make_user, make_workspace

ACCOUNTS: Final = 1_000
PRODUCTS: Final = 500
CAMPAIGNS: Final = 400
"""Beside the two large ones."""
STATES: Final = (
    "created", "notified", "notified", "opened", "accepted", "donated", "declined", "ordered", "shipped", "delivered",
)  # fmt: skip
_ADDRESS: Final = json.dumps(asdict(Address("Jana", "Dlouhá 1", "110 00", "Praha", "CZ", None, None)))
_RESERVED: Final = frozenset({"created", "notified", "opened", "accepted"})
_DIETS: Final = ("vegetarian", "vegan", "halal", "gluten_free")
_ALLERGENS: Final = ("milk", "gluten", "peanuts", "soybeans")


@dataclass(frozen=True, slots=True)
class Large:
    """Ids of everything that a route names; `users` by role."""

    ids: dict[str, str]
    running_id: str
    planned_id: str
    users: dict[str, User]


def make_large(people: int) -> Large:
    """A workspace of `people`, each in a plan to review, and in a campaign that runs; and of some hundred small campaigns."""
    at = utc_now()
    with transaction() as session:
        workspace = make_workspace(session)
        users = {role: make_user(session, workspace.id, role) for role in ("owner", "ops")}
        accounts = [make_account(session, workspace.id, f"Company {n:04}").id for n in range(ACCOUNTS)]
        products = [
            make_product(
                session, workspace.id, f"Gift {n}", kind="edible" if n % 3 == 0 else "neither",
                allergens={} if n % 30 == 0 else None or _absent(n), diets={} if n % 30 == 0 else _suited(n),
                unknown_marks=24 if n % 30 == 0 else 0, sku=f"G-{n:04}",
            ).id
            for n in range(PRODUCTS)
        ]  # fmt: skip
        ids = [new_id("rcp") for _ in range(people)]
        session.execute(insert(Recipient), list(_people(workspace.id, ids, accounts, at)))
        session.execute(insert(ProfileFact), list(_facts(workspace.id, ids, at)))
        planned = make_campaign(session, workspace.id, status="planned", name="Planned for all")
        running = make_campaign(
            session, workspace.id, status="running", name="Running for all", approved_at=at, approved_by=users["owner"].id,
            expires_at=at + timedelta(days=30),
            budget_minor=people * 10_000,
        )  # fmt: skip
        make_match_run(session, planned, chosen=people)
        make_match_run(session, running, chosen=people)
        _take_part(session, planned, ids)
        _take_part(session, running, ids)
        draft = _gifts(planned, ids, accounts, products, at)
        gone = _gifts(running, ids, accounts, products, at)
        session.execute(insert(RecipientGift), draft)
        session.execute(insert(RecipientGift), gone)
        _happened(session, running, gone, products, at)
        small = [_small(session, workspace.id, ids[n], accounts[n % ACCOUNTS], n, at) for n in range(CAMPAIGNS)]
        session.execute(insert(RecipientGift), [gift for gift in small if gift is not None])
        session.add_all(
            AuditEntry(workspace_id=workspace.id, user_id=users["owner"].id, act="campaign.approved", body={}, at=at)
            for _ in range(2_000)
        )
    named = {
        "gift_id": gone[2]["id"], "recipient_id": ids[0], "account_id": accounts[0], "product_id": products[1],
        "message_id": f"mail_{gone[0]['id']}", "user_id": users["owner"].id,
    }  # fmt: skip
    return Large(named, running.id, planned.id, users)


def _absent(n: int) -> dict[str, str]:
    return dict.fromkeys(ALLERGENS, "absent") if n % 3 == 0 else {}


def _suited(n: int) -> dict[str, str]:
    return dict.fromkeys(DIETS, "suited") if n % 3 == 0 else {}


def _people(workspace_id: str, ids: list[str], accounts: list[str], at: datetime) -> Iterator[dict[str, Any]]:
    for n, one in enumerate(ids):
        yield {
            "id": one, "workspace_id": workspace_id, "account_id": accounts[n % ACCOUNTS], "email_hash": one,
            "email": f"{one}@a.example", "given_name": f"Jana {n}", "family_name": "Nováková", "country": "CZ", "locale": "cs",
            "city": "Praha", "basis": "customer", "created_at": at,
        }  # fmt: skip


def _facts(workspace_id: str, ids: list[str], at: datetime) -> Iterator[dict[str, Any]]:
    """Every second has an interest, one in three a diet or that there is none, one in ten an allergy."""
    for n, one in enumerate(ids):
        told = [("interest", "chess")] if n % 2 else []
        if n % 3 == 0:
            told.append(("diet", _DIETS[n // 3 % 4] if n % 2 else "none"))
        if n % 10 == 0:
            told.append(("allergen", _ALLERGENS[n // 10 % 4]))
        for kind, value in told:
            yield {
                "id": new_id("fct"), "workspace_id": workspace_id, "recipient_id": one, "kind": kind, "value": value,
                "source": "imported", "confidence": 0.8, "valid_from": at.date(), "created_at": at,
            }  # fmt: skip


def _take_part(session: Session, campaign: Campaign, ids: list[str]) -> None:
    session.execute(
        insert(CampaignRecipient),
        [
            {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id, "recipient_id": one, "row_number": n}
            for n, one in enumerate(ids)
        ],
    )


def _gifts(
    campaign: Campaign, ids: list[str], accounts: list[str], products: list[str], at: datetime
) -> list[dict[str, Any]]:
    """One for each person, one in fifty still without a gift; launched where the campaign runs."""
    is_out = campaign.status == "running"
    return [
        _gift(campaign, one, accounts, products, n, at, STATES[n % 10] if is_out else "draft")
        for n, one in enumerate(ids)
    ]


def _gift(
    campaign: Campaign, person: str, accounts: list[str], products: list[str], n: int, at: datetime, status: str
) -> dict[str, Any]:
    has_gift, gift_id = n % 50 != 1, new_id("gft")
    place = n // ACCOUNTS * 7 % PRODUCTS
    product = products[place] if has_gift else None
    is_out = status != "draft"
    return {
        "id": gift_id, "workspace_id": campaign.workspace_id, "campaign_id": campaign.id, "recipient_id": person,
        "account_id": accounts[n % ACCOUNTS], "unique_within": gift_id, "match_run_id": campaign.current_match_run_id,
        "status": status, "hold_reason": None if has_gift else "dietary_unknown", "unmatched_reasons": [],
        "product_id": product, "original_product_id": product, "product_family": f"G-{place:04}" if product else None,
        "price_minor": 4400 if product else 0, "first_price_minor": 4400, "currency": "EUR", "link_hash": gift_id,
        "created_at": at, "wave": 1 + n // 5_000 if is_out else None, "launched_at": at if is_out else None,
        "is_reserved": is_out and status in _RESERVED, "is_swapped": n % 7 == 0,
        "opened_at": at if status not in ("draft", "created", "notified") else None,
        "delivery_status": "delivered" if is_out else "unsent",
        "decline_reason": "not_interested" if status == "declined" else None,
    }  # fmt: skip


def _happened(
    session: Session, campaign: Campaign, gifts: list[dict[str, Any]], products: list[str], at: datetime
) -> None:
    """What a campaign leaves behind: mails, events, money, alternatives, addresses, incidents."""
    shared = {"workspace_id": campaign.workspace_id}
    session.execute(
        insert(MailMessage),
        [
            shared | {
                "id": f"mail_{gift['id']}", "gift_id": gift["id"], "recipient_id": gift["recipient_id"], "kind": "invitation",
                "idempotency_key": gift["id"], "state": "failed" if n % 100 == 1 else "sent", "created_at": at, "sent_at": at,
            }
            for n, gift in enumerate(gifts)
        ],
    )  # fmt: skip
    ordered = [gift for gift in gifts if gift["status"] in ("ordered", "shipped", "delivered")]
    happened = [(gift, "gift.opened") for gift in gifts if gift["opened_at"]] + [
        (gift, "gift.ordered") for gift in ordered
    ]
    session.execute(
        insert(GiftEvent),
        [
            shared
            | {
                "campaign_id": campaign.id,
                "gift_id": gift["id"],
                "kind": kind,
                "body": {},
                "at": at + timedelta(seconds=n),
            }
            for n, (gift, kind) in enumerate(happened)
        ],
    )
    session.execute(
        insert(MoneyEntry),
        [
            shared
            | {
                "campaign_id": campaign.id,
                "gift_id": gift["id"],
                "kind": kind,
                "amount_minor": 4400,
                "currency": "EUR",
                "at": at,
            }
            for kind, those in (("reserved", gifts), ("captured", ordered))
            for gift in those
        ],
    )
    session.execute(
        insert(GiftAlternative),
        [
            shared | {"gift_id": gift["id"], "rank": 1, "product_id": products[-1]}
            for gift in gifts
            if gift["product_id"]
        ],
    )
    session.execute(
        insert(DeliveryAddress),
        [
            shared | {
                "id": new_id("adr"), "recipient_id": gift["recipient_id"], "gift_id": gift["id"],
                "body": _ADDRESS,
                "created_at": at,
            }
            for gift in ordered
        ],
    )  # fmt: skip
    session.execute(
        insert(Incident),
        [
            shared | {
                "id": new_id("inc"), "campaign_id": campaign.id, "gift_id": gift["id"], "product_id": products[0],
                "kind": "failed", "piece": "open", "price_minor": 4400, "opened_at": at,
            }
            for gift in ordered[:500]
        ],
    )  # fmt: skip


def _small(
    session: Session, workspace_id: str, person: str, account_id: str, n: int, at: datetime
) -> dict[str, Any] | None:
    """A campaign of one person, in one of the states that campaigns have."""
    status = ("draft", "planned", "running", "closed")[n % 4]
    campaign = make_campaign(
        session, workspace_id, status=status, name=f"Small {n:03}", created_at=at - timedelta(days=n)
    )
    _take_part(session, campaign, [person])
    if status == "draft":
        return None
    make_match_run(session, campaign)
    return _gift(campaign, person, [account_id] * ACCOUNTS, [], 1, at, "draft" if status == "planned" else "notified")
