"""What the launch page tells before anybody is launched: what was looked at, what stands in the way, and where it is fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.content.material.models import CampaignMaterial
from service.gifting.models import RecipientGift
from service.outreach.reputation.records import COULD_NOT_ASK, is_ready, looked
from service.outreach.sending.mail_queue import fault
from service.outreach.sending.post import is_mail_on
from service.planning.givers.in_campaign import givers_of, named_in_words, without_giver
from service.planning.givers.owners import names_of
from service.planning.large import counted
from service.planning.message.card import card_of
from service.planning.message.check_copy import check_copy
from service.planning.message.form.translated import waiting_languages
from service.planning.message.personal.among import has_prospects, lines_of
from service.planning.plan.approve import outdated_by
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.workspaces.sandbox import is_sandbox

READ: Final = 2_000
"""People up to whom the message is read for everybody when the page is opened."""
OFFERED: Final = 40


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `path` and `press`: where it is fixed, "" where it need not be."""

    what: str
    shape: str
    result: str
    note: str = ""
    path: str = ""
    press: str = ""


def checks_of(session: Session, campaign: Campaign) -> list[Check]:
    """Mail, message, languages, brand card and company rules, as they stand at this moment."""
    base = f"/campaigns/{campaign.id}"
    found = [_mail(session, campaign), *_domain(session, campaign), *_message(session, campaign, base)]
    found.append(_card(session, campaign, base))
    found += _givers(session, campaign, base)
    found += _material(session, campaign, base)
    names = outdated_by(session, campaign)
    found.append(
        Check("Company rules", "need", "Changed since the plan", ", ".join(names[:3]), f"{base}/plan", "Go to the plan")
        if names
        else Check("Company rules", "ok", "Kept", "none changed since the plan")
    )
    return found


def _givers(session: Session, campaign: Campaign, base: str) -> list[Check]:
    """Who gives: named here, since nobody sets out whom nobody gives to."""
    names = names_of(session, campaign.workspace_id)
    path, press = f"{base}/givers", "See who gives"
    if in_words := named_in_words(session, campaign):
        note = f"the message names {' and '.join(in_words)}, who doesn’t give to everyone"
        return [Check("Givers", "stop", "Named in the message", note, path, press)]
    lacking = without_giver(session, campaign, names)
    if lacking.total:
        first = ", ".join(one.name for one in lacking.people[:3])
        more = f" and {lacking.total - 3} more" if lacking.total > 3 else ""
        return [Check("Givers", "need", f"{lacking.total} without one", f"{first}{more}; not launched", path, press)]
    lines = givers_of(session, campaign, names)
    if not lines:
        return []
    return [Check("Givers", "ok", f"{len(lines)} give", "each person has theirs", path, press)]


def _material(session: Session, campaign: Campaign, base: str) -> list[Check]:
    row = session.get(CampaignMaterial, campaign.id)
    if row is None or not row.wants_opening:
        return []
    if row.is_composed:
        return [Check("Your opening", "ok", "Made", "every film begins with it", f"{base}/material", "Look at it")]
    if row.refused is not None:
        note = f"{row.refused} Films go without it"
        return [Check("Your opening", "need", "Not made", note, f"{base}/material", "See your material")]
    return [Check("Your opening", "run", "Being made", "films wait for it", f"{base}/material", "See your material")]


def _mail(session: Session, campaign: Campaign) -> Check:
    if is_sandbox(session, campaign.workspace_id):
        return Check("Email", "off", "None leaves a sandbox", "their links work here instead")
    if not is_mail_on():
        return Check(
            "Email", "stop", "Not set up",
            "nobody is invited by email until an operator sets HANDPICKED_SMTP_URL; invitations wait in the outbox",
            "/ops/outbox", "Hand links over yourself",
        )  # fmt: skip
    trouble = fault(session, campaign.workspace_id)
    if trouble is not None:
        return Check("Email", "stop", "Nothing leaves", trouble.sentence, "/ops/outbox?state=queued", "See the outbox")
    return Check("Email", "ok", "Set up", "invitations leave by email")


def _domain(session: Session, campaign: Campaign) -> list[Check]:
    """What other mail servers are told of ours. Nothing is held up by it: a domain that nobody could ask about may be right."""
    if is_sandbox(session, campaign.workspace_id) or not is_mail_on():
        return []
    records = looked()
    if is_ready(records):
        return [Check("Sending domain", "ok", "Ready", "SPF, DKIM, DMARC and PTR are right")]
    wrong = [one for one in records if one.state in ("wrong", "missing")]
    if wrong:
        return [
            Check("Sending domain", "need", ", ".join(f"{one.name} {one.state}" for one in wrong), wrong[0].sentence)
        ]
    unasked = ", ".join(one.name for one in records if one.state == "unasked")
    note = "you can launch; have an operator run handpicked doctor"
    return [Check("Sending domain", "wait", f"{unasked}: {COULD_NOT_ASK}", note)]


def _message(session: Session, campaign: Campaign, base: str) -> list[Check]:
    people = len(session.scalars(
        select(CampaignRecipient.id).where(CampaignRecipient.campaign_id == campaign.id).limit(READ + 1)
    ).all())  # fmt: skip
    found = []
    if people > READ:
        found.append(Check("Message", "wait", "Read it for everyone", "", f"{base}/message/letters", "Read"))
    else:
        gaps = check_copy(session, campaign).gaps
        if gaps:
            note = "they get nothing until the message does without what we don’t know"
            found.append(
                Check("Message", "need", f"{len(gaps)} wouldn’t get it", note, f"{base}/message/letters", "See who")
            )
        else:
            found.append(Check("Message", "ok", "Reads well for everyone", "", f"{base}/message/letters", "Read"))
    waiting = waiting_languages(session, campaign)
    if waiting:
        note = f"{sum(line.people for line in waiting):,} people read the English meanwhile"
        found.append(Check("Languages", "need", f"{len(waiting)} to read again", note, f"{base}/message", "Read them"))
    return found


def _card(session: Session, campaign: Campaign, base: str) -> Check:
    rules = card_of(campaign, lines_of(session, campaign), has_prospects=has_prospects(session, campaign))
    broken = [place for rule in rules for place in rule.broken]
    if broken:
        more = f" and {len(broken) - 2} more" if len(broken) > 2 else ""
        return Check(
            "Brand card", "need", "Not kept", ", ".join(broken[:2]) + more, f"{base}/message#card", "Change it"
        )
    return Check("Brand card", "ok", "Kept", "", f"{base}/message#card", "Read")


def whose_mail(session: Session, campaign: Campaign) -> list[tuple[str, str, str]]:
    """(gift id, name, language) of the first people with a gift, in whose words a test mail can be had."""
    first = (
        select(RecipientGift.id)
        .where(
            RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_not(None),
            RecipientGift.status != "canceled", RecipientGift.stopped_at.is_(None),
        )
        .order_by(RecipientGift.id)
        .limit(OFFERED)
    )  # fmt: skip
    ids = counted(session, campaign, "whose mail", lambda: session.scalars(first).all())
    rows = session.execute(
        select(RecipientGift.id, Recipient)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(RecipientGift.id.in_(ids), Recipient.erased_at.is_(None))
        .order_by(RecipientGift.id)
    )
    return [(gift_id, person_name(person), person.locale) for gift_id, person in rows]
