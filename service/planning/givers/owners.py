"""What lists say in their owner column: which colleague that is, or why it is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.givers.whose import ready_givers
from service.campaigns.hand_over import who_may_send
from service.campaigns.models import Campaign, CampaignRecipient
from service.folding import fold
from service.planning.people.lists.cells.personal import several_names
from service.planning.people.lists.intake import PersonReading
from service.recipients.models import Account, Recipient
from service.security.encryption import address_hash, readable
from service.workspaces.models import User

Why = Literal["unknown", "several", "left"]
_READ: Final = 2_000
"""People of a campaign whose owners are looked at on its page."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Everybody who works, or has worked, in the workspace, by what lists call them: a folded name or the hash of an address."""

    by_name: Mapping[str, Sequence[User]]
    by_address: Mapping[str, User]
    sending: frozenset[str]
    """Ids of those who may send."""

    def find(self, said: str) -> User | Why:
        """The one colleague that a cell names, or why it names none."""
        words = said.strip()
        if several_names(words):
            return "several"
        if "@" in words:
            named = self.by_address.get(address_hash(words.strip("<>")))
            return self._one([named] if named else [])
        found = self.by_name.get(fold(words)) or self.by_name.get(fold(_turned(words)), ())
        return self._one(found)

    def _one(self, found: Sequence[User]) -> User | Why:
        here = [user for user in found if user.id in self.sending]
        if len(here) == 1:
            return here[0]
        return "several" if here else "left" if found else "unknown"


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """A name in the lists of a campaign that gives nobody a giver: how it is written, why, and whose owner it is."""

    said: str
    why: Why
    people: int
    companies: tuple[str, ...]


def colleagues_of(session: Session, workspace_id: str) -> Colleagues:
    """Read once for a list: a team is small."""
    users = session.scalars(select(User).where(User.workspace_id == workspace_id).order_by(User.created_at, User.id))
    by_name: dict[str, list[User]] = defaultdict(list)
    by_address: dict[str, User] = {}
    for user in users:
        by_name[fold(readable(user.name) or "")].append(user)
        by_address[user.email_hash] = user
    return Colleagues(by_name, by_address, frozenset(user.id for user in who_may_send(session, workspace_id)))


def hear_owners(session: Session, workspace_id: str, living: Sequence[tuple[Recipient, PersonReading]]) -> None:
    """Gives people the giver whom their row names, where that is one colleague. It takes nobody from a colleague who is there: for
    that they are asked, or somebody chooses."""
    if not any(person.owner for _, person in living):
        return
    team = colleagues_of(session, workspace_id)
    for recipient, person in living:
        if not person.owner or recipient.giver_id in team.sending:
            continue
        found = team.find(person.owner)
        if isinstance(found, User):
            recipient.giver_id = found.id
    session.flush()


def unread_owners(session: Session, campaign: Campaign) -> list[OwnerLine]:
    """Names in the lists of people who take part and have no giver, most people first."""
    rows = session.execute(
        select(Recipient, Account.name)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .join(Account, Account.id == Recipient.account_id)
        .where(
            CampaignRecipient.campaign_id == campaign.id,
            CampaignRecipient.giver_id.is_(None),
            Recipient.giver_id.is_(None),
            Account.giver_id.is_(None),
            Recipient.owner.is_not(None),
            Recipient.erased_at.is_(None),
        )
        .order_by(CampaignRecipient.row_number)
        .limit(_READ)
    )
    team = colleagues_of(session, campaign.workspace_id)
    found: dict[str, list[str]] = defaultdict(list)
    for recipient, company in rows:
        if said := readable(recipient.owner):
            found[said].append(company)
    lines = [
        OwnerLine(said, why, len(companies), tuple(dict.fromkeys(companies)))
        for said, companies in found.items()
        if isinstance(why := team.find(said), str)
    ]
    return sorted(lines, key=lambda line: (-line.people, line.said))


def people_of_owner(session: Session, campaign: Campaign, said: str) -> list[str]:
    """Ids of those who take part, have no giver, and whose list calls their owner so."""
    rows = session.scalars(
        select(Recipient)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id, Recipient.giver_id.is_(None), Recipient.owner.is_not(None))
        .order_by(CampaignRecipient.row_number)
        .limit(_READ)
    )
    return [person.id for person in rows if readable(person.owner) == said]


def names_of(session: Session, workspace_id: str) -> dict[str, str]:
    """Id -> name of everybody of the workspace, also of those who have left."""
    users = session.scalars(select(User).where(User.workspace_id == workspace_id))
    return {user.id: readable(user.name) or "A colleague" for user in users}


def givable(session: Session, workspace_id: str) -> list[tuple[str, str, bool]]:
    """(id, name, whether they have said how they sign) of everybody who can be chosen, by name."""
    ready = ready_givers(session, workspace_id)
    senders: Iterable[User] = who_may_send(session, workspace_id)
    return sorted(
        ((user.id, readable(user.name) or "A colleague", user.id in ready) for user in senders),
        key=lambda one: (one[1].casefold(), one[0]),
    )


def _turned(words: str) -> str:
    family, _, given = words.partition(",")
    return f"{given.strip()} {family.strip()}" if given else words
