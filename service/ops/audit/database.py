"""Rebuilds what the tables should say from what was only ever appended, and compares. Nothing is repaired: a defect is a fault in
the product or a hand in the database, and people have to look.

`checks` has a file for each part: the books (gifts, money, shelf), what was decided, people, work, and the tables' own rules.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.ops.audit.checks.books import all_rows, compare_gift, compare_money, compare_shelf, open_books
from service.ops.audit.checks.choices import compare_choices, compare_plans
from service.ops.audit.checks.guards import compare_guards, missing
from service.ops.audit.checks.journal import compare_journal
from service.ops.audit.checks.marks import compare_history, compare_marks
from service.ops.audit.checks.people import compare_people
from service.ops.audit.checks.tables import compare_rows
from service.ops.audit.checks.unreadable import unreadable
from service.ops.audit.checks.work import compare_work
from service.ops.audit.defect import Defect
from service.ops.audit.rebuild import replay

__all__ = ["Defect", "audit", "audit_database", "audit_rows"]


def audit_database() -> list[Defect]:
    """Audits everything as it stood at one instant, also while work goes on."""
    with reading() as session:
        if session.get_bind().dialect.name == "postgresql":
            # SQLite reads from one snapshot by itself.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return audit(session)


def audit(session: Session) -> list[Defect]:
    """Everything that does not add up: the tables' own rules, campaign by campaign, then shelf, people and work. Empty where all
    does; what is missing alone where a table or column is, since the rest cannot be read then."""
    if lost := list(missing(session)):
        return lost
    return [*compare_guards(session), *audit_rows(session)]


def audit_rows(session: Session) -> list[Defect]:
    """All of it but the form of the tables, which only somebody who changes tables can damage."""
    parts = (
        compare_rows,
        unreadable,
        audit_books,
        compare_journal,
        compare_plans,
        compare_people,
        compare_work,
        compare_marks,
        compare_history,
    )
    return [defect for part in parts for defect in part(session)]


def audit_books(session: Session) -> list[Defect]:
    """Gifts, their money and the shelf alone."""
    defects: list[Defect] = []
    moved: Counter[str] = Counter()
    for campaign in all_rows(session, select(Campaign).order_by(Campaign.id)):
        books = open_books(session, campaign)
        gifts = all_rows(
            session, select(RecipientGift).where(RecipientGift.campaign_id == campaign.id).order_by(RecipientGift.id)
        )
        for gift in gifts:
            life = replay(books.events.get(gift.id, ()))
            moved.update(life.stock)
            defects += compare_gift(campaign, gift, life, books)
            defects += compare_choices(gift, life, books)
        defects += compare_money(campaign, books)
    return [*defects, *compare_shelf(session, moved)]
