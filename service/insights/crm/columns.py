"""Which columns a CRM gets back, and what it calls them: as it is delivered, or as a workspace said once and for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.insights.models import CrmColumns
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

System = Literal["salesforce", "hubspot", "own"]
SYSTEMS: Final[tuple[System, ...]] = get_args(System)
SYSTEM_NAMES: Final[Mapping[System, str]] = {"salesforce": "Salesforce", "hubspot": "HubSpot", "own": "Your own"}
Rows = Literal["people", "companies"]
ROWS: Final[tuple[Rows, ...]] = get_args(Rows)
PEOPLE: Final = {
    "external_id": "Your own id of the person", "email": "Email", "company": "Company", "campaign": "Campaign",
    "status": "Sent, or Responded", "outcome": "What came of it", "value": "What was charged", "currency": "Currency",
    "gift_id": "Our id of the gift", "meeting": "When they meet you",
}  # fmt: skip
COMPANIES: Final = {
    "company": "Company", "campaign": "Campaign", "sent": "Gifts sent", "kept": "Gifts kept", "donated": "Gifts donated",
    "declined": "Gifts declined", "no_answer": "Gifts without an answer", "value": "What was charged", "currency": "Currency",
}  # fmt: skip
FIELDS: Final[Mapping[Rows, Mapping[str, str]]] = {"people": PEOPLE, "companies": COMPANIES}
"""What a row can say: field -> what it is, in the order of the file."""
_DELIVERED: Final[Mapping[System, Mapping[Rows, tuple[str, ...]]]] = {
    "salesforce": {
        "people": (
            "Contact ID", "Email", "Account Name", "Campaign Name", "CampaignMember.Status", "Gift_Outcome__c",
            "Gift_Value__c", "Gift_Currency__c", "Gift_ID__c", "Meeting_Start__c",
        ),
        "companies": (
            "Account Name", "Campaign Name", "Gifts_Sent__c", "Gifts_Kept__c", "Gifts_Donated__c", "Gifts_Declined__c",
            "Gifts_No_Answer__c", "Gift_Value__c", "Gift_Currency__c",
        ),
    },
    "hubspot": {
        "people": (
            "Record ID", "Email", "Company name", "Gift campaign", "Gift status", "Gift outcome", "Gift value",
            "Gift currency", "Gift ID", "Gift meeting",
        ),
        "companies": (
            "Company name", "Gift campaign", "Gifts sent", "Gifts kept", "Gifts donated", "Gifts declined",
            "Gifts without an answer", "Gift value", "Gift currency",
        ),
    },
    "own": {"people": tuple(PEOPLE), "companies": tuple(COMPANIES)},
}  # fmt: skip
INVENTED: Final = "Invented"
"""A column that only files of a sandbox have, and what stands in it."""
LONGEST: Final = 80
_KEYS: Final[Mapping[Rows, tuple[str, ...]]] = {"people": ("external_id", "email"), "companies": ("company",)}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Columns = dict[str, str]
"""Field -> heading, in the order of the file; a field that is left out is not in it."""


def delivered(system: System, rows: Rows) -> Columns:
    """As we deliver it."""
    return dict(zip(FIELDS[rows], _DELIVERED[system][rows], strict=True))


def columns_of(session: Session, workspace_id: str, system: System, rows: Rows) -> Columns:
    """As the workspace wants it: what it said, else as delivered. A field that we no longer know is left out."""
    kept = session.scalar(select(CrmColumns.columns).where(*_same(workspace_id, system, rows)))
    if kept is None:
        return delivered(system, rows)
    return {field: kept[field] for field in FIELDS[rows] if field in kept}


def read_columns(rows: Rows, typed: Mapping[str, str]) -> Columns:
    """The headings of a form, by field; an empty one leaves its field out. Raises InvalidInput with the field as `param`."""
    columns: Columns = {}
    seen: dict[str, str] = {}
    for field, what in FIELDS[rows].items():
        heading = " ".join(typed.get(field, "").split())
        if not heading:
            continue
        if len(heading) > LONGEST:
            raise InvalidInput(f"“{what}”: use at most {LONGEST} characters.", param=field)
        if heading.startswith(_FORMULA) or not heading.isprintable():
            raise InvalidInput(
                f"“{what}”: a heading can’t begin like a formula, or hold signs nobody sees.", param=field
            )
        if heading.casefold() == INVENTED.casefold():
            raise InvalidInput(f"“{what}”: “{INVENTED}” is what files of a sandbox call their mark.", param=field)
        if (other := seen.get(heading.casefold())) is not None:
            raise InvalidInput(f"“{what}” and “{other}” can’t both be called “{heading}”.", param=field)
        seen[heading.casefold()] = what
        columns[field] = heading
    if not any(key in columns for key in _KEYS[rows]):
        needed = " or ".join(f"“{FIELDS[rows][key]}”" for key in _KEYS[rows])
        raise InvalidInput(f"Keep {needed}: without it, no row finds whom it is about.", param=_KEYS[rows][-1])
    return columns


def save_columns(session: Session, actor: Actor, system: System, rows: Rows, columns: Columns, at: datetime) -> None:
    """From now on every file has them; as delivered, nothing is kept."""
    lock_workspace(session, actor.workspace_id)
    session.execute(delete(CrmColumns).where(*_same(actor.workspace_id, system, rows)))
    if columns != delivered(system, rows):
        session.add(
            CrmColumns(
                id=new_id("crc"), workspace_id=actor.workspace_id, system=system, rows=rows, columns=columns, said_at=at
            )
        )
    session.flush()
    record_act(session, actor, "crm.columns_set", at, body={"system": system, "rows": rows, "columns": len(columns)})


def _same(workspace_id: str, system: System, rows: Rows) -> tuple[ColumnElement[bool], ...]:
    return (CrmColumns.workspace_id == workspace_id, CrmColumns.system == system, CrmColumns.rows == rows)
