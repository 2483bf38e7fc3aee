"""In whose name a campaign gives: one for all or each in their own; who has no giver; who is known to a colleague already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from service.campaigns.givers.models import GiverRequest
from service.campaigns.givers.whose import EACH, Lack, has_giver, lack_of, own_giver, ready_givers
from service.campaigns.hand_over import who_may_send
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import lock_campaign
from service.errors import Conflict, InvalidInput
from service.folding import fold
from service.gifting.models import RecipientGift
from service.gifting.transitions import TERMINAL
from service.outreach.models import MailMessage
from service.planning.givers.owners import names_of
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import User

MODES: Final[Mapping[str, str]] = {
    "one": "One of you gives to everyone",
    "each": "Each person hears from their own giver",
}
LACKS: Final[Mapping[Lack, str]] = {
    "none": "No giver yet",
    "left": "Their giver has left, or can’t send campaigns any more",
    "unsigned": "Their giver hasn’t said how they sign",
    "anothers": "A colleague gives to them",
}
NAMED: Final = 50
"""People who are named on a page; of the rest the number."""
_LETTERS: Final = 3
"""Messages of a colleague that are told of for each person."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Somebody in whose name nobody can give. `giver`: who it would be; "" for nobody."""

    recipient_id: str
    name: str
    company: str
    lack: Lack
    giver: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """The first of them, and how many there are."""

    people: tuple[Lacking, ...]
    total: int


@dataclass(frozen=True, slots=True)
class GiverLine:
    """One giver of a campaign; `ready`: whether anything can leave in their name."""

    user_id: str
    name: str
    people: int
    set_out: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Written:
    """One message: what it was, when it left, and in whose name. Nothing of what it said."""

    kind: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of this campaign to whom a colleague gives or has written. `asked`: since when whoever looks has asked for them."""

    recipient_id: str
    name: str
    company: str
    giver_id: str
    giver: str
    wrote: tuple[Written, ...]
    asked: datetime | None


def set_givers(session: Session, campaign: Campaign, mode: str, actor: Actor, at: datetime) -> None:
    """One for all, or each their own. Raises InvalidInput for anything else, Conflict once somebody has set out."""
    if mode not in MODES:
        raise InvalidInput("Choose who gives.", param="givers")
    found = lock_campaign(session, campaign)
    if found.givers == mode:
        return
    launched = select(RecipientGift.id).where(
        RecipientGift.campaign_id == found.id, RecipientGift.launched_at.is_not(None)
    )
    if session.scalar(launched.limit(1)) is not None:
        raise Conflict("People have this campaign’s gifts already, so who gives stays. Hand people over instead.")
    found.givers = mode
    session.flush()
    record_act(session, actor, "campaign.givers_set", at, subject_id=found.id, body={"to": mode})


def without_giver(session: Session, campaign: Campaign, names: Mapping[str, str]) -> Lacks:
    """People who have not set out and to whom nobody can give as things stand: they are in no wave until somebody can."""
    lacking = not_(has_giver(session, campaign))
    total = session.scalar(_still_here(campaign).with_only_columns(func.count()).where(lacking)) or 0
    if not total:
        return Lacks((), 0)
    ready = ready_givers(session, campaign.workspace_id)
    senders = {user.id: user for user in who_may_send(session, campaign.workspace_id)}
    rows = session.execute(
        _still_here(campaign).where(lacking).order_by(CampaignRecipient.row_number, CampaignRecipient.id).limit(NAMED)
    )
    found = [
        Lacking(person.id, person_name(person), company, lack, names.get(giver or "", ""))
        for person, company, giver in rows
        if (lack := lack_of(campaign, giver, ready, senders)) is not None
    ]
    return Lacks(tuple(found), total)


def givers_of(session: Session, campaign: Campaign, names: Mapping[str, str]) -> list[GiverLine]:
    """Who gives in a campaign where each has a giver, most people first; nobody where one gives to all."""
    if campaign.givers != EACH:
        return []
    giver = func.coalesce(CampaignRecipient.giver_id, Recipient.giver_id, Account.giver_id)
    rows = session.execute(
        _taking_part(campaign)
        .with_only_columns(giver, func.count(), func.count(CampaignRecipient.giver_id))
        .group_by(giver)
    ).all()
    ready = ready_givers(session, campaign.workspace_id)
    found = [
        GiverLine(one, names.get(one, ""), people, out, one in ready) for one, people, out in rows if one is not None
    ]
    return sorted(found, key=lambda line: (-line.people, line.name.casefold(), line.user_id))


@dataclass(frozen=True, slots=True)
class LeftGiver:
    """A giver who can't give any more, and how many people with an open gift or one on its way still hear from them."""

    user_id: str
    name: str
    people: int


