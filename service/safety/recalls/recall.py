"""Recalls a product: from this moment nobody gets it any more, in no campaign, and who has it is found.

The press itself is short: it marks the product, so that every guard refuses it at once, and asks for the work. The gifts that have
not left are looked at again by a job each; the people who have the product are found by one job, some at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.folding import batch_key
from service.fulfilment.packing import unpack
from service.gifting.incidents import open_parcel
from service.gifting.lock import lock_gift
from service.gifting.models import Incident, Parcel, RecipientGift
from service.gifting.packed import is_recalled, stands_for
from service.jobs.act_types import Lease
from service.jobs.enqueue import enqueue
from service.outreach.models import Recall
from service.outreach.warnings.concerned import batch_of, concerns, is_in_box, may_have_it
from service.outreach.warnings.recalls import HAS_IT, draft_of, send_drafts
from service.safety.problems.clear import close_ill
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.notices import of_recall
from service.safety.recalls.read_recall import RecallForm
from service.security.ids import new_id
from service.workspaces.actor import Actor, system
from service.workspaces.audit import record_act

KIND: Final = "safety.recall"
CHUNK: Final = 200
"""After so many gifts the lease is extended."""
_CHANGED: Final = (
    "The figures have changed since you opened this page. Check them, then press again. Nothing was recalled."
)


class CountsChanged(Conflict):
    """Other figures than those the presser saw: they have to see them first."""

    code = "counts_changed"


def recall_product(
    session: Session,
    product: Product,
    form: RecallForm,
    seen: str,
    actor: Actor,
    at: datetime,
    *,
    others: Sequence[Product] = (),
) -> Recall:
    """Recalls the product once, and with it `others`, further versions of the same. `seen` is the stamp of the count over all of
    them that the presser saw. The product's recall; each version has its own, with its own notices.

    Of one batch: nothing of it is packed or sent from now on, boxes that may hold it are opened again, and the rest goes on.
    What somebody was made ill by counts as looked into. Raises CountsChanged where the figures are others now, Conflict where it
    was recalled before, InvalidInput for a batch of several versions; nothing is recalled then.
    """
    if form.reach == "batch":
        return _recall_batch(session, product, form, seen, actor, at, is_one=not others)
    # In the order of their ids: of two presses that name the same versions neither waits for the other for ever.
    versions = sorted((product, *others), key=lambda version: version.id)
    revisions = {version.id: _mark(session, version, at) for version in versions}
    count = count_affected(session, *revisions)
    if count.stamp != seen:
        raise CountsChanged(_CHANGED)
    made = {version.id: _open(session, version, revisions[version.id], form, actor, at) for version in versions}
    return made[product.id]


def _recall_batch(
    session: Session, product: Product, form: RecallForm, seen: str, actor: Actor, at: datetime, *, is_one: bool
) -> Recall:
    if not is_one or form.batch is None:
        raise InvalidInput("A batch belongs to one version. Choose “This version only”.", param="batch")
    product = session.get_one(Product, product.id, populate_existing=True, with_for_update=True)
    key = batch_key(form.batch)
    if product.recalled_at is not None or key in product.recalled_batches:
        raise Conflict(
            "This gift has already been recalled." if product.recalled_at else "This batch was recalled before."
        )
    if count_affected(session, product.id, batch=form.batch).stamp != seen:
        raise CountsChanged(_CHANGED)
    product.recalled_batches = [*product.recalled_batches, key]
    session.flush()
    return _open(session, product, product.revision, form, actor, at)


def _open(session: Session, product: Product, revision: int, form: RecallForm, actor: Actor, at: datetime) -> Recall:
    """One version's recall, and the work that follows from it."""
    batch = form.batch if form.reach == "batch" else None
    count = count_affected(session, product.id, batch=batch)
    recall = Recall(
        id=new_id("rcl"),
        workspace_id=product.workspace_id,
        product_id=product.id,
        hazard=form.hazard,
        allergen=form.allergen,
        brand=form.brand,
        batch=form.batch,
        reach=form.reach,
        remedies=list(form.remedies),
        contact=form.contact,
        texts={"en": form.details},
        opened_by=actor.user_id,
        opened_at=at,
    )
    session.add(recall)
    session.flush()
    if batch is None:
        # Those who were made ill by it were right. Of one batch somebody still has to say that the others go on.
        close_ill(session, product.id, "recalled", actor, at)
        enqueue(session, "gifting.look_at_product", product.id, version=revision, workspace_id=product.workspace_id)
    enqueue(session, KIND, recall.id, workspace_id=product.workspace_id)
    figures: dict[str, int] = {line.group: line.gifts for line in count.lines}
    body = {
        "recall_id": recall.id,
        "hazard": form.hazard,
        "reach": form.reach,
        "campaigns": count.campaigns,
        **figures,
    }
    record_act(session, actor, "product.recalled", at, subject_id=product.id, body=body)
    return recall


