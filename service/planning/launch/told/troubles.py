"""What went wrong for launched people, one line each: why, what happens next, and the press that fixes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, select, union
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.content.films.preview import what_to_do
from service.db.writing.beside import beside
from service.errors import Conflict, NotFound
from service.gifting.models import RecipientGift
from service.gifting.transitions import TERMINAL
from service.jobs.models import Job
from service.jobs.redrive import redrive
from service.outreach.mail_labels import said_of
from service.outreach.models import MailMessage, MailReturn
from service.outreach.occasions.basis_came import ENDED, can_go_now, write_after_all
from service.outreach.sending.send_again import AGAIN, send_again
from service.planning.labels import KINDS, describe_hold
from service.planning.large import counted
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SHOWN: Final = 50
Fix = Literal["send", "make", "address", "look", ""]
_CONTENT: Final = {f"content.{kind}": name for kind, name in KINDS.items()}
_CAME_BACK: Final[Mapping[str, str]] = {
    "hard_bounce": "Their server says there’s no such mailbox.",
    "refused": "Their server refused it.",
    "complaint": "They reported it as spam.",
}


_NOTHING_MORE: Final = "Nothing more is sent. Their gift stays set aside until the last day."
_WITHOUT: Final = "Once you say on their page why you may write to them, they’re emailed with the next wave."


@dataclass(frozen=True, slots=True)
class Trouble:
    """One person's. `fix` names the button, "" for none; `about` is the id that it is about."""

    gift: RecipientGift
    recipient: Recipient
    name: str
    company: str
    shape: str
    word: str
    why: str
    follows: str
    fix: Fix
    about: str

    @property
    def may_be_corrected(self) -> bool:
        """Whether a new address could help: not where its person wants no mail."""
        return self.fix == "address" and self.recipient.unsubscribed_at is None


@dataclass(frozen=True, slots=True)
class Troubles:
    """The first `SHOWN` of `total`, those that somebody can fix first."""

    lines: tuple[Trouble, ...]
    total: int


def troubles_of(session: Session, campaign: Campaign, seen: ColumnElement[bool] | None = None) -> Troubles:
    """Everything that keeps a launched person from what they were to get, as it stands now. Of each kind no more are read than can
    be shown. `seen`: the condition on those who may be named, None for all."""
    queries = tuple(kind if seen is None else kind.where(seen) for kind in _queries(campaign))
    lines = [*_mails(session, campaign, queries[0]), *_made(session, queries[1]), *_held(session, queries[2])]
    one_each = list({line.gift.id: line for line in reversed(lines)}.values())
    one_each.sort(key=lambda line: (line.fix in {"", "look"}, line.company, line.gift.id))
    if len(one_each) < SHOWN:
        return Troubles(tuple(one_each), len(one_each))
    total = (
        counted(session, campaign, "troubles", lambda: _count(session, queries))
        if seen is None
        else _count(session, queries)
    )
    return Troubles(tuple(one_each[:SHOWN]), max(total, len(one_each)))


def _count(session: Session, queries: Sequence[Select[Any]]) -> int:
    everybody = union(*(kind.with_only_columns(RecipientGift.id) for kind in queries))
    return session.scalar(select(func.count()).select_from(everybody.subquery())) or 0


def make_again(session: Session, campaign: Campaign, gift_id: str, actor: Actor, at: datetime) -> None:
    """What failed to be made for one person is made once more. Raises NotFound for nobody of this campaign, Conflict where nothing
    of theirs has failed."""
    _of(session, campaign, gift_id)
    if not redrive(session, Job.campaign_id == campaign.id, Job.subject_id == gift_id, Job.kind.in_(_CONTENT), at=at):
        raise Conflict("Nothing has failed for this person any more. Look at the page again.")
    record_act(session, actor, "jobs.redriven", at, subject_id=gift_id)


def send_invitation_again(session: Session, campaign: Campaign, gift_id: str, actor: Actor, at: datetime) -> None:
    """An invitation that failed, or whose outcome is unknown, goes once more. Raises NotFound for nobody of this campaign or where
    there is no invitation, Conflict as `send_again`."""
    _of(session, campaign, gift_id)
    message = session.scalar(
        select(MailMessage)
        .where(MailMessage.gift_id == gift_id, MailMessage.kind == "invitation")
        .order_by(MailMessage.created_at.desc(), MailMessage.id.desc())
        .limit(1)
    )
    if message is None:
        raise NotFound("There’s no such email.")
    if message.state == "suppressed" and message.error_code == ENDED:
        if not write_after_all(session, message_id=message.id):
            raise Conflict("They still may not be emailed. Look at the page again.")
        record_act(session, actor, "mail.sent_again", at, subject_id=message.id)
        return
    send_again(session, message, actor, at)


def _of(session: Session, campaign: Campaign, gift_id: str) -> None:
    gift = session.get(RecipientGift, gift_id)
    if gift is None or gift.campaign_id != campaign.id:
        raise NotFound("There’s no such gift in this campaign.")


