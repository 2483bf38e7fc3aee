"""Rows for tests: each function adds one whole, valid row and takes what the test is about as keywords."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.content.models import RenditionRow
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.folding import fold
from service.gifting.decision_records import record_decision
from service.gifting.models import MatchRun, RecipientGift
from service.jobs.models import Job
from service.recipients.facts.fact import DIETARY
from service.recipients.models import Account, ProfileFact, Recipient
from service.recipients.search.keep import index_people
from service.security.encryption import address_hash
from service.security.ids import new_id
from service.security.links import link_token, token_hash
from service.security.passwords import hash_password
from service.workspaces.actor import Actor
from service.workspaces.models import User, Workspace

Row = TypeVar("Row")
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def make_workspace(session: Session, name: str = "Fjord & Loom", **values: Any) -> Workspace:
    return _added(session, Workspace(id=new_id("wsp"), name=name, created_at=AT, **values))


def make_user(session: Session, workspace_id: str, role: str = "owner", **values: Any) -> User:
    email = values.pop("email", f"{new_id('mail')}@fjordloom.example")
    row = User(
        id=new_id("usr"),
        workspace_id=workspace_id,
        email_hash=address_hash(email),
        email=email,
        role=role,
        created_at=AT,
        **({"name": "Nora Whitfield", "password_hash": None, "session_version": 1} | values),
    )
    return _added(session, row)


def owner_of(workspace_id: str) -> Actor:
    """Somebody who sees everything of the workspace, without a row of their own."""
    return Actor(workspace_id, None, "owner")


@cache
def hashed(password: str) -> str:
    """A password as it is kept, hashed once for all tests of a process: it is meant to be dear."""
    return hash_password(password)


def make_account(session: Session, workspace_id: str, name: str = "Vltava Robotics", **values: Any) -> Account:
    row = Account(
        id=new_id("acc"),
        workspace_id=workspace_id,
        name=name,
        name_key=name.casefold(),
        created_at=AT,
        **({"country": "CZ", "gift_policy": {}} | values),
    )
    return _added(session, row)


def make_recipient(session: Session, account: Account, given: str | None = "Jana", **values: Any) -> Recipient:
    email = values.pop("email", f"{new_id('mail')}@example.com")
    row = Recipient(
        id=new_id("rcp"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        email_hash=address_hash(email),
        email=email,
        given_name=given,
        created_at=AT,
        **({"family_name": "Nováková", "country": account.country, "locale": "cs", "city": "Praha"} | values),
    )
    return _added(session, row)


def make_findable(session: Session, *people: Recipient) -> None:
    """Writes the marks that a search looks for, as every act does that writes a name."""
    index_people(session, people)


def make_fact(session: Session, recipient: Recipient, kind: str, value: str, **values: Any) -> ProfileFact:
    """On a stated condition, where it tells of food and is not guessed."""
    source = values.get("source", "imported")
    if kind in DIETARY and source != "inferred" and "condition" not in values:
        stated = {"condition": "agreed", "condition_how": "form"} if source == "imported" else {"condition": "told"}
        values = (stated if value != "ask" else {"condition": "mark"}) | {"condition_on": AT.date()} | values
    row = ProfileFact(
        id=new_id("fct"),
        workspace_id=recipient.workspace_id,
        recipient_id=recipient.id,
        kind=kind,
        value=value,
        **({"source": "imported", "confidence": 0.8, "valid_from": AT.date(), "created_at": AT} | values),
    )
    return _added(session, row)


def make_product(session: Session, workspace_id: str, name: str = "Travel chess set", **values: Any) -> Product:
    """Neither eaten nor for the skin, unless `kind` says so; then every allergen is absent and every diet suited.

    Made up, as the sample is: marks of a workspace's own gifts need a source.
    """
    kind = values.get("kind", "neither")
    sku = values.pop("sku", new_id("HP").upper())
    defaults: dict[str, Any] = {
        "kind": kind,
        "category": "games",
        "archetype": "game",
        "price_minor": 4400,
        "currency": "EUR",
        "regions": ["CZ", "IS", "RO", "GB"],
        "stock": 10,
        "opening_stock": values.get("stock", 10),
        "lead_days": 3,
        "perishable": False,
        "alcohol": False,
        "allergens": dict.fromkeys(ALLERGENS, "absent") if kind != "neither" else {},
        "diets": dict.fromkeys(DIETS, "suited") if kind != "neither" else {},
        "materials": dict.fromkeys(MATERIALS, "absent"),
        "interests": ["chess"],
        "texts": {
            locale: {"name": name, "line": f"{name}, made to be used.", "inside": "Walnut and brass."}
            for locale in ("en", "cs", "is", "ro", "ru")
        },
        "image": f"products/{sku}",
        "folded": fold(f"{name} {name}, made to be used. {sku}"),
        "is_sample": True,
    }
    return _added(session, Product(id=new_id("prd"), workspace_id=workspace_id, sku=sku, **(defaults | values)))


def make_campaign(session: Session, workspace_id: str, **values: Any) -> Campaign:
    defaults: dict[str, Any] = {
        "name": "Spring thank-you",
        "status": "draft",
        "sender": {
            "name": "Nora Whitfield",
            "title": "Account Executive",
            "company": "Fjord & Loom AS",
            "street": "Nedre gate 7",
            "city": "0551 Oslo",
            "registration": "Org. no. 000 000 000",
        },
        "brand": {"name": "Fjord & Loom", "site": "fjordloom.example"},
        "occasion": {"en": "a year together"},
        "message": {"en": "Thank you for a year of patience with us."},
        "charities": [{"key": "rivers", "name": "Clean Rivers", "line": "A day of work on a river bank."}],
        "budget_minor": 900_000,
        "currency": "EUR",
        "band_min_minor": 1000,
        "band_max_minor": 6000,
        "uniqueness": "account",
        "undo_hours": 24,
        "deliver_on": date(2026, 12, 15),
        "expires_at": AT + timedelta(days=21),
        "created_at": AT,
    }
    return _added(session, Campaign(id=new_id("cmp"), workspace_id=workspace_id, **(defaults | values)))


def join(session: Session, campaign: Campaign, recipient: Recipient, row_number: int = 2) -> CampaignRecipient:
    """Makes a person part of a campaign."""
    row = CampaignRecipient(
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        recipient_id=recipient.id,
        row_number=row_number,
    )
    return _added(session, row)


def make_match_run(session: Session, campaign: Campaign, **values: Any) -> MatchRun:
    """A plan that is in force for the campaign."""
    defaults: dict[str, Any] = {
        "value": 118.4,
        "upper_bound": 118.5,
        "gap": 0.0008,
        "spend_minor": 4400,
        "chosen": 1,
        "held": 0,
        "unmatched": 0,
        "products_considered": 12,
        "reserved_pieces": 0,
        "reasons": {"held": {}, "unmatched": {}},
        "openings": [],
        "seconds": 0.14,
        "seed": 1,
        "versions": {"scoring": "prior-1"},
        "prices": {"budget": 0.0, "products": {}},
        "created_at": AT,
    }
    row = MatchRun(id=new_id("run"), workspace_id=campaign.workspace_id, campaign_id=campaign.id, **(defaults | values))
    _added(session, row)
    campaign.current_match_run_id = row.id
    if campaign.status not in {"draft", "planning", "planned"}:
        campaign.approved_match_run_id = row.id
    session.flush()
    return row


def make_gift(
    session: Session, campaign: Campaign, recipient: Recipient, product: Product | None, **values: Any
) -> RecipientGift:
    gift_id = new_id("gft")
    defaults: dict[str, Any] = {
        "status": "draft",
        "unmatched_reasons": [],
        "match_run_id": campaign.current_match_run_id,
        "product_id": product.id if product else None,
        "product_family": product.family if product else None,
        "original_product_id": product.id if product else None,
        "first_price_minor": product.price_minor if product else None,
        "price_minor": product.price_minor if product else 0,
        "currency": campaign.currency,
        "link_hash": token_hash(link_token("gift", gift_id, 1)),
        "created_at": AT,
    }
    row = RecipientGift(
        id=gift_id,
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        recipient_id=recipient.id,
        account_id=recipient.account_id,
        **(defaults | values),
    )
    _added(session, row)
    if product is not None:
        record_decision(session, row, "plan", {"product_id": product.id}, AT)
    return row


def make_rendition(session: Session, gift: RecipientGift, kind: str, **values: Any) -> RenditionRow:
    """Says that this was drawn for the gift as it was launched; no file lies behind it."""
    defaults: dict[str, Any] = {
        "content_version": 1,
        "input_hash": "0" * 64,
        "files": {},
        "seconds": 0.1,
        "created_at": AT,
    }
    row = RenditionRow(
        id=new_id("ren"), workspace_id=gift.workspace_id, gift_id=gift.id, kind=kind, **(defaults | values)
    )
    return _added(session, row)


def make_job(session: Session, kind: str, subject_id: str, **values: Any) -> Job:
    defaults: dict[str, Any] = {
        "version": 1,
        "queue": "render",
        "state": "pending",
        "run_at": AT,
        "max_attempts": 3,
        "created_at": AT,
    }
    return _added(session, Job(id=new_id("job"), kind=kind, subject_id=subject_id, **(defaults | values)))


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
