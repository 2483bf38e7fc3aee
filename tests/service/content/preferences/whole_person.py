"""Somebody of whom there is a row in every table that can hold one, found by walking the metadata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Table, func, insert, or_, select
from sqlalchemy.orm import Session

from service.app.tables import METADATA
from service.books.invoices.models import SupplierInvoice
from service.books.journal.models import ClosedMonth
from service.brain.experiments.models import Experiment
from service.brain.offers.models import Offer
from service.db.base import Encrypted, Moment, utc_now
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.recipients.models import Recipient
from tests.factories import make_user
from tests.service.gifting.scene import Scene

THEIRS = ("recipient_id", "gift_id")
TABLES = tuple(table for table in METADATA.sorted_tables if set(THEIRS) & set(table.c.keys()))
_CODES: Mapping[str, Mapping[str, Any]] = {
    "capped_message": {"decision_id": "next_decision-id"},
    "company_policy": {
        "origin": "office",
        "address": None,
        "contact": None,
        "said_by": None,
        "ended_at": None,
        "end": None,
        "ended_by": None,
    },
    "consent": {"about": "use", "act": "agreed", "channel": "page", "wording": "use.1", "locale": "en"},
    "contact_limit": {"message_days": 30, "question_days": 30},
    "data_request": {"kind": "export", "outcome": None, "done_at": None, "noted_by": None, "done_by": None},
    "kept_address": {"body": '{"name": "Zdislava Tajná", "street": "Skrytá 7"}'},
    "delivery_address": {"body": '{"name": "Zdislava Tajná", "street": "Skrytá 7"}', "erased_at": None},
    "contact_wish": {
        "body": '{"refused": ["reminder"], "quiet_days": [6], "not_before": 9, "not_after": 18, "pause_until": null}',
        "before": None,
    },
    "distrust": {"kind": "gift", "settled_by": None, "settled_at": None},
    "drawn_term": {"kind": "no_subject", "cap_minor": None},
    "film_event": {"kind": "started"},
    "gift_wait": {"state": "waiting"},
    "giver_request": {"state": "asked", "decided_by": None, "decided_at": None},
    "incident": {"kind": "ill", "piece": "none", "remedy": "cleared"},
    "letter": {"writer": "person", "came_by": "page", "user_id": None, "answers_id": None, "details": "[]"},
    "line_dispute": {"reason": "other", "state": "open", "outcome": None, "answered_by": None},
    "journal_line": {"part": "gift"},
    "supplier_invoice_line": {"part": "gift"},
    "mail_message": {"state": "queued", "kind": "reply", "way": "mail"},
    "meeting_answer": {"state": "refused", "slot_id": None},
    "money_entry": {"kind": "reserved"},
    "named_charity": {"state": "waiting", "charity_id": None},
    "number_check": {"state": "sent"},
    "person_event": {"kind": "purchase", "currency": None, "entry": "mail", "device": None},
    "offer_event": {"kind": "offer.mailed", "message_id": "a message"},
    "outcome": {"kind": "met"},
    "person_task": {"outcome": None, "done_at": None},
    "profile_fact": {
        "kind": "wish",
        "source": "asked",
        "confidence": 1.0,
        "withdrawn_by": None,
        "withdrawn_at": None,
        "condition": None,
        "condition_on": None,
        "condition_how": None,
        "condition_wording": None,
        "condition_locale": None,
    },
    "special_read": {"place": "person", "fact_ids": []},
    "question": {"kind": "taste"},
    "quiet_rule": {
        "account_id": None,
        "reason": "mourning",
        "origin": "person",
        "source": "Tajné quiet_rule source",
        "ends_at": utc_now() + timedelta(days=2),
    },
    "rating": {"kind": "csat", "state": "answered"},
    "recall_notice": {"message_id": None},
    "rendition": {"kind": "mail"},
    "sector_sign": {"sector": "media"},
    "soft_hold": {"way": "first"},
    "film_preview": {},
    "viewing_wish": {"is_counted": True},
}
"""What a row has to say where its table allows only some words; None where it would name a row of another table."""


def marker(table: Table, column: Column[Any]) -> str:
    """The value of an encrypted column, found again wherever it may have gone."""
    return f"Tajné {table.name} {column.name}"


def fill(session: Session, scene: Scene, number: int = 0) -> None:
    """A row in each of `TABLES` that has none of this person."""
    person, gift = scene.people[number], scene.gifts[number]
    own = session.get_one(RecipientGift, gift.id)
    values = {
        "workspace_id": own.workspace_id,
        "campaign_id": own.campaign_id,
        "account_id": own.account_id,
        "product_id": own.product_id,
        "recipient_id": person.id,
        "gift_id": own.id,
        "statement_id": None,
        "opened_by": make_user(session, own.workspace_id, "seller").id,
        "asked_by": make_user(session, own.workspace_id, "seller").id,
        "asked_of": make_user(session, own.workspace_id, "seller").id,
        "signed_by": make_user(session, own.workspace_id, "seller").id,
        "experiment_id": _experiment(session, own.workspace_id),
        "offer_id": _offer(session, own.workspace_id),
        "source": "typed",
        **_booked(session, own),
    }
    for table in TABLES:
        if count(session, table, scene, number) == 0 and table.name not in {"person_source", "recall_notice"}:
            session.execute(insert(table).values(_row(table, values)))
    session.flush()


def _booked(session: Session, gift: RecipientGift) -> dict[str, Any]:
    """A closed month, an entry of the ledger to book in it, and an invoice."""
    invoice = SupplierInvoice(
        id=f"sin_{gift.workspace_id}", workspace_id=gift.workspace_id, supplier="Theirs", number="1"
    )
    invoice.key, invoice.issued_on, invoice.currency = "theirs|1", date(2026, 1, 1), "EUR"
    invoice.total_minor, invoice.lines, invoice.uploaded_at = 1, 1, utc_now()
    session.merge(invoice)
    month = ClosedMonth(workspace_id=gift.workspace_id, month=date(2026, 1, 1), lines=0, sums={}, closed_at=utc_now())
    session.merge(month)
    entry = session.scalars(select(MoneyEntry).where(MoneyEntry.gift_id == gift.id)).first()
    if entry is None:
        entry = MoneyEntry(workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id)
        entry.kind, entry.amount_minor, entry.currency, entry.at = "reserved", 1, gift.currency, utc_now()
        session.add(entry)
    session.flush()
    return {"month": month.month, "entry_id": entry.id, "invoice_id": invoice.id}


def _experiment(session: Session, workspace_id: str) -> str:
    row = Experiment(
        id=f"xpr_{workspace_id}", workspace_id=workspace_id, name="Theirs", hypothesis="Theirs is better.", kind="film",
        metric="kept", base_percent=60, smallest_points=10, planned=800, shares={"film": 50, "page": 50}, holdout=0,
        holdouts=[], settings={}, covers_all=True, counts_drawn=False, state="draft", created_at=utc_now(),
    )  # fmt: skip
    if session.get(Experiment, row.id) is None:
        session.add(row)
        session.flush()
    return f"xpr_{workspace_id}"


def _offer(session: Session, workspace_id: str) -> str:
    offer_id = f"ofr_{workspace_id}"
    if session.get(Offer, offer_id) is None:
        row = Offer(id=offer_id, workspace_id=workspace_id, code="theirs", kind="news", texts={})
        row.url, row.since, row.made_at, row.withdrawn_at = "https://x.example/", utc_now().date(), utc_now(), utc_now()
        session.add(row)
        session.flush()
    return offer_id


def count(session: Session, table: Table, scene: Scene, number: int = 0) -> int:
    """How many rows a query of one's own finds."""
    return session.scalar(select(func.count()).select_from(table).where(theirs(table, scene, number))) or 0


