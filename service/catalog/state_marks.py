"""A person states what a product contains: each mark that makes it safe for somebody with its source, date and name.

Nothing is guessed and nothing is taken over from elsewhere: `absent` and `suited` need a label, a maker's sheet or a certificate,
and halal and kosher a certificate. The product's row is locked before it is read, and whoever was promised it is looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import said
from service.catalog.entry import (
    CERTIFIED,
    CLEAR,
    GROUPS,
    Kind,
    ProductText,
    SourceKind,
    contradicted,
    marks_of,
    stated_keys,
    words_in,
)
from service.catalog.import_products import LOOK, count_unknown, is_unsettled
from service.catalog.models import Product
from service.catalog.offer_changed import offer_changed
from service.errors import Conflict, InvalidInput, NotFound
from service.jobs.enqueue import enqueue
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SOURCES: Final[Mapping[SourceKind, str]] = {
    "label": "Label",
    "sheet": "Maker’s sheet",
    "certificate": "Certificate",
}
"""Where a mark may come from, as pages say it."""
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "allergens": ("absent", "may_contain", "contains", "unknown"),
    "diets": ("suited", "not", "unknown"),
    "materials": ("absent", "may_contain", "contains", "unknown"),
}
"""Group -> the marks that its things may have, in the order of the page."""
_OLDEST: Final = date(1990, 1, 1)


def lock_product(session: Session, actor: Actor, product_id: str, seen: str) -> Product:
    """The product, locked, as it was on the page. Raises NotFound for another workspace's, Conflict where it has changed since."""
    product = session.scalar(
        select(Product)
        .where(Product.id == product_id, Product.workspace_id == actor.workspace_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if product is None:
        raise NotFound("There’s no such product.")
    if str(product.revision) != seen:
        raise Conflict("This gift was changed in another window. Look at it again before you change its marks.")
    return product


def state_marks(
    session: Session,
    product: Product,
    wanted: Mapping[str, str],
    source: str,
    dated: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Sets the marks that are named ("allergens.milk" -> mark) and answers how many changed. The product is locked by the caller.

    Raises InvalidInput where a mark would make it safe for somebody and has no source, date or certificate; nothing changes then.
    """
    marks = {group: dict(getattr(product, group)) for group in GROUPS}
    sources = dict(product.mark_sources)
    changed: list[str] = []
    before = marks_of(product.kind, marks)
    for name in stated_keys(product.kind):
        group, _, key = name.partition(".")
        mark = wanted.get(name, before[name])
        if mark not in WORDS[group]:
            raise InvalidInput(f"“{mark}” is not a mark.", param=name)
        needs_source = mark in CLEAR and name not in sources and name in wanted
        if mark == before[name] and not needs_source:
            continue
        if mark in CLEAR:
            sources[name] = _source(name, source, dated, actor, at)
        else:
            sources.pop(name, None)
        marks[group][key] = mark
        changed.append(name)
    if not changed:
        return 0
    for diet in _contradicted(product, marks_of(product.kind, marks), changed):
        marks["diets"][diet.partition(".")[2]] = "unknown"
        sources.pop(diet, None)
        changed.append(diet)
    for group, values in marks.items():
        setattr(product, group, values)
    product.mark_sources = sources
    product.unknown_marks = count_unknown(product.kind, marks)
    _changed(session, product)
    body: dict[str, Any] = {"marks": {name: marks[name.partition(".")[0]][name.partition(".")[2]] for name in changed}}
    if any(name in sources for name in changed):
        body |= {"source": source, "on": dated}
    record_act(session, actor, "product.marked", at, subject_id=product.id, body=body)
    return len(changed)


def _contradicted(product: Product, marks: Mapping[str, str], changed: Sequence[str]) -> list[str]:
    """The diets that what is said to be in it denies: nothing that is found in a product is refused, the diet falls.

    Raises InvalidInput where the diet is what is being stated.
    """
    denied = contradicted(marks, alcohol=product.alcohol)
    for diet, thing in denied.items():
        if diet in changed:
            named = said.mark(thing)
            shown = said.mark(diet)
            raise InvalidInput(
                f"It contains {named}, so it can’t be marked “{shown}: suits”. Change one of the two.", param=diet
            )
    return list(denied)


def state_kind(session: Session, product: Product, kind: str, *, settles: bool, actor: Actor, at: datetime) -> bool:
    """Says what a product is; whether that changed anything. `settles`: the person has said that nobody eats it or puts it on skin.

    What becomes edible or goes on the skin has every allergen and diet to state, unknown until then. Raises InvalidInput for a kind
    there is not, and where a gift that is neither has words of food or skin in its texts and nobody settles them.
    """
    if kind not in get_args(Kind):
        raise InvalidInput("A gift is edible, goes on the skin, or is neither.", param="kind")
    words = words_of(product, cast("Kind", kind))
    if kind == "neither" and settles and words:
        product.settled = {"words": list(words), "by": actor.user_id, "on": at.date().isoformat()}
    if kind == "neither" and product.kind != "neither" and is_unsettled(words, product.settled):
        raise InvalidInput(
            f"Its texts say “{words[0]}”. Confirm that nobody eats it or puts it on the skin, or leave its kind.",
            param="kind",
        )
    was = (product.kind, product.is_unsettled)
    product.is_unsettled = is_unsettled(words, product.settled)
    if product.kind != kind:
        product.kind = kind
        for group in ("allergens", "diets"):
            known = getattr(product, group)
            values = {key: known.get(key, "unknown") for key in GROUPS[group]} if kind != "neither" else {}
            setattr(product, group, values)
        names = set(stated_keys(kind))
        product.mark_sources = {name: value for name, value in product.mark_sources.items() if name in names}
        product.unknown_marks = count_unknown(kind, {group: getattr(product, group) for group in GROUPS})
    if was == (product.kind, product.is_unsettled):
        return False
    _changed(session, product)
    act_body: dict[str, Any] = {"kind": kind, "was": was[0], "settled": len(words) if settles else 0}
    record_act(session, actor, "product.settled", at, subject_id=product.id, body=act_body)
    return True


def words_of(product: Product, kind: Kind | None = None) -> tuple[str, ...]:
    """The words of food or skin in the texts of a product, were it of this kind (None: as it is)."""
    texts = {language: ProductText(**text) for language, text in product.texts.items()}
    return words_in(kind or product.kind, texts)


def _source(name: str, source: str, dated: str, actor: Actor, at: datetime) -> dict[str, str]:
    if source not in SOURCES:
        raise InvalidInput(
            "Say where this comes from: a label, a maker’s sheet or a certificate. Until then it stays unknown.",
            param="source",
        )
    if name in CERTIFIED and source != "certificate":
        raise InvalidInput("Halal and kosher need a certificate.", param="source")
    try:
        day = date.fromisoformat(dated)
    except ValueError:
        raise InvalidInput("Add the date of the label, the sheet or the certificate.", param="on") from None
    if not _OLDEST <= day <= at.date():
        raise InvalidInput("That date can’t be right: it’s still to come, or too long ago.", param="on")
    if actor.user_id is None:
        raise Conflict("Marks carry the name of who states them.")
    return {"source": source, "on": day.isoformat(), "by": actor.user_id}


def _changed(session: Session, product: Product) -> None:
    """Whoever was promised it is looked at again once this is committed, and so is whoever has no gift."""
    session.flush()
    enqueue(session, LOOK, product.id, version=product.revision, workspace_id=product.workspace_id)
    offer_changed(session, [product])