def who_left(session: Session, campaign: Campaign, names: Mapping[str, str]) -> list[LeftGiver]:
    """Givers whose people have set out and who have left since, or may not send any more: whatever is still sent to these people
    leaves in their name until somebody takes over. Most people first."""
    if campaign.givers != EACH:
        return []
    here = [user.id for user in who_may_send(session, campaign.workspace_id)]
    rows = session.execute(
        select(CampaignRecipient.giver_id, func.count())
        .join(
            RecipientGift,
            and_(
                RecipientGift.campaign_id == CampaignRecipient.campaign_id,
                RecipientGift.recipient_id == CampaignRecipient.recipient_id,
            ),
        )
        .where(
            CampaignRecipient.campaign_id == campaign.id,
            CampaignRecipient.giver_id.is_not(None),
            CampaignRecipient.giver_id.not_in(here),
            RecipientGift.launched_at.is_not(None),
            RecipientGift.status.not_in(TERMINAL),
        )
        .group_by(CampaignRecipient.giver_id)
    )
    found = [LeftGiver(one, names.get(one, "A colleague"), people) for one, people in rows if one is not None]
    return sorted(found, key=lambda line: (-line.people, line.name.casefold(), line.user_id))


def named_in_words(session: Session, campaign: Campaign) -> tuple[str, ...]:
    """Names of people that the campaign's own words hold, where more than one gives: what is written for all would name a giver
    who is not theirs. The campaign's sender and its givers are looked for, by their whole names."""
    if campaign.givers != EACH:
        return ()
    names = names_of(session, campaign.workspace_id)
    wanted = {str(campaign.sender["name"]), *(line.name for line in givers_of(session, campaign, names))}
    texts = [*campaign.message.values(), *campaign.occasion.values(), *(campaign.inscription or {}).values()]
    texts += list(campaign.brand.get("subjects", {}).values())
    whole = fold(" ".join(f" {text} " for text in map(str, texts)))
    return tuple(sorted(name for name in wanted if name.strip() and fold(name) in whole))