def theirs(table: Table, scene: Scene, number: int = 0) -> Any:
    keys = {"recipient_id": scene.people[number].id, "gift_id": scene.gifts[number].id}
    return or_(*(table.c[name] == key for name, key in keys.items() if name in table.c))


def _row(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    codes = _CODES.get(table.name, {})
    return {
        column.name: codes[column.name] if column.name in codes else values.get(column.name, _value(table, column))
        for column in table.c
        if not (column.primary_key and column.autoincrement is True)
    }


def _value(table: Table, column: Column[Any]) -> Any:
    if isinstance(column.type, Encrypted):
        return marker(table, column)
    if column.foreign_keys:
        return None
    if isinstance(column.type, Moment):
        return None if column.nullable else utc_now() + timedelta(days=1)
    kind = column.type.python_type
    if column.nullable and kind is not str:
        return None
    if column.name == "input_hash":
        return "ab" * 32
    plain = {str: f"{table.name}-{column.name}"[:60], int: 1, bool: False, float: 0.5, date: utc_now().date()}
    return plain.get(kind, {})


def sealed(session: Session, scene: Scene, number: int = 0) -> dict[str, list[str]]:
    """`table.column` -> what stands there in the clear, of every encrypted column of the person."""
    found: dict[str, list[str]] = {}
    for table in (*TABLES, Recipient.__table__):
        for column in (one for one in table.c if isinstance(one.type, Encrypted)):
            where = table.c.id == scene.people[number].id if table.name == "recipient" else theirs(table, scene, number)
            told = [value for value in session.scalars(select(column).where(where)) if value is not None]
            if told:
                found[f"{table.name}.{column.name}"] = told
    return found
