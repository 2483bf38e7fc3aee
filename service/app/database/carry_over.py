"""What rows of an older version need besides its tables. Nothing is written where there is nothing of it left to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from service.app.database.migrate import migrate
from service.app.wiring import register_all
from service.catalog.import_products import LOOK
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.dietary.vocabulary import MATERIALS
from service.gifting.look_again import look_at_person
from service.jobs.enqueue import enqueue
from service.recipients.facts.older_lists import people_with_lost_facts, restore_lost_facts
from service.recipients.lock import lock_people

_CHUNK: Final = 200


def bring_up() -> tuple[int, int]:
    """Brings the installation's own database to this version, tables and rows: the answer is that of `carry_over`."""
    migrate()
    return carry_over(utc_now())


def carry_over(at: datetime) -> tuple[int, int]:
    """(people who are asked again, products of which nobody has said what they are made of). Safe to run again.

    Each of those products' gifts gets a look, and so does each of those people's: for a person to whom materials matter, what is
    unknown counts as contained.
    """
    register_all()
    with reading() as session:
        people, products = people_with_lost_facts(session), _unmarked(session)
    asked = 0
    for start in range(0, len(people), _CHUNK):
        with transaction() as session:
            asked += _restore(session, people[start : start + _CHUNK], at)
    for start in range(0, len(products), _CHUNK):
        with transaction() as session:
            for product_id in products[start : start + _CHUNK]:
                _mark_unknown(session, product_id)
    return asked, len(products)


def sentences(asked: int, unmarked: int) -> list[str]:
    """What an operator is told of it."""
    said = []
    if asked:
        people = "1 person is" if asked == 1 else f"{asked:,} people are"
        said.append(
            f"{people} asked again what they avoid, because an earlier version let a list remove it. Until they "
            "answer, we avoid all of it."
        )
    if unmarked:
        products = "1 product says" if unmarked == 1 else f"{unmarked:,} products say"
        said.append(
            f"{products} nothing about materials and scents. People to whom those matter won’t be given one until "
            "it does: import the catalogue with these marks before you start (handpicked import-catalog)."
        )
    return said


def _restore(session: Session, people: Sequence[str], at: datetime) -> int:
    asked = 0
    for recipient_id, recipient in lock_people(session, people).items():
        if restore_lost_facts(session, recipient, at):
            look_at_person(session, recipient_id, at)
            asked += 1
    return asked


def _unmarked(session: Session) -> list[str]:
    """Ids of products whose row has come here by a migration: every import writes each material down, if only as unknown."""
    nothing = cast(Product.materials, String) == "{}"
    return list(session.scalars(select(Product.id).where(nothing).order_by(Product.id)))


def _mark_unknown(session: Session, product_id: str) -> None:
    product = session.get_one(Product, product_id, with_for_update=True)
    product.materials = {name: product.materials.get(name, "unknown") for name in MATERIALS}
    session.flush()
    enqueue(session, LOOK, product.id, version=product.revision, workspace_id=product.workspace_id)
