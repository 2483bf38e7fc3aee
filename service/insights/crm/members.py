"""What a CRM gets back of a campaign: a row for each person or company, in the columns that Salesforce and HubSpot import.

What stands in it is what the sender sees by name: that somebody kept, swapped, donated or declined, what was charged, and when they
meet. Never a reason, an answer, a diet or an address where a parcel went.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.api.external import external_ids_of
from service.campaigns.models import Campaign
from service.campaigns.sight import given_by
from service.db.writing.chunks import in_chunks
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.transitions import KEPT
from service.insights.crm.columns import INVENTED, Columns
from service.insights.results.narrow import LAUNCHED
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot
from service.recipients.models import Account, Recipient
from service.security.encryption import readable
from service.workspaces.actor import Actor
from service.written import no_formula

Outcome = Literal["Kept", "Swapped and kept", "Donated", "Declined", "No answer"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a campaign. `charged_minor`: what was charged for their gift and not paid back."""

    external_id: str | None
    email: str
    company: str
    outcome: Outcome
    charged_minor: int
    gift_id: str
    meets_at: datetime | None

    @property
    def status(self) -> str:
        """As Salesforce calls whether somebody answered."""
        return "Sent" if self.outcome == "No answer" else "Responded"


def members_of(session: Session, campaign: Campaign, actor: Actor) -> list[Member]:
    """Everybody to whom the actor gives, or whom they see, whose gift was launched, but those who were erased; by company, then by
    id."""
    rows = session.execute(
        _answers(campaign, actor)
        .add_columns(Recipient.id.label("person_id"), Recipient.email, Account.name)
        .join(Account, Account.id == RecipientGift.account_id)
        .order_by(Account.name, RecipientGift.id)
    ).all()
    names = external_ids_of(session, [row.person_id for row in rows])
    ids = [row.id for row in rows]
    charged, meetings = _charged(session, ids), _meetings(session, ids)
    return [
        Member(
            names.get(row.person_id),
            readable(row.email) or "",
            row.name,
            outcome_of(row.status, is_swapped=row.is_swapped),
            charged.get(row.id, 0),
            row.id,
            meetings.get(row.id),
        )
        for row in rows
    ]


def said_of(session: Session, campaign: Campaign, actor: Actor) -> dict[str, tuple[int, Outcome]]:
    """Gift -> (charged and not paid back, outcome) as the same people's rows say; nobody's address is read."""
    rows = session.execute(_answers(campaign, actor)).all()
    charged = _charged(session, [row.id for row in rows])
    return {row.id: (charged.get(row.id, 0), outcome_of(row.status, is_swapped=row.is_swapped)) for row in rows}


def _answers(campaign: Campaign, actor: Actor) -> Select[str, str, bool]:
    """(gift, status, whether swapped) of everybody who has a row."""
    return (
        select(RecipientGift.id, RecipientGift.status, RecipientGift.is_swapped)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            *LAUNCHED,
            Recipient.erased_at.is_(None),
            given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor),
        )
    )


def outcome_of(status: str, *, is_swapped: bool) -> Outcome:
    """What a CRM is told of it. What was answered and then stopped, lost or taken back is no answer that counts."""
    if status in KEPT:
        return "Swapped and kept" if is_swapped else "Kept"
    if status == "donated":
        return "Donated"
    return "Declined" if status == "declined" else "No answer"


def people_file(
    members: Iterable[Member], campaign: Campaign, columns: Columns, digits: int, *, is_invented: bool
) -> bytes:
    """The rows of people as CSV. `digits`: of the currency's minor unit."""
    return as_csv(columns, people_rows(members, campaign, digits), is_invented=is_invented)


def companies_file(
    members: Iterable[Member], campaign: Campaign, columns: Columns, digits: int, *, is_invented: bool
) -> bytes:
    """The same counted for each company."""
    return as_csv(columns, company_rows(members, campaign, digits), is_invented=is_invented)


def people_rows(members: Iterable[Member], campaign: Campaign, digits: int) -> list[dict[str, str]]:
    """Field -> value of each."""
    return [
        {
            "external_id": one.external_id or "",
            "email": one.email,
            "company": one.company,
            "campaign": campaign.name,
            "status": one.status,
            "outcome": one.outcome,
            "value": _amount(one.charged_minor, digits),
            "currency": campaign.currency,
            "gift_id": one.gift_id,
            "meeting": "" if one.meets_at is None else one.meets_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for one in members
    ]


def company_rows(members: Iterable[Member], campaign: Campaign, digits: int) -> list[dict[str, str]]:
    """The same of each company."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    charged: Counter[str] = Counter()
    for one in members:
        counted[one.company][one.outcome] += 1
        charged[one.company] += one.charged_minor
    return [
        {
            "company": company,
            "campaign": campaign.name,
            "sent": str(said.total()),
            "kept": str(said["Kept"] + said["Swapped and kept"]),
            "donated": str(said["Donated"]),
            "declined": str(said["Declined"]),
            "no_answer": str(said["No answer"]),
            "value": _amount(charged[company], digits),
            "currency": campaign.currency,
        }
        for company, said in sorted(counted.items())
    ]


def as_csv(columns: Columns, rows: Iterable[Mapping[str, str]], *, is_invented: bool) -> bytes:
    """The fields that are wanted, under the headings that are."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    extra = ("yes",) if is_invented else ()
    headings = list(columns.values())
    lines.writerow([*headings, INVENTED] if is_invented else headings)
    lines.writerows([no_formula(cell) for cell in (*(row[field] for field in columns), *extra)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _amount(minor: int, digits: int) -> str:
    return f"{minor / 10**digits:.{digits}f}"


def _charged(session: Session, gift_ids: Sequence[str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for some in in_chunks(list(gift_ids)):
        rows = session.execute(
            select(MoneyEntry.gift_id, MoneyEntry.kind, func.sum(MoneyEntry.amount_minor))
            .where(MoneyEntry.gift_id.in_(some), MoneyEntry.kind.in_(("captured", "refunded")))
            .group_by(MoneyEntry.gift_id, MoneyEntry.kind)
        )
        for gift_id, kind, amount in rows:
            found[gift_id] += int(amount) if kind == "captured" else -int(amount)
    return dict(found)


def _meetings(session: Session, gift_ids: Sequence[str]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for some in in_chunks(list(gift_ids)):
        rows = session.execute(
            select(MeetingAnswer.gift_id, MeetingSlot.starts_at)
            .join(MeetingSlot, MeetingSlot.id == MeetingAnswer.slot_id)
            .where(MeetingAnswer.gift_id.in_(some), MeetingAnswer.state == "booked")
        )
        found |= {gift_id: starts_at for gift_id, starts_at in rows}
    return found
