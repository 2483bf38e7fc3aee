"""An invitation in the words of one person, mailed to whoever asks: what the person would read, with links that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from renderers.errors import RenderError
from renderers.mail.draw import without_pictures
from renderers.render import render
from service.campaigns.givers.whose import sender_words
from service.campaigns.models import Campaign
from service.clock import business_time
from service.content.pages.staff_look import require_seen
from service.content.produce import RenderRefused
from service.content.stories.story import staff_story
from service.db.connect import reading
from service.errors import Conflict, LinkClosed, TooMany
from service.gifting.models import RecipientGift
from service.jobs.act_types import Lease
from service.jobs.enqueue import enqueue
from service.jobs.models import OPEN, Job
from service.outreach.letters.envelope import seal
from service.outreach.sending.post import is_mail_on, post
from service.outreach.staff.letter import staff_mail
from service.security.encryption import readable
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import AuditEntry, User
from service.workspaces.sandbox import is_sandbox

KIND: Final = "outreach.test_mail"
MOST: Final = 10
"""Test mails that one person may have in an hour."""
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tested:
    """How the last test mail of somebody stands: `sent`, `open`, or `failed` with its sentence. `gift_id`: in whose words."""

    state: str
    gift_id: str
    at: datetime
    sentence: str


def request_test(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Has it sent to the actor's own address. Raises Conflict where no mail can leave or nobody is signed in, NotFound for a gift
    that shows nothing to staff, TooMany after ten in an hour."""
    require_seen(gift)
    if actor.user_id is None:
        raise Conflict("A test email goes to whoever is signed in.")
    if is_sandbox(session, gift.workspace_id):
        raise Conflict("No email leaves a sandbox. Look at the letter on the page instead.")
    if not is_mail_on():
        raise Conflict("No mail server is set up yet, so no email can be sent. An operator sets HANDPICKED_SMTP_URL.")
    had = session.scalar(
        select(func.count()).where(
            AuditEntry.act == "mail.test_asked", AuditEntry.at > at - _HOUR, AuditEntry.user_id == actor.user_id
        )
    )
    if (had or 0) >= MOST:
        raise TooMany(f"You’ve had {MOST} test emails in the last hour. Wait a little.", wait_seconds=600)
    enqueue(
        session, KIND, f"{gift.id}/{actor.user_id}",
        version=int(at.timestamp()), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id,
    )  # fmt: skip
    record_act(session, actor, "mail.test_asked", at, subject_id=gift.id)


def last_test(session: Session, campaign: Campaign, actor: Actor) -> Tested | None:
    """The last one that the actor asked for in this campaign; None for none."""
    job = session.scalar(
        select(Job)
        .where(Job.kind == KIND, Job.campaign_id == campaign.id, Job.subject_id.endswith(f"/{actor.user_id}"))
        .order_by(Job.version.desc())
        .limit(1)
    )
    if job is None:
        return None
    gift_id = job.subject_id.partition("/")[0]
    if job.state in OPEN:
        return Tested("open", gift_id, job.created_at, job.last_error or "")
    if job.state == "done":
        return Tested("sent", gift_id, business_time(job.finished_at or job.created_at), "")
    return Tested(
        "failed", gift_id, business_time(job.finished_at or job.created_at), job.last_error or "It couldn’t be sent."
    )


def trial_died(session: Session, subject_id: str, _code: str) -> None:
    """Whoever asked reads it on their page; running it again is a press of theirs, so ops have nothing to fix."""
    session.execute(
        update(Job)
        .where(Job.kind == KIND, Job.subject_id == subject_id, Job.state == "dead")
        .values(state="canceled")
        .execution_options(synchronize_session=False)
    )


def trial_job(lease: Lease) -> None:
    """The act of `outreach.test_mail`: subject is `gift/user`. Asked again before it leaves: nobody who is out by then is mailed.

    Raises what `post` raises, Unmailable, and RenderRefused where the letter would not be right."""
    gift_id, _, user_id = lease.subject_id.partition("/")
    with reading() as session:
        gift, user = session.get(RecipientGift, gift_id), session.get(User, user_id)
        if gift is None or user is None or user.disabled_at is not None or user.workspace_id != gift.workspace_id:
            return
        to = readable(user.email)
        if to is None or not is_mail_on() or is_sandbox(session, gift.workspace_id) or gift.is_chosen_again:
            return
        try:
            mail = _written(session, gift, to)
        except RenderError as error:
            raise RenderRefused("mail", error) from None
        except (Conflict, LinkClosed):
            return
    post(seal(mail, to))


def _written(session: Session, gift: RecipientGift, to: str) -> EmailMessage:
    files = render("mail", replace(staff_story(session, gift), state="open")).files
    subject, text, html = (files[name][1].decode() for name in ("subject", "text", "body"))
    campaign = session.get_one(Campaign, gift.campaign_id)
    by = " ".join(str(sender_words(session, campaign, gift.recipient_id)["name"]).split())
    mail = staff_mail(to, f"Test: {' '.join(subject.split())}", text, by)
    mail.add_alternative(without_pictures(html), subtype="html")
    return mail
