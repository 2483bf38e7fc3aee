"""One gift comes by hand, as a form says it: every field is told what is wrong with it, and nothing is half added.

It comes with an empty shelf. What is not stated about it is unknown, so that nobody gets it whom a missing mark concerns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast, get_args

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.catalog.edit_product import Edit, EditInvalid, read_edit
from service.catalog.entry import ENGLISH, GROUPS, NOT_MAILED, Kind, Picture, ProductEntry, own_entry
from service.catalog.import_products import import_products, settled_by
from service.catalog.landed.reckon import Delivered
from service.catalog.models import Product
from service.catalog.sheets.cells import slug
from service.catalog.sheets.shapes import shape_for
from service.catalog.state_marks import state_marks
from service.errors import Conflict, InvalidInput
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace
from service.written import one_line

LONGEST_CODE: Final = 40
LONGEST_CATEGORY: Final = 40
_CODE: Final = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class NewGift:
    """A whole form. `marks` are those that were stated ("allergens.milk" -> mark), with the document they come from and its day."""

    edit: Edit
    code: str
    kind: Kind
    category: str
    marks: Mapping[str, str]
    source: str
    dated: str


def read_new_gift(form: Mapping[str, str]) -> NewGift:
    """The form of a new gift: the fields of `read_edit`, and code, kind, category, marks with source and date.

    Raises EditInvalid with every field that is wrong.
    """
    errors: dict[str, str] = {}
    edit = None
    try:
        edit = read_edit(form)
    except EditInvalid as error:
        errors |= error.errors
    code = one_line(form.get("code", ""))
    if code and (len(code) > LONGEST_CODE or not _CODE.fullmatch(code)):
        errors["code"] = (
            f"A code has up to {LONGEST_CODE} letters, digits, dots, hyphens and underscores, without spaces."
        )
    kind = form.get("kind", "")
    if kind not in get_args(Kind):
        errors["kind"] = "Say whether it’s edible, goes on the skin, or neither."
    marks = {
        name: mark for name, mark in form.items() if name.partition(".")[0] in GROUPS and mark not in {"", "unknown"}
    }
    if kind == "neither" and any(not name.startswith("materials.") for name in marks):
        errors["kind"] = (
            "What’s neither has no allergens or diets to state. Say edible or on skin, or leave those unknown."
        )
    if edit is not None and edit.delivered == "email" and kind != "neither":
        errors["delivered"] = f"{NOT_MAILED.capitalize()}."
    category = one_line(form.get("category", ""))
    if len(category) > LONGEST_CATEGORY:
        errors["category"] = f"This has {len(category)} characters; a category has up to {LONGEST_CATEGORY}."
    if errors or edit is None:
        raise EditInvalid(errors)
    return NewGift(edit, code, cast("Kind", kind), category, marks, form.get("source", ""), form.get("on", ""))


def add_gift(session: Session, new: NewGift, actor: Actor, at: datetime) -> Product:
    """The gift, on an empty shelf. Raises EditInvalid where its code is taken or a mark has no source, Conflict for the
    installation itself, since marks need somebody's name. Nothing is added then."""
    if actor.user_id is None:
        raise Conflict("Marks carry the name of who states them. Sign in, or name a user of this workspace.")
    lock_workspace(session, actor.workspace_id)
    entry = _entry(new, actor.user_id, at)
    if _with_code(session, actor.workspace_id, entry.sku) is not None:
        field = "code" if new.code else f"name_{ENGLISH}"
        raise EditInvalid(
            {field: f"There’s a gift with the code {entry.sku} already. Give this one a code of its own."}
        )
    import_products(session, actor.workspace_id, [entry])
    product = _with_code(session, actor.workspace_id, entry.sku)
    if product is None:
        raise Conflict("The gift is not there. Add it again.")
    record_act(session, actor, "product.added", at, subject_id=product.id, body={"kind": new.kind})
    if new.marks:
        try:
            state_marks(session, product, new.marks, new.source, new.dated, actor, at)
        except InvalidInput as error:
            raise EditInvalid({error.param or "source": error.sentence}) from None
    return product


def _entry(new: NewGift, user_id: str, at: datetime) -> ProductEntry:
    english = new.edit.texts[ENGLISH]
    shape = shape_for(english.name, new.category, english.line)
    category = re.sub(r"\s+", "_", new.category.casefold())
    entry = own_entry(
        ProductEntry(
            sku=new.code or slug(english.name),
            kind=new.kind,
            category=category or (shape.category if shape.is_near else "other"),
            price_minor=new.edit.price_minor,
            currency=new.edit.currency,
            regions=list(new.edit.regions),
            origin=new.edit.origin,
            tariff=new.edit.tariff,
            delivered=cast("Delivered", new.edit.delivered),
            stock=0,
            lead_days=new.edit.lead_days,
            # What is eaten and of which nobody says otherwise may hold alcohol.
            alcohol=new.kind == "edible" and new.marks.get("diets.no_alcohol") != "suited",
            allergens=dict.fromkeys(GROUPS["allergens"], "unknown") if new.kind != "neither" else {},
            diets=dict.fromkeys(GROUPS["diets"], "unknown") if new.kind != "neither" else {},
            materials=dict.fromkeys(GROUPS["materials"], "unknown"),
            interests=list(shape.interests) if shape.is_near else [],
            texts=dict(new.edit.texts),
            inscription_letters=new.edit.inscription.letters if new.edit.inscription else None,
            inscription_kinds=list(new.edit.inscription.kinds) if new.edit.inscription else None,
            picture=Picture(archetype=shape.archetype, image=shape.image),
        )
    )
    if new.edit.settles and entry.words:
        return entry.model_copy(update={"settled": settled_by(entry.words, user_id, at.date())})
    return entry


def _with_code(session: Session, workspace_id: str, code: str) -> Product | None:
    """A gift that has this code, or whose versions have it in common."""
    return session.scalar(
        select(Product)
        .where(Product.workspace_id == workspace_id, or_(Product.sku == code, Product.family == code))
        .limit(1)
    )
