"""Work that is neither done nor to be done: waves that never set out, contents that nobody draws, files that are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import CLOSED
from service.content.models import RenditionRow
from service.gifting.models import RecipientGift
from service.gifting.redraw import KINDS
from service.gifting.transitions import PLANNED
from service.jobs.models import WANTED, Job
from service.ops.audit.defect import Defect
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.storage.in_force import storage

_SHOWN_TO_ITS_PERSON: Final = (
    "created",
    "notified",
    "opened",
    "accepted",
    "donated",
    "declined",
    "ordered",
    "shipped",
    "delivered",
)
"""Statuses of a gift whose page, statement and film have to be there, or to be drawn."""
_DRAWN_ONCE: Final = "mail"


def compare_work(session: Session) -> Iterator[Defect]:
    """Everything that would never come by itself."""
    yield from _waves(session)
    yield from _undrawn(session)
    yield from _lost_files(session)


def _waves(session: Session) -> Iterator[Defect]:
    """A gift in a wave sets out with it: its launch is asked for, unless its campaign is closed."""
    is_closed = exists().where(Campaign.id == RecipientGift.campaign_id, Campaign.status == CLOSED)
    launch = exists().where(
        Job.kind == "planning.launch",
        Job.subject_id == RecipientGift.campaign_id,
        Job.version == RecipientGift.wave,
        Job.state.in_(WANTED),
    )
    waiting = (
        select(RecipientGift.campaign_id, RecipientGift.wave)
        .where(
            RecipientGift.wave.is_not(None),
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            RecipientGift.hold_reason.is_(None),
            ~launch,
            ~is_closed,
        )
        .distinct()
        .order_by(RecipientGift.campaign_id, RecipientGift.wave)
    )
    for campaign_id, wave in session.execute(waiting):
        yield Defect(
            "work", campaign_id, f"Campaign {campaign_id}: wave {wave} was started, but nothing will launch it."
        )


def _undrawn(session: Session) -> Iterator[Defect]:
    """What a launched gift shows is there at its present version, or a job is open that draws it, or no font has a character."""
    drawn = _versions(session)
    open_jobs = _open_drawings(session)
    gifts = (
        select(RecipientGift.id, RecipientGift.content_version, RecipientGift.status, Campaign.films)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            RecipientGift.status.in_(_SHOWN_TO_ITS_PERSON),
            RecipientGift.product_id.is_not(None),
            RecipientGift.hold_reason.is_distinct_from("font_missing"),
            Recipient.erased_at.is_(None),
        )
        .order_by(RecipientGift.id)
    )
    for gift_id, version, status, films in session.execute(gifts):
        for kind in KINDS[films]:
            if kind == _DRAWN_ONCE and (status != "created" or drawn.get((gift_id, kind))):
                continue
            if version not in drawn.get((gift_id, kind), ()) and (gift_id, kind, version) not in open_jobs:
                yield Defect("work", gift_id, f"Gift {gift_id}: its {kind} was never made, and no job will make it.")
    sent = (
        select(MailMessage.gift_id)
        .join(Recipient, Recipient.id == MailMessage.recipient_id)
        .where(
            MailMessage.kind == "invitation", MailMessage.state.in_(("queued", "sent")), Recipient.erased_at.is_(None)
        )
        .order_by(MailMessage.gift_id)
    )
    for gift_id in session.scalars(sent):
        if not drawn.get((gift_id, _DRAWN_ONCE)):
            yield Defect("work", gift_id, f"Gift {gift_id}: its invitation no longer exists.")


def _versions(session: Session) -> Mapping[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for gift_id, drawn, version in session.execute(
        select(RenditionRow.gift_id, RenditionRow.kind, RenditionRow.content_version)
    ):
        found[gift_id, drawn].add(version)
    return found


def _open_drawings(session: Session) -> frozenset[tuple[str, str, int]]:
    rows = session.execute(
        select(Job.subject_id, Job.kind, Job.version).where(Job.kind.startswith("content."), Job.state.in_(WANTED))
    )
    return frozenset((gift_id, kind.removeprefix("content."), version) for gift_id, kind, version in rows)


def _lost_files(session: Session) -> Iterator[Defect]:
    """The newest rendition of each kind has its files, as long as they were when they were stored."""
    rows = session.execute(
        select(RenditionRow.gift_id, RenditionRow.kind, RenditionRow.input_hash, RenditionRow.files).order_by(
            RenditionRow.gift_id, RenditionRow.kind, RenditionRow.content_version.desc()
        )
    )
    seen: set[tuple[str, str]] = set()
    stored = storage()
    for gift_id, kind, input_hash, files in rows:
        if (gift_id, kind) in seen:
            continue
        seen.add((gift_id, kind))
        for name, entry in files.items():
            if stored.size(input_hash, name) != entry["bytes"]:
                yield Defect("work", gift_id, f"Gift {gift_id}: the file {name} of its {kind} is lost.")
