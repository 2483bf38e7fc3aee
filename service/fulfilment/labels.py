"""Labels for parcels that are packed: a file that holds addresses, so that each download is written down."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from renderers.proof import proof, recording, verified
from service.catalog.models import Product
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, Unsafe
from service.fulfilment.packing import have_looked_at, require_may_leave
from service.gifting.find import find_gift
from service.gifting.models import Parcel
from service.gifting.number import gift_number
from service.gifting.packed import stands_for
from service.recipients.postal.addresses import address_of
from service.recipients.postal.label_lines import PLACE_NAMES, country_name, label_lines
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import no_formula

MOST: Final = 50
"""Labels of one file, as many as a page of the pick list holds."""
HEADINGS: Final = (
    "gift ID", "parcel", "label 1", "label 2", "label 3", "label 4", "label 5", "label 6", "name", "street", "postcode",
    "city", "country code", "country", "phone", "not before", "SKU", "batch",
    "place", "company or pick-up point", "note for the courier",
)  # fmt: skip
_LINES: Final = 6


def labels(gift_ids: Sequence[str], actor: Actor, at: datetime) -> bytes:
    """One CSV for these parcels, all of them or none; each is asked about with its person locked.

    Raises InvalidInput where none or too many are asked for, Conflict where one is not packed or has no address, Unsafe where one
    must not leave: it is looked at again.
    """
    ids = list(dict.fromkeys(gift_ids))
    if not 0 < len(ids) <= MOST:
        raise InvalidInput(f"Choose between 1 and {MOST} packed parcels.", param="gift")
    body = _csv([_label(gift_id, actor, at) for gift_id in ids])
    with transaction() as session:
        record_act(session, actor, "parcel.labels_downloaded", at, body={"parcels": len(ids)})
    return body


def _label(gift_id: str, actor: Actor, at: datetime) -> tuple[str, ...]:
    try:
        with transaction() as session:
            gift = find_gift(session, actor.workspace_id, gift_id)
            require_may_leave(session, gift, at)
            parcel, address = session.get(Parcel, gift_id), address_of(session, gift_id)
            if parcel is None or address is None or not stands_for(parcel, gift):
                raise Conflict(
                    f"{gift_number(gift)} isn’t packed, or has no address any more. Load the pick list again."
                )
            lines = label_lines(address)[:_LINES]
            product = session.get_one(Product, gift.product_id)
            return (
                gift.id, gift_number(gift), *lines, *[""] * (_LINES - len(lines)), address.name, address.street,
                address.postcode or "", address.city, address.country, country_name(address.country), address.phone or "",
                address.not_before.isoformat() if address.not_before else "", product.sku, parcel.batch or "",
                PLACE_NAMES[address.place], address.site or "", address.note or "",
            )  # fmt: skip
    except Unsafe:
        have_looked_at(actor.workspace_id, gift_id)
        raise


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Proofed as everything that leaves the house; no cell is a formula to a spreadsheet. Raises ProofFailed."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    with recording() as inserted:
        for row in rows:
            writer.writerow([no_formula(verified(cell)) if cell else "" for cell in row])
        said = "\n".join(" ".join(cell for cell in row if cell) for row in (HEADINGS, *rows))
        proof(said, inserted, "labels")
    return file.getvalue().encode("utf-8-sig")
