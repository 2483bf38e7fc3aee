"""Who is in no wave for want of a basis that their country accepts, by name; and a seller who says what the basis is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast, get_args

from sqlalchemy import Select, func, not_, select
from sqlalchemy.orm import Session

from renderers.language.translations import babel_locale
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import people_of
from service.campaigns.transitions import require_act
from service.contact.prior_consent import countries_asking, may_be_written_to
from service.errors import InvalidInput, NotFound
from service.gifting.models import RecipientGift
from service.planning.large import counted
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.recipients.sources.codes import Basis, How
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

NAMES_SHOWN: Final = 40
BASIS_WORDS: Final[dict[Basis, str]] = {
    "agreed": "They agreed to hear from us",
    "customer": "They’re a customer or partner of ours",
    "none": "Neither",
}
HOW_WORDS: Final[dict[How, str]] = {
    "form": "on a form", "mail": "by mail", "call": "in a call", "person": "in person",
}  # fmt: skip
"""How people told what they eat."""


@dataclass(frozen=True, slots=True)
class WithoutBasis:
    """How many are in no wave, in which countries, and the first of them: (id, name, language of the name)."""

    people: int
    countries: tuple[str, ...]
    shown: tuple[tuple[str, str, str], ...]

    @property
    def where(self) -> str:
        """The countries in words."""
        names = [str(babel_locale("en").territories.get(code, code)) for code in self.countries]
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def without_basis(session: Session, campaign: Campaign) -> WithoutBasis | None:
    """Those of a campaign who are not launched yet and cannot be; None where there are none."""
    asking = countries_asking(session, campaign.workspace_id)
    launched = select(RecipientGift.recipient_id).where(
        RecipientGift.campaign_id == campaign.id, RecipientGift.wave.is_not(None)
    )
    wanted: Select[Recipient] = (
        select(Recipient)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(
            CampaignRecipient.campaign_id == campaign.id,
            Recipient.country.in_(sorted(asking)),
            not_(func.coalesce(may_be_written_to(asking), False)),
            Recipient.erased_at.is_(None),
            Recipient.unsubscribed_at.is_(None),
            Recipient.id.not_in(launched),
        )
    )
    of_countries = (
        wanted.with_only_columns(Recipient.country, func.count())
        .group_by(Recipient.country)
        .order_by(Recipient.country)
    )
    counts = counted(
        session, campaign, f"without basis {sorted(asking)}",
        lambda: {country: count for country, count in session.execute(of_countries)},
    )  # fmt: skip
    if not counts:
        return None
    first = session.scalars(
        wanted.order_by(CampaignRecipient.row_number, CampaignRecipient.id).limit(NAMES_SHOWN)
    ).all()
    return WithoutBasis(
        sum(counts.values()), tuple(counts), tuple((one.id, person_name(one), one.locale) for one in first)
    )


def reach_by_card(session: Session, campaign: Campaign, *, by_card: bool, actor: Actor, at: datetime) -> None:
    """Says whether the next wave takes them along to be reached by a printed card; nobody is mailed by it. Raises Conflict for a
    campaign that launches nobody."""
    campaign = require_act(session, campaign, "launch")
    if campaign.reaches_by_card == by_card:
        return
    campaign.reaches_by_card = by_card
    session.flush()
    body = {"reaches_by_card": by_card}
    record_act(session, actor, "campaign.changed", at, subject_id=campaign.id, body=body)


def set_basis(session: Session, recipient_id: str, basis: str, actor: Actor, at: datetime) -> None:
    """Says why one person may be written to. Raises InvalidInput, NotFound for somebody the actor does not see or who is erased."""
    seen = session.scalar(
        select(Recipient.id).where(Recipient.id == recipient_id, Recipient.erased_at.is_(None), people_of(actor))
    )
    if seen is None:
        raise NotFound("There’s no such person in this workspace.")
    if basis not in get_args(Basis):
        raise InvalidInput("Say why you may write to them.", param="basis")
    recipient = lock_person(session, recipient_id)
    if recipient.erased_at is not None:
        raise NotFound("There’s no such person in this workspace.")
    before, recipient.basis = recipient.basis, cast("Basis", basis)
    session.flush()
    body = {"before": before, "basis": basis}
    record_act(session, actor, "recipient.basis_set", at, subject_id=recipient.id, body=body)