def recall_job(lease: Lease) -> None:
    """The act of `safety.recall`: subject is the recall. Opens an incident and drafts a notice for everybody who may have what was
    recalled; boxes in which it may be are opened again.

    Each gift is a transaction of its own and may be met twice: its incident and its notice are made once.
    """
    for number, gift_id in enumerate(_whom_it_concerns(lease.subject_id), start=1):
        with transaction() as session:
            _reach(session, session.get_one(Recall, lease.subject_id), session.get_one(RecipientGift, gift_id))
        if number % CHUNK == 0:
            lease.extend()


def _mark(session: Session, product: Product, at: datetime) -> int:
    """Check and change in one statement, so that of two presses one wins. Answers the product's new revision."""
    revision = session.scalar(
        update(Product)
        .where(Product.id == product.id, Product.recalled_at.is_(None))
        .values(recalled_at=at, revision=Product.revision + 1)
        .returning(Product.revision)
        .execution_options(synchronize_session=False)
    )
    if revision is None:
        raise Conflict("This gift has already been recalled.")
    session.refresh(product)
    return revision


def _reach(session: Session, recall: Recall, gift: RecipientGift) -> None:
    """What the recall does to one gift, by what is true once it is locked."""
    lock_gift(session, gift)
    if gift.product_id != recall.product_id:
        return
    if gift.status in HAS_IT and concerns(session, recall, gift):
        open_parcel(session, gift, "recalled", utc_now(), recall_id=recall.id)
        draft_of(session, recall, gift, utc_now())
    elif gift.status == "ordered" and recall.reach == "batch":
        product = session.get_one(Product, recall.product_id, populate_existing=True)
        parcel = session.get(Parcel, gift.id, populate_existing=True)
        if parcel is not None and stands_for(parcel, gift) and is_recalled(product, parcel.batch):
            unpack(session, gift, system(gift.workspace_id), utc_now())


def _whom_it_concerns(recall_id: str) -> Sequence[str]:
    """The gifts that have left with it, and those in whose box it may be. Whoever comes later is found by their own look, or is
    packed from another batch."""
    with reading() as session:
        recall = session.get_one(Recall, recall_id)
        batch = batch_of(recall)
        those = RecipientGift.status.in_(HAS_IT) & may_have_it(session, recall.product_id, batch)
        if batch is not None:
            those |= (RecipientGift.status == "ordered") & is_in_box(session, recall.product_id, batch)
        gifts = select(RecipientGift.id).where(RecipientGift.product_id == recall.product_id, those)
        return session.scalars(gifts.order_by(RecipientGift.id)).all()


def send_notices(session: Session, recall: Recall, actor: Actor, at: datetime) -> int:
    """Sends every draft; who turns out to have the product later is written to at once. Answers how many people are written to."""
    sent = send_drafts(session, recall, at)
    record_act(session, actor, "recall.sent", at, subject_id=recall.id, body={"people": sent})
    return sent


def close_recall(session: Session, recall: Recall, actor: Actor, at: datetime) -> int:
    """Nobody else can be reached: closes what is still open of this recall. Answers how many incidents that were."""
    closed = session.scalars(
        update(Incident)
        .where(
            Incident.workspace_id == recall.workspace_id,
            of_recall(recall),
            Incident.closed_at.is_(None),
        )
        .values(closed_at=at, closed_by=actor.user_id)
        .returning(Incident.id)
        .execution_options(synchronize_session=False)
    ).all()
    record_act(session, actor, "recall.closed", at, subject_id=recall.id, body={"people": len(closed)})
    return len(closed)