def known_to_others(session: Session, campaign: Campaign, actor: Actor, names: Mapping[str, str]) -> list[Known]:
    """People of the campaign who are a colleague's: by being their giver, or since a campaign of theirs wrote to them. Who gives to
    them here is left out."""
    sends = campaign.seller_id
    elsewhere, others = _given_by_others(campaign), _other_givers(campaign)
    if all(session.scalar(query.limit(1)) is None for query in (elsewhere, others)):
        return []
    here = select(CampaignRecipient.recipient_id).where(CampaignRecipient.campaign_id == campaign.id)
    by = func.coalesce(CampaignRecipient.giver_id, Campaign.seller_id)
    written = session.execute(
        select(MailMessage.recipient_id, MailMessage.kind, MailMessage.sent_at, by)
        .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .join(
            CampaignRecipient,
            and_(
                CampaignRecipient.campaign_id == RecipientGift.campaign_id,
                CampaignRecipient.recipient_id == RecipientGift.recipient_id,
            ),
        )
        .where(
            MailMessage.workspace_id == campaign.workspace_id,
            MailMessage.recipient_id.in_(here),
            MailMessage.sent_at.is_not(None),
            RecipientGift.campaign_id.in_(elsewhere),
            by.is_not(None),
            or_(by != sends) if sends else by.is_not(None),
        )
        .order_by(MailMessage.sent_at.desc(), MailMessage.id)
        .limit(NAMED * _LETTERS * 4)
    )
    letters: dict[str, list[tuple[str, datetime, str]]] = defaultdict(list)
    for person_id, kind, sent_at, writer in written:
        if sent_at is not None:
            letters[person_id].append((kind, sent_at, writer))
    rows = session.execute(
        _taking_part(campaign)
        .where(
            Recipient.erased_at.is_(None),
            or_(Recipient.id.in_(list(letters)), own_giver().in_(others)),
        )
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
        .limit(NAMED)
    )
    asked = _asked(session, actor)
    found = []
    for person, company, giver in rows:
        writers = letters.get(person.id, [])
        theirs = giver or (writers[0][2] if writers else None)
        if theirs is None or theirs == sends or (campaign.givers == EACH and giver is not None and not writers):
            continue
        told = tuple(Written(kind, at, names.get(writer, "A colleague")) for kind, at, writer in writers[:_LETTERS])
        since = asked.get(person.id)
        found.append(
            Known(person.id, person_name(person), company, theirs, names.get(theirs, "A colleague"), told, since)
        )
    return found


def _given_by_others(campaign: Campaign) -> Select[str]:
    """The workspace's other campaigns in which a colleague gives to anybody: theirs alone are letters of a colleague's."""
    gives = (
        select(CampaignRecipient.id)
        .where(
            CampaignRecipient.campaign_id == Campaign.id,
            CampaignRecipient.giver_id.is_not(None),
            CampaignRecipient.giver_id != (campaign.seller_id or ""),
        )
        .exists()
    )
    return select(Campaign.id).where(
        Campaign.workspace_id == campaign.workspace_id,
        Campaign.id != campaign.id,
        or_(Campaign.seller_id != (campaign.seller_id or ""), gives),
    )


def _other_givers(campaign: Campaign) -> Select[str]:
    """Colleagues who are the giver of somebody or of a company here, by the index of givers and not person by person."""
    people = select(Recipient.id).where(Recipient.giver_id == User.id).exists()
    companies = select(Account.id).where(Account.giver_id == User.id).exists()
    return select(User.id).where(
        User.workspace_id == campaign.workspace_id, User.id != (campaign.seller_id or ""), or_(people, companies)
    )


def counts_of(session: Session, workspace_id: str) -> Counter[str]:
    """Giver -> how many people have them, in all campaigns."""
    rows = session.execute(
        select(own_giver(), func.count())
        .select_from(Recipient)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.workspace_id == workspace_id, Recipient.erased_at.is_(None), own_giver().is_not(None))
        .group_by(own_giver())
    )
    return Counter({giver: people for giver, people in rows})


def _asked(session: Session, actor: Actor) -> dict[str, datetime]:
    rows = session.execute(
        select(GiverRequest.recipient_id, GiverRequest.asked_at).where(
            GiverRequest.asked_by == actor.user_id, GiverRequest.state == "asked"
        )
    )
    return {person: at for person, at in rows}


def _taking_part(campaign: Campaign) -> Select[Recipient, str, str]:
    return (
        select(Recipient, Account.name, func.coalesce(CampaignRecipient.giver_id, own_giver()))
        .select_from(CampaignRecipient)
        .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(CampaignRecipient.campaign_id == campaign.id)
    )


def _still_here(campaign: Campaign) -> Select[Recipient, str, str]:
    """Those who have not set out."""
    launched = (
        select(RecipientGift.id)
        .where(
            RecipientGift.campaign_id == CampaignRecipient.campaign_id,
            RecipientGift.recipient_id == CampaignRecipient.recipient_id,
            RecipientGift.launched_at.is_not(None),
        )
        .exists()
    )
    return _taking_part(campaign).where(Recipient.erased_at.is_(None), not_(launched))
