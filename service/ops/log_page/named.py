"""What the audit log's ids are called: campaigns, gifts of the catalogue, colleagues and companies by name; people only as far as
whoever reads may see them. What has no name of its own is called by what it is about.

Kept are ids alone, so that an erasure reaches the log too: who was erased has no name here from then on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, PlanApproval
from service.campaigns.sight import companies_of, people_of
from service.catalog.models import Product
from service.db.writing.chunks import in_chunks
from service.gifting.models import Incident, MatchRun, RecipientGift
from service.outreach.models import MailMessage, Recall
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor
from service.workspaces.models import User

ERASED: Final = "someone who was erased"
HIDDEN: Final = "someone you don’t see"
_DAY: Final = "%-d %B %Y"


_ID: Final = re.compile(r"([a-z]{3})_[a-z0-9]{8,}")
_UNKNOWN: Final = "address:"
"""How a line begins that is about an address nobody signs in with; what follows tells such addresses apart."""
_KINDS: Final[Mapping[str, str]] = {
    "acc": "a company that’s gone", "apr": "a plan that’s gone", "cmp": "a campaign that’s gone", "dec": "a decision",
    "fct": "something known of a person", "gft": "a gift that’s gone", "inc": "an incident that’s gone",
    "inv": "an invitation", "job": "a job", "lst": "a list", "msg": "an email that’s gone", "prd": "a gift that’s gone",
    "psk": "a passkey", "rcl": "a recall that’s gone", "rcn": "a recall notice", "rcp": "a person who’s gone",
    "run": "a plan that’s gone", "ses": "a session", "shp": "a parcel", "stm": "a statement", "upl": "a list",
    "usr": "someone who has left", "wsp": "the workspace",
}  # fmt: skip
"""How an id begins -> what it is called that has no name here, or not any more."""


def names_of(session: Session, actor: Actor, ids: Collection[str], *, people: bool) -> dict[str, str]:
    """Id -> what it is called, of all that are known in the actor's workspace; some at a time. Without `people` those we give to
    are left out, and so is what is about one of them."""
    found: dict[str, str] = {}
    for some in in_chunks(sorted({one for one in ids if _ID.fullmatch(one)})):
        found |= _of_the_house(session, actor, some)
        if people:
            found |= _people(session, actor, some) | _about_people(session, actor, some)
    return found


def without_name(text: str) -> str:
    """What stands for an id that nothing is called by; any other text as it is."""
    if text.startswith(_UNKNOWN):
        return f"an unknown address ({text.removeprefix(_UNKNOWN)})"
    match = _ID.fullmatch(text)
    return text if match is None else _KINDS.get(match[1], text)


def ids_in(body: Mapping[str, Any]) -> Iterator[str]:
    """Everything in a line's body that may be an id, however deep."""
    for value in body.values():
        yield from _texts(value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from ids_in(value)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _of_the_house(session: Session, actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """What is called by its name, whoever reads."""
    here = actor.workspace_id
    campaigns = select(Campaign.id, Campaign.name).where(Campaign.workspace_id == here, Campaign.id.in_(ids))
    products = select(Product.id, Product.texts).where(Product.workspace_id == here, Product.id.in_(ids))
    users = select(User.id, User.name).where(User.workspace_id == here, User.id.in_(ids))
    runs = select(MatchRun.id, MatchRun.created_at).where(MatchRun.workspace_id == here, MatchRun.id.in_(ids))
    asked = select(PlanApproval.id, PlanApproval.number).where(
        PlanApproval.workspace_id == here, PlanApproval.id.in_(ids)
    )
    recalls = (
        select(Recall.id, Product.texts)
        .join(Product, Product.id == Recall.product_id)
        .where(Recall.workspace_id == here, Recall.id.in_(ids))
    )
    return {
        **{key: f"“{name}”" for key, name in session.execute(campaigns)},
        **{key: str(texts["en"]["name"]) for key, texts in session.execute(products)},
        **{key: name for key, name in session.execute(users)},
        **{key: f"the plan of {at:{_DAY}}" for key, at in session.execute(runs)},
        **{key: f"plan {number}" for key, number in session.execute(asked)},
        **{key: f"the recall of {texts['en']['name']}" for key, texts in session.execute(recalls)},
    }


def _people(session: Session, actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """People and companies."""
    people = select(Recipient).where(Recipient.workspace_id == actor.workspace_id, Recipient.id.in_(ids))
    found = {person.id: HIDDEN for person in session.scalars(people)}
    if not (actor.may("see_people") or actor.may("see_rules")):
        return found
    companies = select(Account.id, Account.name).where(companies_of(actor), Account.id.in_(ids))
    found |= {key: name for key, name in session.execute(companies)}
    if actor.may("see_people"):
        seen = people.where(people_of(actor))
        found |= {one.id: ERASED if one.erased_at else person_name(one) for one in session.scalars(seen)}
    return found


def _about_people(session: Session, actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """A gift, an email or an incident: whose it is."""
    here = actor.workspace_id
    whose: tuple[tuple[str, Select[str, str]], ...] = (
        (
            "the gift of {}",
            select(RecipientGift.id, RecipientGift.recipient_id).where(
                RecipientGift.workspace_id == here, RecipientGift.id.in_(ids)
            ),
        ),
        (
            "an email to {}",
            select(MailMessage.id, MailMessage.recipient_id).where(
                MailMessage.workspace_id == here, MailMessage.id.in_(ids)
            ),
        ),
        (
            "the parcel of {}",
            select(Incident.id, RecipientGift.recipient_id)
            .join(RecipientGift, RecipientGift.id == Incident.gift_id)
            .where(Incident.workspace_id == here, Incident.id.in_(ids)),
        ),
    )
    rows = [(words, key, person) for words, query in whose for key, person in session.execute(query)]
    people = _people(session, actor, {person for _, _, person in rows}) if rows else {}
    return {key: words.format(people.get(person, HIDDEN)) for words, key, person in rows}