def _launched(campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    return (
        RecipientGift.campaign_id == campaign.id,
        RecipientGift.launched_at.is_not(None),
        RecipientGift.status.not_in(TERMINAL),
        Recipient.erased_at.is_(None),
    )


def _queries(campaign: Campaign) -> tuple[Select[Any], Select[Any], Select[Any]]:
    """Who is in trouble by mail, by what is made for them, by a hold: asked from what went wrong, which is little."""
    everybody = (
        select(RecipientGift)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
    )
    people = everybody.where(*_launched(campaign))
    mine = MailMessage.workspace_id == campaign.workspace_id
    left_undone = select(MailMessage.id).where(mine, MailMessage.state.in_((*AGAIN, "suppressed")))
    came_back = select(MailReturn.message_id).where(
        MailReturn.workspace_id == campaign.workspace_id, MailReturn.kind.in_(_CAME_BACK)
    )
    # Not the bare column of the campaign: SQLite would begin with all of its gifts, not with the mails that went wrong.
    mails = everybody.join(
        MailMessage, (MailMessage.gift_id == RecipientGift.id) & (MailMessage.kind == "invitation")
    ).where(
        beside(RecipientGift.campaign_id) == campaign.id,
        *_launched(campaign)[1:],
        RecipientGift.opened_at.is_(None),
        MailMessage.id.in_(union(left_undone, came_back)),
    )
    made = people.join(Job, Job.subject_id == RecipientGift.id).where(
        Job.campaign_id == campaign.id, Job.state == "dead", Job.kind.in_(_CONTENT)
    )
    return mails, made, people.where(RecipientGift.hold_reason.is_not(None))


def _mails(session: Session, campaign: Campaign, query: Select[Any]) -> Sequence[Trouble]:
    """Invitations that did not go, or that came back."""
    returned = (
        select(func.max(MailReturn.kind))
        .where(MailReturn.message_id == MailMessage.id, MailReturn.kind.in_(_CAME_BACK))
        .correlate(MailMessage)
        .scalar_subquery()
    )
    goes_now = can_go_now(session, campaign.workspace_id)
    is_to_look_at = and_(returned.is_(None), MailMessage.state.not_in(AGAIN), not_(goes_now))
    rows = session.execute(
        query.with_only_columns(RecipientGift, Recipient, Account.name, MailMessage, returned, goes_now)
        .order_by(case((is_to_look_at, 1), else_=0), Account.name, RecipientGift.id)
        .limit(SHOWN)
    )
    found = []
    for gift, person, company, message, kind, has_basis_now in rows:
        if has_basis_now:
            found.append(_written_next(gift, person, company, message))
            continue
        said = said_of(message)
        note = said.note or "we don’t know why"
        fix: Fix = "address" if kind else "send" if message.state in AGAIN else "look"
        found.append(
            Trouble(
                gift, person, person_name(person), company, "stop" if fix != "look" else "held",
                "Email came back" if kind else said.word,
                _CAME_BACK[kind] if kind else f"{note[:1].upper()}{note[1:]}.",
                _WITHOUT if message.error_code == ENDED else _NOTHING_MORE, fix, message.id,
            )
        )  # fmt: skip
    return found


def _written_next(gift: RecipientGift, person: Recipient, company: str, message: MailMessage) -> Trouble:
    """Whose invitation was ended for want of a basis, and who has one by now."""
    return Trouble(
        gift, person, person_name(person), company, "wait", "Goes with the next wave",
        "Their country asks for consent first, and now we know why you may write to them.",
        "They’re emailed when you launch the next wave, or when you press here.", "send", message.id,
    )  # fmt: skip


def _made(session: Session, query: Select[Any]) -> Sequence[Trouble]:
    """What could not be made: the page, the statement, the film or the invitation."""
    rows = session.execute(
        query.with_only_columns(RecipientGift, Recipient, Account.name, Job)
        .order_by(Account.name, RecipientGift.id, Job.kind)
        .limit(SHOWN * len(_CONTENT))
    )
    return [
        Trouble(
            gift, person, person_name(person), company, "stop", f"{_CONTENT[job.kind].removesuffix('s')} not made",
            f"{job.last_error or 'Something went wrong on our side.'} {what_to_do(str(job.last_error_type))}",
            "Their invitation waits until everything of theirs is made.", "make", gift.id,
        )
        for gift, person, company, job in rows
    ]  # fmt: skip


def _held(session: Session, query: Select[Any]) -> Sequence[Trouble]:
    """Launched gifts that wait for something, and gifts of a wave that could not set out."""
    first = query.with_only_columns(RecipientGift.id).order_by(Account.name, RecipientGift.id).limit(SHOWN)
    rows = session.execute(  # whole rows of those shown alone: a database that sorts carries along all it is asked for
        query.with_only_columns(RecipientGift, Recipient, Account.name)
        .where(RecipientGift.id.in_(session.scalars(first).all()))
        .order_by(Account.name, RecipientGift.id)
    )
    found = []
    for gift, person, company in rows:
        word, why = describe_hold(gift) or ("On hold", "")
        found.append(
            Trouble(
                gift, person, person_name(person), company, "held", word, why,
                "Nobody else waits for them.", "look", gift.id,
            )
        )  # fmt: skip
    return found
