"""Warns a person of a gift that has left for them and may not be safe. It names the gift and never the reason.

Where the product was recalled, for everybody, the recall's own notice says it better and takes this mail's place.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.gifting.models import Incident, RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.models import Recall
from service.outreach.occasions.write_down import is_written, write_down
from service.outreach.warnings.concerned import recall_for
from service.outreach.warnings.recalls import draft_of

KIND: Final = "outreach.safety_notice"


def safety_notice_job(lease: Lease) -> Effect:
    """The act of `outreach.safety_notice`: subject is the incident. Quick, so all of it is effect."""
    return partial(warn_of_incident, incident_id=lease.subject_id, version=lease.version)


def warn_of_incident(session: Session, *, incident_id: str, version: int = 1) -> None:
    """Writes the warning down, once for each incident and version, and asks for it to be sent at once, whatever the hour."""
    incident = session.get_one(Incident, incident_id)
    gift = session.get_one(RecipientGift, incident.gift_id)
    if incident.recall_id is not None:
        draft_of(session, session.get_one(Recall, incident.recall_id), gift, utc_now())
        return
    recall = recall_for(session, gift, incident.product_id)
    if recall is not None:
        if incident.kind == "recalled":
            incident.recall_id = recall.id
        draft_of(session, recall, gift, utc_now())
        return
    once_for = f"{incident_id}:{version}"
    if not is_written(session, gift, "safety_notice", once_for):
        write_down(session, gift, "safety_notice", utc_now(), once_for=once_for, about_id=incident_id)
